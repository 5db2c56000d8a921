"""Runs it: settings, the wiring where all objects meet, the web server and the command line."""
