"""xml and its dialects: the repeated element is the record, its attributes and children are the columns.

SpreadsheetML (the XML that Excel 2003 wrote) gives its worksheets. No DTD is loaded and no entity is expanded.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from ..limits import limits
from ..links import of_xml
from ..model import Problem, Sheet, Span
from ..payload import is_error_document, pointer_part
from ..reading import Reading, Source
from ..safexml import broken, events, local, readable, texts, tree, unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

names = {
    "xml": "application/xml",
    "gml": "application/gml+xml",
    "rdf": "application/rdf+xml",
    "svg": "image/svg+xml",
}
SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
GML = "{http://www.opengis.net/gml"
SMALL = 1 << 16  # an error answer is no longer than this, in bytes
ABOUT = ("{http://www.w3.org/XML/", "{http://www.w3.org/2001/XMLSchema-instance}")  # language, space, nil: no values
NUMBERED = re.compile(r"[-_.]?\d+$")
MEMBERS = ("featureMember", "featureMembers", "member")  # GML puts each feature, or all of them, into one of these


def read(source: Source) -> Reading:
    """The table of records, or why there is none."""
    path, problems = readable(source)
    if refusal := refused(path):
        return Reading(problems=(*problems, refusal))
    try:
        problems = (*problems, *unread(path))
        root, tag, sampled = survey(path)
        if root == f"{SS}Workbook":
            return Reading(tuple(spreadsheets(path)), problems)
        if tag is None:
            return Reading(problems=(*problems, Problem("no_records", {"kind": "xml"})))
        links = of_xml(path).problems() if source.name == "rdf" else ()
        return Reading((records(path, tag),), (*problems, *links), sampled=sampled)
    except etree.XMLSyntaxError as error:
        line, column = place_of(error, path)
        return Reading(problems=(*problems, Problem("not_xml", broken(error), line=line, column=column)))


def place_of(error: etree.XMLSyntaxError, path: Path) -> tuple[int, int]:
    """Line and column of an error, from 1: the parser counts neither where it stops at a NUL character."""
    line, column = error.position or (0, 0)
    if line > 0:
        return line, max(1, column)
    text = path.read_bytes()[: limits().exact_bytes].partition(b"\0")[0].decode("utf-8", "replace")
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def refused(path: Path) -> Problem | None:
    """The error that a store or a service answered instead of the data: a small document whose root says so."""
    root = tree(path.read_bytes()) if path.stat().st_size < SMALL else None
    if root is None:
        return None
    texts = {local(node.tag): " ".join((node.text or "").split())[:80] for node in root.iter("{*}*") if not len(node)}
    return Problem("error_envelope", texts) if is_error_document(local(root.tag), texts) else None


def survey(path: Path) -> tuple[str, str | None, bool]:
    """The root's tag, the tag of the repeated record element, and whether there are more than the sample."""
    stack: list[str] = []
    counts: Counter[tuple[int, str]] = Counter()
    parents: set[tuple[int, str]] = set()
    root = ""
    for event, node in events(path, "start", "end"):
        tag = str(node.tag)
        if event == "start":
            root = root or tag
            if stack:
                parents.add((len(stack) - 1, stack[-1]))
            stack.append(tag)
            if len(stack) > limits().nesting:
                return root, None, False
        else:
            stack.pop()
            if len(node) or node.attrib:
                counts[len(stack), tag] += 1
            if len(stack) <= 2:
                node.clear()
    depth_tag = pick(counts, parents)
    return root, depth_tag[1] if depth_tag else None, bool(depth_tag and counts[depth_tag] > limits().sample_records)


def pick(counts: Counter[tuple[int, str]], parents: set[tuple[int, str]]) -> tuple[int, str] | None:
    """The outermost element that occurs at least twice; else the only child of the root that has parts."""
    repeated = sorted(
        (depth, -number, tag)
        for (depth, tag), number in counts.items()
        if number > 1 and depth > 0 and local(tag) not in MEMBERS
    )
    if repeated:
        depth, _, tag = repeated[0]
        return depth, tag
    single = sorted(key for key in counts if key[0] == 1)
    if len(single) > 1 and len({NUMBERED.sub("", tag) for _, tag in single}) == 1:  # row1, row2, row3
        return None
    return single[0] if single and single[0] not in {key for key in parents if counts[key] > 1} else None


def records(path: Path, tag: str) -> Sheet:
    """Records as columns of strings; a nested element's leaves are named by their path below the record."""
    import polars as pl

    columns: dict[str, list[str | None]] = {}
    height = 0
    for _, node in events(path, "end", tags=tag):
        for key, value in leaves(node):
            if key not in columns:
                if len(columns) >= limits().columns:
                    continue
                columns[key] = [None] * height
            if len(columns[key]) == height:
                columns[key].append(value or None)
        height += 1
        for values in columns.values():
            if len(values) < height:
                values.append(None)
        node.clear()
        if height >= limits().sample_records or height * len(columns) > limits().sheet_cells:
            break
    schema = {f"c{c}": pl.String for c in range(len(columns))}
    frame = pl.DataFrame({f"c{c}": values for c, values in enumerate(columns.values())}, schema=schema)
    return Sheet(frame.with_row_index("n", 0).lazy(), len(columns), name=local(tag), keys=tuple(columns))


def leaves(node: etree._Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Attributes and text leaves of a record, by the path below it."""
    for name in islice(node.attrib, limits().columns):  # each costs lxml a search from the first one on
        yield f"{path}@{local(name)}", str(node.attrib[name])
    for child in node.iterchildren("*"):
        if local(child.tag) == "boundedBy" and str(child.tag).startswith(GML):
            continue
        here = f"{path}{pointer_part(local(child.tag))}"
        if next(child.iterchildren("*"), None) is not None:
            yield from leaves(child, f"{here}/")
        elif text := texts(child):
            yield here, text
        else:
            yield from reference(child, here)


def reference(node: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    """An element without text may say all in an attribute, as RDF's links do."""
    told = [
        (local(name), str(node.attrib[name]))
        for name in islice(node.attrib, limits().columns)
        if not str(name).startswith(ABOUT)
    ]
    for name, value in told:
        yield (path if name == "resource" else f"{path}@{name}"), value
    if not told:
        yield path, ""


def spreadsheets(path: Path) -> Iterator[Sheet]:
    """The worksheets of SpreadsheetML."""
    import polars as pl

    for _, sheet in events(path, "end", tags=f"{SS}Worksheet"):
        rows: list[list[str | None]] = []
        spans: list[Span] = []
        for row in sheet.iter(f"{SS}Row"):
            rows += [[] for _ in range(min(index_of(row, len(rows)) - 1 - len(rows), limits().special_rows))]
            rows.append(cells(row, len(rows) + 1, spans))
        width = min(max(map(len, rows), default=0), limits().columns)
        columns = {f"c{c}": [row[c] if c < len(row) else None for row in rows] for c in range(width)}
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("n", 1)
        if width:
            yield Sheet(frame.lazy(), width, name=sheet.get(f"{SS}Name"), merges=tuple(sorted(spans)))
        sheet.clear()


def index_of(node: etree._Element, before: int) -> int:
    """The number of a row or cell: the one it says, else the next."""
    text = str(node.get(f"{SS}Index", ""))
    return int(text) if text.isdecimal() else before + 1


def cells(row: etree._Element, number: int, spans: list[Span]) -> list[str | None]:
    """The values of one SpreadsheetML row at their columns; merged ranges are added to `spans`."""
    found: list[str | None] = []
    for cell in row.iterchildren(f"{SS}Cell"):
        found += [None] * min(index_of(cell, len(found)) - 1 - len(found), limits().columns)
        data = cell.find(f"{SS}Data")
        wide, high = (int(cell.get(f"{SS}Merge{way}", 0)) for way in ("Across", "Down"))
        if wide or high:
            spans.append(Span(number, len(found), number + high, len(found) + wide))
        found.append("".join(data.itertext()) or None if data is not None else None)  # type: ignore[arg-type]
        found += [None] * min(wide, limits().columns)
    return found
