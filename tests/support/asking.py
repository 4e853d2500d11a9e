"""What people ask of a national catalogue, and clients that ask one thing after the other."""

import http.client
import itertools
import json
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pypinyin import lazy_pinyin
from support import nation

from ckanext.govopen.search.facets import facets

from sandbox.catalogue.topics import load_library
from sandbox.dice import dice

ROWS = 20
KINDS = {
    "topic": 22,
    "region topic": 22,
    "topic region": 8,
    "two words": 12,
    "region": 5,
    "question": 8,
    "pinyin": 5,
    "department": 6,
    "filtered": 12,
}
"""Kinds of searches by their share in a hundred."""
QUESTIONS = ("我想找{region}的{topic}", "有没有{topic}的数据", "{region}{topic}有哪些", "哪里可以下载{topic}")
FILTERS = ("theme", "open_type", "region_path", "update_cycle")

Ask = Callable[[int], object]


def searches(count: int, seed: object) -> list[dict[str, Any]]:
    """Parameters of `package_search`, facets included; another seed gives others."""
    library, plans = load_library(nation.CONFIG), nation.plans(nation.SIZE)
    departments = list(library.departments.values())
    fields = [facet.field for facet in facets()]
    found = []
    for number in range(count):
        draw = dice("asked", seed, number)
        topic, plan = draw.choice(library.topics), draw.choice(plans)
        words = {"topic": draw.choice(topic.names), "region": draw.choice([plan.short, plan.name, *plan.districts])}
        kind = draw.choices(list(KINDS), list(KINDS.values()))[0]
        texts = {
            "topic": words["topic"],
            "region topic": f"{words['region']}{draw.choice(['', ' '])}{words['topic']}",
            "topic region": f"{words['topic']}{draw.choice(['', ' '])}{words['region']}",
            "two words": f"{words['topic']} {draw.choice(topic.items)[1]}",
            "region": words["region"],
            "question": draw.choice(QUESTIONS).format(**words),
            "pinyin": "".join(lazy_pinyin(words["topic"])),
            "department": f"{words['region']}{draw.choice(departments).county}",
            "filtered": "",
        }
        asked = {"q": texts[kind], "rows": ROWS, "facet.field": json.dumps(fields), "facet.limit": 50}
        found.append(asked | ({"fq": _filter(draw.choice(FILTERS), draw.random(), plan.region)} if kind == "filtered" else {}))
    return found


def _filter(field: str, chance: float, region: str) -> str:
    values = {
        "theme": str(1 + int(chance * 20)),
        "open_type": str(1 + int(chance * 2)),
        "region_path": region,
        "update_cycle": str(1 + int(chance * 6)),
    }
    return f'{field}:"{values[field]}"'


def beginnings(count: int, seed: object) -> list[str]:
    """What stands in a search box while people type: Han, pinyin and initials, from the first character on."""
    library, plans = load_library(nation.CONFIG), nation.plans(nation.SIZE)
    typed: list[str] = []
    for number in itertools.count():
        draw = dice("typed", seed, number)
        topic = draw.choice(draw.choice(library.topics).names)
        text = topic if draw.random() < 0.5 else f"{draw.choice(plans).short}{topic}"
        syllables = lazy_pinyin(text)
        whole = draw.choice([text, text, "".join(syllables), "".join(one[0] for one in syllables)])
        typed += [whole[:end] for end in range(1, min(len(whole), 8) + 1)]
        if len(typed) >= count:
            return typed[:count]
    return typed


class Client:
    """One connection to a server, kept open."""

    def __init__(self, address: str) -> None:
        parts = urllib.parse.urlsplit(address)
        self._where = (parts.hostname or "", parts.port or 80)
        self._root = parts.path.rstrip("/")
        self._connection = http.client.HTTPConnection(*self._where, timeout=120)

    def get(self, path: str, parameters: Mapping[str, Any]) -> bytes:
        """The body of an answer of 200; anything else ends the bench."""
        return self._asked("GET", f"{path}?{urllib.parse.urlencode(parameters, doseq=True)}", None)

    def post(self, path: str, parameters: Mapping[str, Any]) -> bytes:
        """The same with a form."""
        return self._asked("POST", path, urllib.parse.urlencode(parameters, doseq=True))

    def _asked(self, method: str, path: str, body: str | None) -> bytes:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        for _ in range(2):  # a server may close a connection that was quiet
            try:
                self._connection.request(method, self._root + path, body, headers)
                answer = self._connection.getresponse()
                content = answer.read()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self._connection.close()
        else:
            raise SystemExit(f"{path}: no answer")
        if answer.status != 200:
            raise SystemExit(f"{path} {body}: {answer.status} {content[:500]!r}")
        return content


def latencies(address: str, clients: int, asked: Sequence[Any], ask: Callable[[Client, Any], object]) -> list[float]:
    """Milliseconds of each question, asked by clients that have one question open each."""
    waiting = iter(asked)

    def loop(_number: int) -> list[float]:
        client, taken = Client(address), []
        for one in shared(waiting):
            start = time.perf_counter()
            ask(client, one)
            taken.append((time.perf_counter() - start) * 1000)
        return taken

    with ThreadPoolExecutor(clients) as pool:
        return [one for part in pool.map(loop, range(clients)) for one in part]


def shared(waiting: Iterator[Any]) -> Iterator[Any]:
    """What is left of an iterator that several threads take from, each thing once."""
    while True:
        try:
            yield next(waiting)
        except StopIteration:
            return


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def summary(values: Sequence[float]) -> dict[str, float]:
    """What is told of latencies, in milliseconds."""
    return {name: round(percentile(values, share), 1) for name, share in {"p50": 0.5, "p95": 0.95, "p99": 0.99}.items()}
