"""What kind of text a text is: JSON, JSON lines, XML, HTML, Turtle, delimited, or prose."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import orjson
from lxml import etree

from .dialect import find, is_table
from .limits import limits
from .safexml import SAFE

if TYPE_CHECKING:
    from pathlib import Path

HEAD_CHARACTERS = 1 << 16
HTML = re.compile(
    r"<(!doctype\s+html|html|head|body|table|script|style|meta|div|center|title|form|p|br|h[1-6])[\s>/]", re.IGNORECASE
)
PAGE = re.compile(  # after comments, the first element is one of HTML
    r"\s*(?:(?><!--.*?-->)\s*)*+<(!doctype\s+html|html|head|body|table|script|style|meta|div|center|title|form|p|br|h[1-6]|span|a|b"
    r"|font|ul|ol|img|link|iframe|section|input|noscript)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
DECLARED = re.compile(r"\s*<\?xml[^>]*\?>")
CHUNK = 2048
XML = re.compile(r"\s*<(\?xml[\s?]|!--|!DOCTYPE|[A-Za-z_一-鿿][^<>]*>)")
JSON_START = re.compile(r'\s*(\{\s*(["\']|\}|$)|\[\s*([\[{"\]]|-?\d|true|false|null|$))')
OBJECT = re.compile(r"\s*(\[\s*)?\{")  # whatever follows: no table begins so
COMMENT = re.compile(r"(\s*#[^\n]*\n)*\s*")
TURTLE = re.compile(r"(@prefix|@base|PREFIX|BASE)\s+\S*:?\s*<", re.IGNORECASE)
SUBJECT = re.compile(r"<[a-z][a-z0-9+.-]*:[^<>\s]*>\s+(a|<[^<>\s]+>|\w+:\w+)\s")
TRIPLE = re.compile(r"^(<[^<>\s]+>|_:\S+)\s+<[^<>\s]+>\s+(<[^<>\s]+>|\"|_:).*\.\s*$")
ARCHIVE = re.compile(
    r"(?:[A-Za-z-]+:[^\n]*\n|[ \t][^\n]*\n){0,20}?Content-Type:\s*(multipart/related|text/html)", re.IGNORECASE
)
GML = "opengis.net/gml"
XML_KINDS = {"kml": "kml", "RDF": "rdf", "svg": "svg", "html": "html"}


def head_of(path: Path) -> str:
    """The first characters of a UTF-8 text."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return file.read(HEAD_CHARACTERS).removeprefix("\ufeff")


def text_kind(path: Path, declared: str | None) -> str:
    """The name of a text's format; `path` is its UTF-8 form."""
    head = head_of(path)
    start = head.lstrip()
    if triples := triples_kind(start):
        return triples
    if start.startswith("<"):
        return markup_kind(start)
    if "MIME-Version:" in start[:2000] and ARCHIVE.match(start):
        return "html"
    return json_kind(path, head, declared) or table_kind(head, declared)


def triples_kind(start: str) -> str | None:
    """N-Triples, or Turtle by its prefixes or its first subject; comments may stand before them."""
    bare = start[found.end() :] if (found := COMMENT.match(start)) else start
    lines = [line for line in bare.splitlines()[:6] if line.strip() and not line.startswith("#")][:5]
    if lines and all(TRIPLE.match(line) for line in lines):
        return "nt"
    return "ttl" if TURTLE.match(bare) or SUBJECT.match(bare) else None


def markup_kind(start: str) -> str:
    """HTML, an XML dialect, or XML that does not parse."""
    is_xml = start.startswith("<?xml")
    if not is_xml and PAGE.match(start):
        return "html"
    root = root_of(start)
    if root is None and not is_xml and HTML.search(start[:4096]):
        return "html"
    if root is None:
        return "xml" if is_xml or XML.match(start) else "txt"
    space, _, tag = root.rpartition("}")
    if tag in XML_KINDS:
        return XML_KINDS[tag]
    return "gml" if GML in space or (tag == "FeatureCollection" and GML in start[:4000]) else "xml"


def root_of(start: str) -> str | None:
    """The root's tag, None where not even that can be parsed; what the declaration says of the encoding does not matter."""
    parser = etree.XMLPullParser(events=("start",), **SAFE)
    bare = DECLARED.sub("", start, count=1)
    try:
        for at in range(0, len(bare), CHUNK):
            parser.feed(bare[at : at + CHUNK].encode("utf-8", "replace"))
            for _, node in parser.read_events():
                return str(node.tag)  # type: ignore[union-attr]
    except etree.XMLSyntaxError:
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
    if OBJECT.match(head) or '":' in head[:2000]:
        return False
    return dialect is not None and dialect.width > 1 and is_table(dialect, lines)


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
    if isinstance(value, list) and value and all(isinstance(one, dict) and "@id" in one for one in value[:50]):
        return "jsonld"
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
