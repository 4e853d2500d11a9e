"""Containers: a table written into a format, and where each cell, row and column ended up in it."""

from __future__ import annotations

from . import binary, books, records, text
from .base import Container, Written

CONTAINERS: dict[str, Container] = {one.name: one for part in (text, books, records, binary) for one in part.CONTAINERS}
PLAIN = frozenset({"csv", "tsv", "txt", "csv-bom", "csv-gb18030"})
DELIMITED = PLAIN | {"txt-utf16", "zip"}
BOOKS = frozenset({"xlsx", "xls", "ods"})
GRID = DELIMITED | BOOKS | {"html"}
RECORDS = frozenset({"json", "jsonl", "xml"})
TYPED = frozenset({"dbf", "parquet"})
ANY = GRID | RECORDS
EVERY = ANY | TYPED | {"geojson"}
INHERENT = {"xls": {"F05"}, "csv-gb18030": {"E01"}, "txt-utf16": {"E01"}, "html": {"F04"}, "dbf": {"E01"}, "shp": {"E01"}}
"""What a container says by itself, however clean the table."""

__all__ = [
    "ANY",
    "BOOKS",
    "CONTAINERS",
    "DELIMITED",
    "EVERY",
    "GRID",
    "INHERENT",
    "PLAIN",
    "RECORDS",
    "TYPED",
    "Container",
    "Written",
]
