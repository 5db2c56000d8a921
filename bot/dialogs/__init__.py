"""One conversation a file; steps are listed in reading order in the constructor."""
