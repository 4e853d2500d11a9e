"""xml and its dialects: the repeated element is the record, its attributes and children are the columns.

SpreadsheetML (the XML that Excel 2003 wrote) gives its worksheets. No DTD is loaded and no entity is expanded.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from ..limits import limits
from ..model import Problem, Sheet
from ..payload import pointer_part
from ..reading import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

names = {
    "xml": "application/xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "gml": "application/gml+xml",
    "rdf": "application/rdf+xml",
    "svg": "image/svg+xml",
}
SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read(source: Source) -> Reading:
    """The table of records, or why there is none."""
    try:
        root, tag, sampled = survey(source.path)
        if root == f"{SS}Workbook":
            return Reading(tuple(spreadsheets(source.path)))
        if tag is None:
            return Reading(problems=(Problem("no_records", {"kind": "xml"}),))
        return Reading((records(source.path, tag),), sampled=sampled)
    except etree.XMLSyntaxError as error:
        line, column = error.position or (None, None)
        return Reading(problems=(Problem("not_xml", {"reason": str(error.msg)[:200]}, line=line, column=column),))


def events(path: Path, *kinds: str, tag: str | None = None) -> Iterator[tuple[str, etree._Element]]:
    """Safe incremental parsing."""
    return iter(
        etree.iterparse(
            str(path),
            events=kinds,
            tag=tag,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
    )


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
    repeated = sorted((depth, -number, tag) for (depth, tag), number in counts.items() if number > 1 and depth > 0)
    if repeated:
        depth, _, tag = repeated[0]
        return depth, tag
    single = sorted(key for key in counts if key[0] == 1)
    return single[0] if single and single[0] not in {key for key in parents if counts[key] > 1} else None


def local(tag: object) -> str:
    """A tag without its namespace."""
    return str(tag).rpartition("}")[2]


def records(path: Path, tag: str) -> Sheet:
    """Records as columns of strings; a nested element's leaves are named by their path below the record."""
    import polars as pl

    columns: dict[str, list[str | None]] = {}
    height = 0
    for _, node in events(path, "end", tag=tag):
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
        if height >= limits().sample_records:
            break
    schema = {f"c{c}": pl.String for c in range(len(columns))}
    frame = pl.DataFrame({f"c{c}": values for c, values in enumerate(columns.values())}, schema=schema)
    return Sheet(frame.with_row_index("n", 0).lazy(), len(columns), name=local(tag), keys=tuple(columns))


def leaves(node: etree._Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Attributes and text leaves of a record, by the path below it."""
    for name, value in node.attrib.items():
        yield f"{path}@{local(name)}", str(value)
    for child in node:
        here = f"{path}{pointer_part(local(child.tag))}"
        if len(child):
            yield from leaves(child, f"{here}/")
        else:
            yield here, (child.text or "").strip()


def spreadsheets(path: Path) -> Iterator[Sheet]:
    """The worksheets of SpreadsheetML."""
    import polars as pl

    for _, sheet in events(path, "end", tag=f"{SS}Worksheet"):
        rows: list[list[str | None]] = []
        for row in sheet.iter(f"{SS}Row"):
            rows += [[] for _ in range(min(int(row.get(f"{SS}Index", len(rows) + 1)) - 1 - len(rows), limits().special_rows))]
            rows.append(cells(row))
        width = min(max(map(len, rows), default=0), limits().columns)
        columns = {f"c{c}": [row[c] if c < len(row) else None for row in rows] for c in range(width)}
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("n", 1)
        if width:
            yield Sheet(frame.lazy(), width, name=sheet.get(f"{SS}Name"))
        sheet.clear()


def cells(row: etree._Element) -> list[str | None]:
    """The values of one SpreadsheetML row at their columns."""
    found: list[str | None] = []
    for cell in row.iterchildren(f"{SS}Cell"):
        index = int(cell.get(f"{SS}Index", len(found) + 1))
        found += [None] * min(index - 1 - len(found), limits().columns)
        data = cell.find(f"{SS}Data")
        found.append("".join(data.itertext()) or None if data is not None else None)  # type: ignore[arg-type]
    return found
