"""The desk: one use case a file, each one transaction over the record, the read tables and the outbox."""
