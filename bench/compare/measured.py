"""Runs one command and writes what it took: its own small process, so that the command's peak memory is its own.

A process begins with the peak of the one that made it, so the harness, which is large, must not make it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time


def main() -> None:
    """Run the command behind OUTPUT; write exit code, seconds, CPU seconds and peak megabytes there as JSON."""
    output, *command = sys.argv[1:]
    began = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  the harness's own command
    _, status, usage = os.wait4(process.pid, 0)
    took = {
        "exit": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - began,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
    }
    with open(output, "w", encoding="utf-8") as file:  # noqa: PTH123  pathlib would be a third of this process
        json.dump(took, file)


if __name__ == "__main__":
    main()
