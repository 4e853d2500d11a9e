"""What a program costs: its own time and memory and those of the processes that it started and waited for."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """`seconds` that passed, processor `work` in seconds, and the largest memory of any of its processes in MB."""

    seconds: float
    work: float
    megabytes: float
    output: str


def measured(*command: str) -> Cost:
    """Runs a command of Python to its end; raises SystemExit where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, output)
