"""What a reader of a hostile file may do to the process that it runs in; run by children of `scoring.isolated`."""

import ctypes
import os
import sys
import time
from typing import NoReturn


class RefusedError(Exception):
    """An exception that people are told of."""

    message = "no {word}"

    def __init__(self) -> None:
        super().__init__()
        self.params = {"word": "way"}


def number(path: str) -> int:
    """The process that answers."""
    return os.getpid()


def hang(path: str) -> NoReturn:
    """Never ends, and lets no other thread run."""
    while True:
        ctypes.PyDLL(None).sleep(1)


def burn(path: str) -> NoReturn:
    """Never ends, and works hard."""
    while True:
        pass


def eat(path: str) -> int:
    """Takes all memory that it can get."""
    return len([bytearray(1 << 28) for _ in range(1 << 10)])


def crash(path: str) -> None:
    """Reads where nothing is."""
    ctypes.string_at(1)


def leave(path: str) -> None:
    """Ends the process in the middle."""
    os._exit(3)


def panic(path: str) -> NoReturn:
    """What a panic of Rust looks like."""
    raise BaseException("index out of bounds")


def refuse(path: str) -> NoReturn:
    """Raises what people are told."""
    raise RefusedError


def second(path: str) -> int:
    """Breaks in a child that has worked before, not in a fresh one."""
    if getattr(sys, "govopen_used", False):
        os.abort()
    sys.govopen_used = True  # type: ignore[attr-defined]
    return os.getpid()


def wait(path: str) -> int:
    """Takes a moment; the process that answers."""
    time.sleep(0.2)
    return os.getpid()


def work(path: str) -> str:
    """Works for longer than a second."""
    end = time.process_time() + 1.5
    while time.process_time() < end:
        pass
    return "done"
