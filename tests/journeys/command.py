"""The real command, run as a process of its own in a company's folder."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_MAIN = [sys.executable, "-c", "from holdfast.cli import main; main()"]
_PATIENCE = 90.0

_PR_CAPBSET_DROP = 24
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2


@dataclass(frozen=True)
class Done:
    """How a command ended, and all that it said."""

    code: int
    said: str
    out: str


@dataclass(frozen=True)
class Command:
    """Runs ``holdfast`` in ``folder``; without credentials of anybody, unless ``environment`` gives them."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self,
        *words: str,
        environment: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ) -> Done:
        """Run it to its end. It must not die of a signal, and must not show anybody a traceback."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "HOLDFAST_"))}
        done = subprocess.run(  # noqa: S603  our own command
            [*_MAIN, *words],
            cwd=self.folder,
            env={**plain, **self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
            preexec_fn=before,
        )
        said = done.stdout + done.stderr
        assert done.returncode in range(5), f"it ended with {done.returncode}: {said}"
        assert "Traceback" not in said, said
        return Done(done.returncode, said, done.stdout)


def obey_permissions() -> None:
    """Make the administrator obey files' permissions as everybody does; to be called in the new process."""
    if os.geteuid() == 0:
        for power in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_CAPBSET_DROP, power, 0, 0, 0)
