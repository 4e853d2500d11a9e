"""dBASE tables: fixed-width records behind a header that names the columns.

Source: the dBASE III to Visual FoxPro table file structure. A column is decoded at once, not cell by cell.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .decimals import decimal
from .encoding import SHORT, Reader
from .limits import limits
from .model import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import polars as pl

VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8c\xcb\xf5\xfb")
TYPES = frozenset("CNFDLMIBYTGPOQVW+@0")
NO_TEXT = frozenset("MGPQWV0@")  # memos and pictures lie in other files
DRIVERS = {
    0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5", 0x13: "shift_jis", 0x7B: "shift_jis",
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852",
    0x65: "cp866", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip
PAGES = {
    "utf-8": "utf-8", "utf8": "utf-8", "65001": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030",
    "936": "gb18030", "cp936": "gb18030", "54936": "gb18030", "big5": "big5", "950": "big5", "cp950": "big5",
    "1252": "cp1252", "iso-8859-1": "cp1252", "8859_1": "cp1252", "88591": "cp1252",
}  # fmt: skip
SEPARATOR = "\x1e"  # no byte of a character in any of the encodings
DELETED = 0x2A
SAMPLE = 1 << 22
LEAST, LEAST_OF_FEW = 0.6, 0.9
"""The share of frequent characters that proves a Chinese encoding: single-byte text decodes in it, to rare ones."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of the records: where it begins and how wide it is, in bytes."""

    name: bytes
    kind: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says of itself; `said` is the encoding that its language driver names, None where it names none."""

    records: int
    begin: int
    size: int
    said: str | None
    columns: tuple[Column, ...]


def header(head: bytes) -> Header | None:
    """The header of a dBASE file, None where these bytes are none."""
    if len(head) < 65 or head[0] not in VERSIONS or not (head[2] <= 12 and head[3] <= 31):
        return None
    records, begin, size = struct.unpack_from("<IHH", head, 4)
    columns, start = [], 1
    for at in range(32, min(begin, len(head)) - 31, 32):
        if head[at] in (0x0D, 0):
            break
        name, kind, width = head[at : at + 11].split(b"\0")[0], chr(head[at + 11]), head[at + 16]
        if kind not in TYPES or not name:
            return None
        width += head[at + 17] << 8 if kind == "C" else 0  # FoxPro and Clipper have text of more than 255 bytes
        columns.append(Column(name, kind, start, width))
        start += width
    if not columns or start != size or begin < 33 + 32 * len(columns) - 1:
        return None
    return Header(records, begin, size, DRIVERS.get(head[29]), tuple(columns))


def page(text: str) -> str | None:
    """The encoding that a `.cpg` file names."""
    name = text.strip().lower().removeprefix("ansi ").removeprefix("windows-")
    return PAGES.get(name)


@dataclass(frozen=True, slots=True)
class Contents:
    """A table that was read. `encoding`: how its text was proven to be encoded, None where it is plain ASCII."""

    sheet: Sheet
    encoding: str | None
    sampled: bool
    cut: bool


def read(path: Path, work: Path, name: str | None = None, said: str | None = None) -> Contents | None:
    """The table of a dBASE file; None where it is none. `cut`: there are fewer records than the header says.

    `said`: the encoding that a `.cpg` file beside it names; None to take what its header says.
    """
    with path.open("rb") as file:
        known = header(file.read(1 << 16))
        if known is None:
            return None
        most = max(1, limits().sheet_cells // len(known.columns))
        file.seek(known.begin)
        raw = file.read(min(known.records, most) * known.size)
    rows = len(raw) // known.size
    starts = [at for at in range(0, rows * known.size, known.size) if raw[at] != DELETED]
    encoding = prove(raw, starts, known, said or known.said, work / f"{path.name}.text")
    columns = [one for one in known.columns if one.kind != "0"][: limits().columns]
    sheet = to_sheet(raw, starts, columns, encoding or "gb18030", name)
    return Contents(sheet, encoding, known.records > most, rows < min(known.records, most))


def prove(raw: bytes, starts: list[int], known: Header, said: str | None, path: Path) -> str | None:
    """The encoding of names and text cells, by the same proof as of text files; what is `said` counts where that fails."""
    texts = [one for one in known.columns if one.kind == "C"]
    wanted = max(1, SAMPLE // max(1, known.size))
    cells = [raw[at + one.start : at + one.start + one.width].rstrip(b" \0") for at in starts[:wanted] for one in texts]
    sample = b"\n".join([*(one.name for one in known.columns), *cells]).replace(b"\0", b" ")
    if sample.isascii():
        return None
    path.write_bytes(sample)
    proof = Reader(path, path.parent, SAMPLE * 2, 1).prove()
    least = LEAST_OF_FEW if len(proof.sample) <= SHORT else LEAST
    proven = proof.bad == 0 and (proof.encoding == "utf-8" or proof.common >= least)
    return said if said and not proven and is_sound(sample, said) else proof.encoding


def is_sound(sample: bytes, encoding: str) -> bool:
    """Whether bytes decode in an encoding."""
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def to_sheet(raw: bytes, starts: list[int], columns: list[Column], encoding: str, name: str | None) -> Sheet:
    """Columns of strings under the names of the fields."""
    import polars as pl

    data = {f"c{c}": values(raw, starts, column, encoding) for c, column in enumerate(columns)}
    frame = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))
    frame = frame.select(shown(pl.col(key), column.kind) for key, column in zip(data, columns, strict=True))
    keys = tuple(column.name.decode(encoding, "replace").strip() for column in columns)
    return Sheet(frame.with_row_index("n", 2).lazy(), len(columns), name=name, keys=keys, grid=True)


def values(raw: bytes, starts: list[int], column: Column, encoding: str) -> Sequence[str | None]:
    """The cells of one column."""
    first, last = column.start, column.start + column.width
    cells = [raw[at + first : at + last] for at in starts]
    if column.kind in NO_TEXT:
        return [None] * len(cells)
    if column.kind in BINARY:
        return [BINARY[column.kind](cell) for cell in cells]
    texts = SEPARATOR.encode().join(cells).decode(encoding, "replace").split(SEPARATOR)
    return texts if len(texts) == len(cells) else [cell.decode(encoding, "replace") for cell in cells]


def shown(cell: pl.Expr, kind: str) -> pl.Expr:
    """A cell without its padding; dates in ISO form, nothing where there is nothing."""
    import polars as pl

    bare = cell.str.strip_chars(" \0") if kind != "C" else cell.str.strip_chars_end(" \0")
    if kind == "D":
        bare = bare.str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3")
    if kind == "L":
        bare = bare.str.to_uppercase().replace({"T": "TRUE", "Y": "TRUE", "F": "FALSE", "N": "FALSE", "?": ""})
    return pl.when(bare.str.len_bytes() > 0).then(bare).alias(cell.meta.output_name())


def number(cell: bytes) -> str:
    """A FoxPro double."""
    value: float = struct.unpack("<d", cell.ljust(8, b"\0")[:8])[0]
    return decimal(value)


def money(cell: bytes) -> str:
    """A FoxPro amount, in ten-thousandths."""
    value = int.from_bytes(cell, "little", signed=True)
    return f"{'-' * (value < 0)}{abs(value) // 10000}.{abs(value) % 10000:04d}"


def moment(cell: bytes) -> str | None:
    """A FoxPro date-time: days of the Julian calendar and milliseconds."""
    import datetime as dt

    days, milliseconds = struct.unpack("<II", cell.ljust(8, b"\0")[:8])
    ordinal = days - 1721425
    if not 1 <= ordinal <= dt.date.max.toordinal():
        return None
    seconds = milliseconds // 1000
    return f"{dt.date.fromordinal(ordinal).isoformat()} {seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


BINARY: dict[str, Callable[[bytes], str | None]] = {
    "I": lambda cell: str(int.from_bytes(cell, "little", signed=True)),
    "+": lambda cell: str(int.from_bytes(cell, "big", signed=True)),
    "B": number,
    "O": number,
    "Y": money,
    "T": moment,
}
