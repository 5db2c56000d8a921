"""A real browser for tests: one Node process with one Chromium in it, told by lines of JSON what to do."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 180.0
"""Seconds after which a step is given up; its own waits are far shorter and say what they waited for."""


class StepFailed(AssertionError):
    """A step in the browser failed; the message is the browser's."""


class Browser:
    """Takes steps: functions of the modules in tests, run by Node beside the browser."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._one_at_a_time = threading.Lock()

    def take(self, module: Path, step: str, *given: Any) -> Any:
        """Takes one step and gives what it returns. Raises StepFailed."""
        assert self._process.stdin
        assert self._process.stdout
        asked = json.dumps({"module": str(module), "step": step, "given": given})
        with self._one_at_a_time:
            self._process.stdin.write(asked.encode() + b"\n")
            self._process.stdin.flush()
            ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
            line = self._process.stdout.readline() if ready else b""
        if not line:
            end_group(self._process)
            raise StepFailed(f"{step}: the browser gave no answer")
        answer = json.loads(line)
        if "failed" in answer:
            raise StepFailed(answer["failed"])
        return answer["gave"]


@contextmanager
def open_browser(root: Path, node: Path, chromium: Path) -> Generator[Browser]:
    """Starts the process that drives a browser, and ends both."""
    process = subprocess.Popen(
        [str(node), str(Path(__file__).with_suffix(".mjs"))],
        env={**os.environ, "ROOT": str(root), "CHROMIUM": str(chromium)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        try:
            yield Browser(process)
            assert process.stdin
            process.stdin.close()
            process.wait(timeout=20)
        finally:
            end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it started: Node may have come by a wrapper that doesn't pass signals on."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
