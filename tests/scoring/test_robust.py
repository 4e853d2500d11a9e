"""No bytes break the scorer."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.govopen.files.preview import grid
from ckanext.govopen.scoring.check import check_file
from ckanext.govopen.scoring.registry import FILE, rules
from ckanext.govopen.scoring.samples import workbook

ENDINGS = ["csv", "tsv", "txt", "json", "jsonl", "xml", "html", "xls", "xlsx", "ods", "et", "zip", "gz", "pdf", "bin"]
SEEDS = [sample.content for rule in rules(FILE).values() for sample in (*rule.passes, *rule.fails) if sample.content]
BOOK = workbook([["区县", "户数"], *[["甲县", n] for n in range(50)]], ["A2:A5"]).content


def judge(folder: Path, ending: str, content: bytes) -> None:
    """Checks a file with these bytes and looks at the bounds of the answer."""
    path = folder / f"a.{ending}"
    path.write_bytes(content)
    report = check_file(path, now="")
    assert 0 <= report["score"] <= 100
    assert report["confidence"] == 1.0, "a rule could not run"
    grid(path)


@given(st.binary(max_size=300), st.sampled_from(ENDINGS))
@settings(max_examples=40)
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str) -> None:
    """Random bytes under any ending get a score."""
    judge(tmp_path_factory.mktemp("any"), ending, content)


@given(st.text(st.sampled_from('{}[]",:<>/=?!;|\t\n ab1.-年月日%区县\x00'), max_size=200), st.sampled_from(ENDINGS))
@settings(max_examples=40)
def test_any_text(tmp_path_factory: pytest.TempPathFactory, content: str, ending: str) -> None:
    """Text that nearly is JSON, XML or CSV gets a score."""
    judge(tmp_path_factory.mktemp("text"), ending, content.encode())


@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.sampled_from(ENDINGS))
@settings(max_examples=40)
def test_damaged_files(tmp_path_factory: pytest.TempPathFactory, content: bytes, chance: random.Random, ending: str) -> None:
    """Files that were cut off, changed or put together get a score."""
    raw = bytearray(content)
    for _ in range(chance.randrange(8)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    cut = chance.randrange(len(raw) + 1)
    damaged = [bytes(raw), bytes(raw[:cut]), bytes(raw[cut:]), bytes(raw[cut:] + raw[:cut])][chance.randrange(4)]
    judge(tmp_path_factory.mktemp("damaged"), ending, damaged)


@pytest.mark.parametrize("seed", range(30))
def test_damaged_workbooks(tmp_path: Path, seed: int) -> None:
    """A workbook whose inner XML is damaged gets a score."""
    import io
    import zipfile

    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(BOOK)) as source:
        parts = {name: bytearray(source.read(name)) for name in source.namelist()}
    victim = parts[chance.choice(sorted(parts))]
    for _ in range(3):
        victim[chance.randrange(len(victim))] = chance.randrange(256)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in parts.items():
            target.writestr(name, bytes(content))
    judge(tmp_path, "xlsx", buffer.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"<a>" * 50_000,
        b"," * 200_000,
        b"\n" * 200_000,
        b'"' * 100_001,
        b"\xff" * 100_000,
        b"a" * 300_000,
    ],
    ids=["brackets", "objects", "tags", "commas", "lines", "quotes", "bad bytes", "one cell"],
)
def test_hostile_files(tmp_path: Path, content: bytes) -> None:
    """Endless repetitions get a score."""
    for ending in ("json", "xml", "csv"):
        judge(tmp_path, ending, content)
