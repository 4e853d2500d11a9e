"""Files that are not what they should be, whatever the table: F01 to F07."""

from __future__ import annotations

import gzip
import json
import random
import struct
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..containers import CONTAINERS, books, packing
from ..sheet import Sheet, text
from ..templates import clean, templates
from .base import ALL, Planted, defect, whole


@cache
def pages() -> dict[str, Any]:
    """What servers answer, and shells of documents."""
    return yaml.safe_load(Path(__file__).with_name("pages.yml").read_text())


def table(dice: random.Random) -> Sheet:
    """Any clean table."""
    return clean(dice.choice(list(templates())), dice)


def written(dice: random.Random, container: str) -> bytes:
    """A clean table in a container."""
    return CONTAINERS[container].write(table(dice), dice).data


LIES = {
    "xlsx": ["xls", "csv"],
    "html": ["xls", "csv", "xlsx"],
    "json": ["csv", "xml"],
    "csv": ["xls", "xlsx", "json"],
    "xml": ["xls", "csv"],
    "tsv": ["xls"],
}


def lie(container: str) -> None:
    """Registers the lies about one container."""

    def plant(sheet: Sheet, dice: random.Random) -> Planted:
        return Planted(counted=False, ending=dice.choice(LIES[container]))

    plant.__name__ = f"{container}_named_otherwise"
    defect("F01", frozenset({container}))(plant)


for _container in LIES:
    lie(_container)


@whole("F02", also={"F01", "F04", "F06"})
def error_page(dice: random.Random) -> tuple[str, bytes]:
    """The server's error page, saved as data."""
    title, body = dice.choice(pages()["errors"])
    return dice.choice(["csv", "xls", "xlsx", "json", "zip"]), pages()["error_page"].format(title=title, body=body).encode()


@whole("F02", also={"F01", "F04", "F06"})
def login_page(dice: random.Random) -> tuple[str, bytes]:
    """A page that asks to sign in."""
    return dice.choice(["csv", "xls", "xlsx", "json"]), pages()["login_page"].format(
        title=dice.choice(pages()["logins"])
    ).encode()


@whole("F02", also={"F01", "F06", "J01"})
def error_answer(dice: random.Random) -> tuple[str, bytes]:
    """An API's error instead of data."""
    answer = json.dumps(dice.choice(pages()["answers"]), ensure_ascii=False)
    return dice.choice(["json", "json", "csv", "xlsx"]), answer.encode()


@whole("F02", also={"F01", "F06", "X01"})
def error_document(dice: random.Random) -> tuple[str, bytes]:
    """An object store's error instead of data."""
    code, message = dice.choice(pages()["store_errors"])
    return dice.choice(["xml", "csv", "xlsx"]), pages()["store_error"].format(code=code, message=message).encode()


@whole("F03")
def picture(dice: random.Random) -> tuple[str, bytes]:
    """A picture of a table."""
    name = dice.choice(["png", "jpg", "gif", "bmp", "tif"])
    return name, getattr(packing, name)()


@whole("F03")
def scan(dice: random.Random) -> tuple[str, bytes]:
    """A scanned page."""
    return "pdf", packing.scanned_pdf()


def prose(dice: random.Random) -> list[str]:
    """A table as lines of text."""
    return ["  ".join(text(cell.value) for cell in row.cells) for row in table(dice).rows]


@whole("F04")
def written_pdf(dice: random.Random) -> tuple[str, bytes]:
    """A table printed to PDF."""
    return "pdf", packing.written_pdf(prose(dice)[:40])


def document(dice: random.Random, kind: str) -> tuple[str, bytes]:
    """A table as lines of text in the shell of a kind of document."""
    body = "".join(pages()[f"{kind}_line"].format(line=line.replace("&", "")) for line in prose(dice))
    return kind, packing.zipped({name: shell.replace("{body}", body).encode() for name, shell in pages()[kind].items()})


@whole("F04")
def word_document(dice: random.Random) -> tuple[str, bytes]:
    """A table in a word processor's file."""
    return document(dice, dice.choice(["docx", "odt"]))


@whole("F04")
def national_document(dice: random.Random) -> tuple[str, bytes]:
    """The same as OFD."""
    return document(dice, "ofd")


@whole("F04", also={"F05"})
def old_word_document(dice: random.Random) -> tuple[str, bytes]:
    """The same in the old binary format, also under the name of WPS."""
    name = dice.choice(["doc", "wps"])
    return name, packing.ole(
        {
            "WordDocument": struct.pack("<HH", 0xA5EC, 0xC1) + b"\0" * 500 + "\r".join(prose(dice)).encode("utf-16-le"),
            "1Table": b"",
        }
    )


@whole("F04")
def rich_text(dice: random.Random) -> tuple[str, bytes]:
    """The same as RTF."""
    lines = ["".join(char if char.isascii() else f"\\u{ord(char)}?" for char in line) for line in prose(dice)]
    return "rtf", ("{\\rtf1\\ansi\\ansicpg936 " + "\\par\n".join(lines) + "}").encode()


@defect("F05", frozenset({"xls"}))
def old_workbook(sheet: Sheet, dice: random.Random) -> Planted:
    """The old binary workbook."""
    return Planted(counted=False)


@defect("F05", frozenset({"xls"}))
def wps_workbook(sheet: Sheet, dice: random.Random) -> Planted:
    """The workbook of WPS."""
    return Planted(counted=False, ending="et")


@whole("F05", also=ALL)
def access_database(dice: random.Random) -> tuple[str, bytes]:
    """An Access database."""
    return "mdb", (b"\x00\x01\x00\x00Standard Jet DB\x00\x00\x00\x00\x00" + dice.randbytes(32)).ljust(8192, b"\0")


@whole("F06", also={"F01"})
def nothing(dice: random.Random) -> tuple[str, bytes]:
    """No bytes, or nothing but blanks."""
    return dice.choice(["csv", "xlsx", "json", "txt"]), dice.choice([b"", b"\n", b"  \r\n\r\n", b"\xef\xbb\xbf"])


@whole("F06", also={"F01", "F05"})
def encrypted_workbook(dice: random.Random) -> tuple[str, bytes]:
    """A workbook with a password."""
    info = struct.pack("<HHI", 4, 4, 0x40) + pages()["encryption"].encode()
    return dice.choice(["xlsx", "docx", "pptx"]), packing.ole(
        {"EncryptionInfo": info, "EncryptedPackage": dice.randbytes(6000)}
    )


@whole("F06", also={"F05"})
def encrypted_old_workbook(dice: random.Random) -> tuple[str, bytes]:
    """An old workbook with a password."""
    stream = books.xls_book(table(dice)).get_biff_data()
    size = 4 + struct.unpack("<H", stream[2:4])[0]
    lock = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + dice.randbytes(48)
    return "xls", packing.ole({"Workbook": stream[:size] + lock + dice.randbytes(len(stream) - size)})


@whole("F06", also={"F01"})
def encrypted_archive(dice: random.Random) -> tuple[str, bytes]:
    """An archive with a password."""
    data = bytearray(packing.zipped({"数据.csv": written(dice, "csv")}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    return "zip", bytes(data)


@whole("F06", also={"F01"})
def cut_archive(dice: random.Random) -> tuple[str, bytes]:
    """A workbook or archive whose download broke off."""
    name = dice.choice(["xlsx", "zip", "ods"])
    data = written(dice, name)
    return name, data[: int(len(data) * dice.uniform(0.3, 0.9))]


@whole("F06", also={"F01", "F05"})
def empty_workbook(dice: random.Random) -> tuple[str, bytes]:
    """A workbook without a single value."""
    return "xlsx", CONTAINERS["xlsx"].write(Sheet("", [], []), dice).data


@whole("F06", also={"D02"})
def bomb(dice: random.Random) -> tuple[str, bytes]:
    """An archive that unpacks to a thousand times its size."""
    return "zip", packing.zipped({"数据.csv": b"0" * 40_000_000})


@whole("F06", also={"F01"})
def cut_gzip(dice: random.Random) -> tuple[str, bytes]:
    """A compressed file whose download broke off."""
    data = gzip.compress(written(dice, "csv"), mtime=0)
    return "csv.gz", data[: len(data) // 2]


@whole("F07", also={"F03", "F04", "F05"})
def several_kinds(dice: random.Random) -> tuple[str, bytes]:
    """Tables and documents in one archive."""
    others = {
        "说明.pdf": packing.written_pdf(["数据说明"]),
        "明细.xlsx": written(dice, "xlsx"),
        "接口.json": written(dice, "json"),
        "图.png": packing.png(),
    }
    chosen = dict(dice.sample(sorted(others.items()), dice.randint(1, 3)))
    return "zip", packing.zipped({"数据.csv": written(dice, "csv"), **chosen})


@whole("F07")
def nested(dice: random.Random) -> tuple[str, bytes]:
    """Archives in an archive."""
    inner = {
        f"{name}.zip": packing.zipped({f"{name}.csv": written(dice, "csv")})
        for name in ["一月", "二月", "三月"][: dice.randint(1, 3)]
    }
    return "zip", packing.zipped(inner)
