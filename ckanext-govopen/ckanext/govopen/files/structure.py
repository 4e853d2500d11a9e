"""What kind of text a text is: JSON, JSON lines, XML, HTML, Turtle, delimited, or prose."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import orjson
from lxml import etree

from .dialect import find, is_table
from .limits import limits

if TYPE_CHECKING:
    from pathlib import Path

HEAD_CHARACTERS = 1 << 16
HTML = re.compile(
    r"<(!doctype\s+html|html|head|body|table|script|style|meta|div|center|title|form|p|br|h[1-6])[\s>/]", re.IGNORECASE
)
XML = re.compile(r"\s*<(\?xml[\s?]|!--|!DOCTYPE|[A-Za-z_一-鿿][^<>]*>)")
JSON_START = re.compile(r'\s*(\{\s*("|\}|$)|\[\s*([\[{"\]]|-?\d|true|false|null|$))')
TURTLE = re.compile(r"\s*(@prefix|@base|PREFIX)\s+\S*:?\s*<", re.IGNORECASE)
TRIPLE = re.compile(r"^<[^>]+>\s+<[^>]+>\s+(<[^>]+>|\"|_:).*\.\s*$")
XML_KINDS = {"kml": "kml", "RDF": "rdf", "svg": "svg", "html": "html"}


def head_of(path: Path) -> str:
    """The first characters of a UTF-8 text."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return file.read(HEAD_CHARACTERS).removeprefix("\ufeff")


def text_kind(path: Path, raw: Path, declared: str | None) -> str:
    """The name of a text's format; `path` is in UTF-8, `raw` as it came (XML names its own encoding)."""
    head = head_of(path)
    start = head.lstrip()
    if start.startswith("<"):
        return markup_kind(raw, start)
    if TURTLE.match(start):
        return "ttl"
    return json_kind(path, head, declared) or table_kind(head, declared)


def markup_kind(path: Path, start: str) -> str:
    """HTML, an XML dialect, triples, or XML that does not parse."""
    if all(TRIPLE.match(line) for line in start.splitlines()[:5] if line.strip()):
        return "nt"
    is_xml = start.startswith("<?xml")
    if not is_xml and HTML.search(start[:4096]):
        return "html"
    root = root_of(path)
    if root is None:
        return "xml" if is_xml or XML.match(start) else "txt"
    space, _, tag = root.rpartition("}")
    if tag in XML_KINDS:
        return XML_KINDS[tag]
    return "gml" if tag == "FeatureCollection" and "gml" in space + start[:2000] else "xml"


def root_of(path: Path) -> str | None:
    """The root's tag, None where not even that can be parsed."""
    try:
        for _, node in etree.iterparse(str(path), events=("start",), resolve_entities=False, no_network=True, load_dtd=False):
            return str(node.tag)
    except (etree.XMLSyntaxError, OSError):
        return None
    return None


def json_kind(path: Path, head: str, declared: str | None) -> str | None:
    """The JSON dialect of a text; what only looks like JSON is JSON that does not parse, unless it is a table."""
    claims = declared in ("json", "geojson", "jsonl", "jsonld")
    looks = bool(JSON_START.match(head))
    if not looks and not claims:
        return scalar_kind(path, declared)
    if path.stat().st_size > limits().json_bytes:
        return large_json(head) if looks else None
    try:
        value = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        if is_lines(head):
            return "jsonl"
        return (
            "json" if (claims and not is_other(head)) or (looks and head.lstrip()[0] in "{[" and not is_other(head)) else None
        )
    return dialect_of(value)


def scalar_kind(path: Path, declared: str | None) -> str | None:
    """A text that is one bare JSON value is JSON, unless it is said to be a table or plain text."""
    if declared in ("csv", "tsv", "txt") or path.stat().st_size > HEAD_CHARACTERS:
        return None
    try:
        orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        return None
    return "json"


def is_other(head: str) -> bool:
    """Whether a text that is no JSON is a table."""
    lines = head.splitlines()
    dialect = find(lines)
    begins = head.lstrip()[:1]
    return dialect is not None and dialect.width > 1 and is_table(dialect, lines) and begins != "{" and '":' not in head[:2000]


def large_json(head: str) -> str:
    """The dialect of a text too large to be parsed, by its beginning."""
    if is_lines(head):
        return "jsonl"
    return "geojson" if '"FeatureCollection"' in head else "json"


def is_lines(head: str) -> bool:
    """Whether at least two of the first lines are complete JSON objects or arrays, and nearly all of them are."""
    lines = [line for line in islice(head.split("\n"), 50) if line.strip()]
    if len(head) >= HEAD_CHARACTERS and len(lines) < 50:
        lines = lines[:-1]
    good = 0
    for line in lines:
        try:
            good += isinstance(orjson.loads(line), dict | list)
        except orjson.JSONDecodeError:
            continue
    return good >= 2 and good >= 0.8 * len(lines)


def dialect_of(value: object) -> str:
    """geojson, jsonld or json."""
    if not isinstance(value, dict):
        return "json"
    kind = value.get("type")
    if kind in ("FeatureCollection", "Feature") and ("features" in value or "geometry" in value):
        return "geojson"
    if isinstance(kind, str) and "coordinates" in value:
        return "geojson"
    return "jsonld" if "@context" in value else "json"


def table_kind(head: str, declared: str | None) -> str:
    """csv, tsv or txt."""
    lines = head.splitlines(keepends=True)
    if len(head) >= HEAD_CHARACTERS and len(lines) > 1:
        lines = lines[:-1]
    dialect = find(lines)
    claims = declared in ("csv", "tsv")
    if dialect is None:
        return "csv" if declared == "csv" else "txt"
    if is_table(dialect, lines) or claims:
        return "tsv" if dialect.delimiter == "\t" else "csv"
    return "txt"
