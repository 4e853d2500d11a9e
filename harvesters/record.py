"""What a portal says of one dataset, untranslated: the output of `harvesters` and the input of `national`.

Text is as the source says, cleaned by `harvesters.helpers.text`; what the source does not say is `None` or `()`,
never zero and never an empty string. Dates are ISO 8601 in local time (UTC+8) without zone, as a day or to the second.
"""

from typing import Any, Literal

import msgspec

Access = Literal["open", "post", "login", "apply"]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One data item (数据项): a column as the portal describes it."""

    name: str
    """Name of the column in the data, e.g. `NF`."""
    label: str | None = None
    """Chinese name, e.g. 年份."""
    type: str | None = None
    length: int | None = None
    """Characters or digits."""
    description: str | None = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One downloadable file (数据文件)."""

    id: str | None = None
    name: str | None = None
    url: str
    """Absolute address that a GET answers with the file; the landing page where `access` is not `open`."""
    format: str | None = None
    """Lower-case name as declared: `csv`, `xlsx`; `file` or `link` where the source says no more."""
    size: int | None = None
    """Bytes."""
    rows: int | None = None
    modified: str | None = None
    access: Access = "open"
    """`open` by a GET, `post` by a form, `login` after a sign-in, `apply` after an application."""


class Api(msgspec.Struct, frozen=True, kw_only=True):
    """One data interface (数据接口)."""

    id: str | None = None
    name: str | None = None
    url: str
    description: str | None = None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask about the dataset, as published."""

    unit: str | None = None
    phone: str | None = None
    email: str | None = None


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is, as the portal counts it; unknown is `None`."""

    rows: int | None = None
    files: int | None = None
    apis: int | None = None
    bytes: int | None = None


class Counters(msgspec.Struct, frozen=True, kw_only=True):
    """How often it was used; these change daily and are no part of the content hash."""

    views: int | None = None
    downloads: int | None = None
    calls: int | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One dataset in the words of its portal."""

    id: str
    """The source's own id as text, unescaped (`29200/00403601`)."""
    url: str
    """Landing page that a person opens."""
    title: str
    description: str | None = None
    publisher: str | None = None
    """The department that provides the data (来源部门)."""
    theme: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    open_type: str | None = None
    open_condition: str | None = None
    update_cycle: str | None = None
    issued: str | None = None
    modified: str | None = None
    tags: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    """Lower-case names; `api`, `link`, `file` where the source says no more."""
    items: tuple[Item, ...] = ()
    files: tuple[File, ...] = ()
    apis: tuple[Api, ...] = ()
    contact: Contact = Contact()
    volume: Volume = Volume()
    region: str | None = None
    """GB/T 2260 code of the dataset's region where the source gives one, else the portal's."""
    counters: Counters = Counters()
    extra: dict[str, Any] = {}
    """What the source says beyond these fields, by the source's own label."""


_decoder = msgspec.json.Decoder(Record)


def to_json(record: Record) -> bytes:
    """The record as one line of UTF-8 JSON, fields in the order of the class."""
    return msgspec.json.encode(record)


def from_json(line: bytes) -> Record:
    """The record that `to_json` wrote; raises `msgspec.DecodeError` for anything else."""
    return _decoder.decode(line)
