"""Lets `python -m app` do what `drp` does."""

from app.command_line import main

if __name__ == "__main__":
    main()
