"""The intake: reads one incoming mail into an `IncomingMessage`, whatever state it is in."""
