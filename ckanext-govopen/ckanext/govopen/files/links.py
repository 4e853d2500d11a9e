"""What linked data links: things with names of their own, things without, and names that others gave.

No RDF library is asked: they fetch contexts from the network and load all of a file. Tokens are enough for the three
counts. Sources: RDF 1.1 Turtle, N-Triples, XML syntax; JSON-LD 1.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .limits import limits
from .model import Problem
from .safexml import events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BASE = "urn:base:"
TOKEN = re.compile(
    r'(?P<skip>\s+|#[^\n]*)|(?P<iri><[^<>"{}|^`\\\s]*>)|(?P<text>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')|(?P<rest>@[A-Za-z][\w-]*|\^\^|[.;,\[\]()](?=\s|$|[^\w])|[\[\]();,])'
    r"|(?P<word>[^\s<>\"'\[\]();,]+)",
    re.DOTALL,
)
TEXT = 1 << 21


@dataclass
class Links:
    """Counts: `named` and `unnamed` subjects, and the objects that are names."""

    named: set[str] = field(default_factory=set)
    unnamed: int = 0
    objects: set[str] = field(default_factory=set)

    def subject(self, name: str | None) -> None:
        """One description of a thing."""
        if name is None:
            self.unnamed += 1
        elif len(self.named) < limits().sample_records:
            self.named.add(name)

    def object(self, name: str) -> None:
        """One link."""
        if len(self.objects) < limits().sample_records:
            self.objects.add(name)

    def problems(self) -> tuple[Problem, ...]:
        """`rdf_unnamed` where nothing has a name, `rdf_unlinked` where no link leads to another host's name."""
        own = {name for name in self.named if urlsplit(name).netloc or (name.startswith("urn:") and not name.startswith(BASE))}
        if not own:
            return (Problem("rdf_unnamed", {"things": len(self.named) + self.unnamed}),)
        hosts = {urlsplit(name).netloc for name in own}
        outside = {name for name in self.objects if (host := urlsplit(name).netloc) and host not in hosts}
        return () if outside else (Problem("rdf_unlinked", {"things": len(own)}),)


def of_xml(path: Path) -> Links:
    """RDF/XML; raises `etree.XMLSyntaxError`. Types are no links: they say what a thing is."""
    found = Links()
    depth = 0  # descriptions lie at even depths: RDF > thing > property > thing
    for event, node in events(path, "start", "end"):
        if event == "end":
            depth -= 1
            if depth <= 2:
                node.clear()
            continue
        if depth % 2 == 1:
            about = node.get(f"{RDF}about") or (f"{BASE}{node.get(f'{RDF}ID')}" if node.get(f"{RDF}ID") else None)
            found.subject(str(about) if about else None)
        elif depth and node.get(f"{RDF}resource") and node.tag != f"{RDF}type":
            found.object(str(node.get(f"{RDF}resource")))
        depth += 1
        if depth > limits().nesting:
            break
    return found


def of_json(value: Any) -> Links:
    """JSON-LD by its own context, none looked up: an `@id` alone is a link, beside other keys a thing."""
    found, left = Links(), [value]
    terms = context(value)
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            keys = [key for key in one if key not in ("@id", "@context", "@graph")]
            name = one.get("@id")
            if isinstance(name, str) and not keys and "@graph" not in one:
                found.object(expanded(name, terms))
            elif keys and "@value" not in one:
                found.subject(expanded(name, terms) if isinstance(name, str) else None)
            for key in keys:
                if isinstance(one[key], str) and terms.get(key) == "@id":
                    found.object(expanded(one[key], terms))
            left += [one[key] for key in (*keys, "@graph") if isinstance(one.get(key), dict | list)]
    return found


def context(value: Any) -> dict[str, str]:
    """Prefixes of a document's own context, and `@id` for the keys whose values are links."""
    said = value.get("@context") if isinstance(value, dict) else None
    found: dict[str, str] = {}
    for part in said if isinstance(said, list) else [said]:
        for key, term in part.items() if isinstance(part, dict) else ():
            if isinstance(term, dict) and term.get("@type") == "@id":
                found[key] = "@id"
            elif isinstance(term, str):
                found[key] = term
    return found


def expanded(name: str, terms: dict[str, str]) -> str:
    """A whole name for a compact or relative one."""
    prefix, mark, rest = name.partition(":")
    if mark and not rest.startswith("//") and prefix in terms:
        return terms[prefix] + rest
    return name if mark else terms.get("@base", BASE) + name


def of_triples(path: Path) -> tuple[Links, bool]:
    """Turtle and N-Triples: the first 2 MB of the text by its tokens, and whether these are such a text's."""
    with path.open(encoding="utf-8", errors="replace") as file:
        text = file.read(TEXT)
    turtle = Turtle()
    sound = all(turtle.take(kind, token) for kind, token in tokens(text))
    return turtle.links, sound or len(text) == TEXT


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each token; `bad` ends it."""
    position = 0
    while position < len(text):
        found = TOKEN.match(text, position)
        if found is None or found.end() == position:
            yield "bad", text[position : position + 20]
            return
        position = found.end()
        if found.lastgroup != "skip":
            yield str(found.lastgroup), found.group()


class Turtle:
    """Where one is in a Turtle text: subject, predicate or object, perhaps inside brackets."""

    def __init__(self) -> None:
        self.links = Links()
        self.prefixes: dict[str, str] = {}
        self.place, self.predicate = 0, ""
        self.outer: list[tuple[int, str]] = []
        self.directive: list[str] | None = None
        self.typed = False

    def take(self, kind: str, word: str) -> bool:
        """One token; False where the text is no Turtle."""
        if kind == "bad":
            return False
        if self.directive is not None:
            self.declare(kind, word)
        elif word.lower() in ("@prefix", "@base", "prefix", "base") and self.place == 0:
            self.directive = [word.lower()]
        elif self.typed or word == "^^":  # the type of a literal follows
            self.typed = word == "^^"
        elif kind == "rest":
            self.punctuation(word)
        elif kind == "word" and word.endswith(".") and self.place == 2:
            self.term("word", word[:-1])  # a name that the full stop touches
            self.place = 0
        elif word == ".":
            self.place = 0
        else:
            self.term(kind, word)
        return True

    def declare(self, kind: str, word: str) -> None:
        """A prefix and what it stands for; the address ends it, and a full stop after `@prefix`."""
        said = self.directive or []
        said.append(word)
        if kind == "iri":
            self.prefixes[said[1] if len(said) > 2 else ""] = word[1:-1]
            self.directive = None

    def punctuation(self, word: str) -> None:
        """`;` new predicate, `,` new object, `.` new subject, brackets a thing without a name."""
        if word == "[":
            self.links.subject(None)
            self.outer.append((self.place, self.predicate))
            self.place = 1
        elif word in "])" and self.outer:
            self.place, self.predicate = self.outer.pop()
            self.place += self.place < 2
        elif word == "(":
            self.outer.append((self.place, self.predicate))
            self.place = 2
        elif word == ";":
            self.place = 1
        elif word == ".":
            self.place = 0

    def term(self, kind: str, word: str) -> None:
        """A subject, predicate or object."""
        name = self.expanded(kind, word)
        if self.place == 0:
            self.links.subject(name)
        elif self.place == 1:
            self.predicate = TYPE if word == "a" else name or ""
        elif name and self.predicate != TYPE:
            self.links.object(name)
        self.place = min(2, self.place + 1)

    def expanded(self, kind: str, word: str) -> str | None:
        """The whole name behind a token, None for blank nodes and literals."""
        if kind == "iri":
            name = word[1:-1]
            return name if urlsplit(name).scheme else f"{self.prefixes.get('', BASE)}{name}"
        if kind != "word" or word.startswith("_:") or ":" not in word:
            return None
        prefix, _, rest = word.partition(":")
        return f"{self.prefixes.get(f'{prefix}:', BASE)}{rest}"
