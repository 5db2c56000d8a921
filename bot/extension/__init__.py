"""The message extension: find and share a dispute from any chat, raise one from a message."""
