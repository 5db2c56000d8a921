"""What `drp doctor` examines, one subject a file; each gives findings in plain words."""
