"""The practice room: the real thing on this machine, with people one can play and a clock one can move."""
