"""Starting `drp`: quickly, since nothing is imported that the command doesn't need, and without a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("sqlalchemy", "aiohttp", "msal", "botbuilder", "exchangelib", "apscheduler", "cryptography")


def _python(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=root, capture_output=True, text=True, check=False)


def test_listing_protocols_loads_neither_database_nor_chat(root: Path) -> None:
    code = (
        "import sys; from app.command_line import drp; drp(['protocol', 'list'], standalone_mode=False); "
        f"sys.exit(' '.join(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = _python(root, "-c", code)
    assert "bradford-firo" in done.stdout
    assert done.stderr.strip() == ""


def test_a_refusal_is_said_without_a_traceback_and_ends_with_status_2(root: Path, tmp_path: Path) -> None:
    done = _python(root, "-m", "app", "record", "verify", "--settings", str(tmp_path / "none.toml"))
    assert done.returncode == 2
    assert done.stderr.startswith("There is no settings file")
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_said(root: Path) -> None:
    done = _python(root, "-m", "app", "protcol")
    assert done.returncode == 2
    assert "No such command 'protcol'" in done.stderr
