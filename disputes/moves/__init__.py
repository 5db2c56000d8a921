"""What people may do in a dispute: one family of moves a file, all of them listed in the catalogue."""
