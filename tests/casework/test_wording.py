"""The wording guard at the desk: pointed out before anything is sent, kept only with a reason."""

from __future__ import annotations

import pytest

from casework.open_dispute import NewDispute
from casework.preview import preview_of_raising
from disputes.refusals import Refusal
from rehearsal import council
from tests_casework_office import RAISING, Office  # type: ignore[import-not-found]
