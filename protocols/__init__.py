"""The councils' protocols as data, and their reading."""
