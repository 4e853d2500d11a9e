"""The index's schema: what ours declares, and whether another one declares the same."""

import hashlib
from pathlib import Path
from xml.etree import ElementTree

DECLARED = ("fieldType", "fieldtype", "field", "dynamicField", "copyField", "uniqueKey")


def differences(ours: str, theirs: str) -> list[str]:
    """What the schema `theirs` lacks or declares in another way, by name; it may have more. Raises `ValueError`."""
    wanted, found = _declared(ours), _declared(theirs)
    return [name for name, declaration in wanted.items() if found.get(name) != declaration]


def configset(folder: Path) -> str:
    """The name of the configuration in a folder: another one for every other content, so that none is ever changed."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return f"govopen-{digest.hexdigest()[:12]}"


def _declared(text: str) -> dict[str, bytes]:
    """Each declaration by what it declares, in a form in which the order of attributes and spaces do not matter."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  (our own file, and our own server's)
    except ElementTree.ParseError as error:
        raise ValueError(f"no schema: {error}") from error
    found = {"schema": root.get("name", "").encode()}
    for element in root.iter():
        if element.tag in DECLARED:
            found[_name(element)] = _canonical(element)
    return found


def _name(element: ElementTree.Element) -> str:
    if element.tag == "copyField":
        return f"copyField {element.get('source')} → {element.get('dest')}"
    return f"{element.tag} {element.get('name') or ''}".strip()


def _canonical(element: ElementTree.Element) -> bytes:
    return ElementTree.canonicalize(ElementTree.tostring(element, "unicode"), strip_text=True).encode()
