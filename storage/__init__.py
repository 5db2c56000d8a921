"""The storage room: records, read tables, outbox, directory and bot state in one database."""
