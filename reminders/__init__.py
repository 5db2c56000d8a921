"""The timer: when the rounds are made; what a round does is passed in."""
