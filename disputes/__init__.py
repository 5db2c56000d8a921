"""The rules of dispute resolution: pure functions over data, with no clock and no I/O of their own."""
