"""The cards: pure functions from what the desk shows to Adaptive Cards 1.5, one card a file."""
