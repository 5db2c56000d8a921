"""The mail room: letters out, replies in, and the transports that carry both."""
