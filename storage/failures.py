"""What a database fails with, under a name that the other rooms may know."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

DatabaseFailure = SQLAlchemyError
"""The database couldn't do what was asked; `orig`, where there is one, is the driver's own error."""
