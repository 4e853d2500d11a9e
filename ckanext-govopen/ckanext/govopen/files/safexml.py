"""XML that nobody vouches for: no DTD, no entity, no network, no huge tree; small parts of containers at once."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

from lxml import etree

from .model import Problem

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .reading import Source

DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\?>")
SAID = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
FAMILIES = {"gb2312": "gb18030", "gbk": "gb18030", "utf8": "utf-8", "utf-16": "utf-16le"}
SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
PART = 1 << 24
NAMED = 5  # entities that are named


def events(
    source: Path | IO[bytes], *kinds: str, tags: Sequence[str] | str | None = None
) -> Iterator[tuple[str, etree._Element]]:
    """Incremental parsing; raises `etree.XMLSyntaxError` where the text is not well-formed."""
    file: Any = source if hasattr(source, "read") else str(source)
    return iter(etree.iterparse(file, events=kinds, tag=tags, remove_comments=True, remove_pis=True, **SAFE))


def readable(source: Source) -> tuple[Path, tuple[Problem, ...]]:
    """The text as parsers can read it, and whether it is in another encoding than it says (unsaid: UTF-8).

    What is not UTF-8, or does not say so, is read from its UTF-8 form: parsers take a declared gb2312 at its word and
    stumble over the first character that only GBK has.
    """
    proven = source.decoding.encoding if source.decoding else "utf-8"
    with source.text.open("rb") as file:
        head = file.read(1024)
        found = DECLARATION.match(head)
        named = SAID.search(found.group()) if found else None
        said = named.group(1).decode().lower() if named else "utf-8"
        family = FAMILIES.get(said, said)
        if proven == family == "utf-8":
            return source.path, ()
        target = source.work / f"{source.path.name}.utf8.xml"
        file.seek(found.end() if found else 0)
        with target.open("wb") as sink:
            shutil.copyfileobj(file, sink)
    true = family == proven or (said == "utf-16" and proven.startswith("utf-16"))
    plain = source.decoding is not None and not source.decoding.wide
    params = {"said": said.upper(), "encoding": proven.upper()}
    return target, () if true or plain else (Problem("encoding", params),)


def unread(path: Path) -> tuple[Problem, ...]:
    """What a document type definition takes from careful readers: entities in texts, or at least the definition itself.

    Raises `etree.XMLSyntaxError` where the text is not well-formed. Documents without a definition are not read for it.
    """
    declares, first = False, 0
    names: Counter[str] = Counter()
    for event, node in events(path, "start", "end"):
        if event == "start" and node.getparent() is None:
            info = node.getroottree().docinfo
            if info.internalDTD is None:
                return ()
            declares = bool(info.system_url or info.public_id) or bool(info.internalDTD.entities())  # type: ignore[attr-defined]
        if event == "end":
            found = [str(one.text) for one in node.iterchildren(etree.Entity)]
            names.update(found)
            first = first or (line_of(node) if found else 0)
            node.clear()
    if names:
        shown = tuple(sorted(names)[:NAMED])
        return (Problem("entities", {"names": shown}, line=first or None, count=names.total()),)
    return (Problem("dtd"),) if declares else ()


def line_of(node: etree._Element) -> int:
    """The line on which an element begins, from 1; 0 where the parser does not know it."""
    return node.sourceline if isinstance(node.sourceline, int) else 0


def broken(error: etree.XMLSyntaxError) -> dict[str, str | int]:
    """What is wrong with a text that is not well-formed, in the parser's words and as its number of the error."""
    return {"reason": str(error.msg)[:200], "code": getattr(error, "code", 0)}


def texts(node: etree._Element) -> str:
    """The text of an element that has no elements in it; an entity in it stays as it is written."""
    return "".join([node.text or "", *(f"{one.text}{one.tail or ''}" for one in node.iterchildren(etree.Entity))]).strip()


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first 16 MB of a container's part; nothing where it has none of that name."""
    try:
        with archive.open(name) as file:
            return file.read(PART)
    except KeyError:
        return b""


def tree(raw: bytes) -> etree._Element | None:
    """A small document, None where there is none or it is damaged."""
    try:
        return etree.fromstring(raw, etree.XMLParser(**SAFE)) if raw else None
    except etree.XMLSyntaxError:
        return None


def local(tag: object) -> str:
    """A tag or attribute without its namespace."""
    return str(tag).rpartition("}")[2]
