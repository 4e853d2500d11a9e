"""Containers that were cut off or changed somewhere are told, never a crash."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from support.formats import CLEAN, pdf

from ckanext.govopen.scoring.check import check_file

FILES = {**CLEAN, "pdf": lambda: pdf("BT /F 12 Tf (a) Tj ET")}


def judge(path: Path, content: bytes, expect: Callable[[float], bool] = lambda _: True) -> None:
    """The file gets a score, and every rule runs."""
    path.write_bytes(content)
    report = check_file(path, now="")
    assert report["confidence"] in (1.0, 0.9)
    assert 0 <= report["score"] <= 100
    assert expect(report["score"])


@pytest.mark.parametrize("name", sorted(FILES))
def test_damage(tmp_path: Path, name: str) -> None:
    """Cut at some places, changed at others, and followed by rubbish."""
    content, chance = FILES[name](), random.Random(name)
    path = tmp_path / f"a.{name}"
    for part in (0.1, 0.5, 0.9, 0.99):
        judge(path, content[: int(len(content) * part)])
    for _ in range(6):
        raw = bytearray(content)
        for _ in range(chance.randrange(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        judge(path, bytes(raw))
    judge(path, content + bytes(range(256)))
