"""The relevance gate: no class of queries falls below its committed figures, nor below a limit that it has reached."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from support.solr import REAL, Core

from tests.relevance import gate
from tests.relevance.judge import Judged, asker, judge, load, readable, table
from tests.relevance.make import KINDS
from tests.relevance.measures import figures

REPORTS = Path(__file__).resolve().parents[2] / "build" / "reports"
TOLD = "scripts/test ckan, or python -m tests.relevance --show 5 for the worst queries of the tuning half"


@pytest.fixture(scope="module")
def alone(core: Core) -> Iterator[Core]:
    """A core in which nothing else weighs on the figures: the one beside, which has a name of its own."""
    url = str(core.http.base_url).rstrip("/").rsplit("/", 1)[0] + "/gate_test"
    alone = Core(url)
    alone.post("/update", json={"delete": {"query": "*:*"}, "commit": {}})
    yield alone
    alone.post("/update", json={"delete": {"query": "*:*"}, "commit": {}})


@pytest.fixture(scope="module")
def generated(alone: Core) -> list[Judged]:
    """Every query of the set, asked of 21,250 generated records."""
    return asked(alone, "generated")


@pytest.fixture(scope="module")
def real(alone: Core, generated: list[Judged]) -> list[Judged]:
    """The same classes asked of the real records, which are loaded when the others were asked."""
    if not list(REAL.glob("*.jsonl")):
        pytest.skip(f"the real catalogue records are not in {REAL}")
    return asked(alone, "real")


def asked(core: Core, name: str) -> list[Judged]:
    """Load a source and ask its queries; the table stays among the reports."""
    source = gate.SOURCES[name]
    load(core, source.site, list(source.packages()))
    judged = judge(list(source.cases()), asker(core, source.site), source.corpus())
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / ("relevance" if name == "generated" else f"relevance-{name}")
    report.with_suffix(".json").write_text(json.dumps(table(judged), ensure_ascii=False, indent=1), "utf-8")
    report.with_suffix(".txt").write_text(readable(table(judged)), "utf-8")
    return judged


@pytest.mark.parametrize("kind", [*KINDS, "answerable"])
def test_no_class_falls_below_its_committed_figures(generated: list[Judged], kind: str) -> None:
    """The reporting half keeps what tests/relevance/figures.yml says, and every limit that was reached."""
    found, before = table(generated)["report"][kind], gate.committed("report")[kind]
    assert not [*gate.drops(kind, found, before), *gate.lost(kind, found, before)], TOLD


@pytest.mark.parametrize("kind", gate.REAL_KINDS)
def test_no_class_falls_on_the_real_records(real: list[Judged], kind: str) -> None:
    """What people ask of real records is found as well as the committed figures say."""
    found, before = table(real)["real"][kind], gate.committed("real")[kind]
    assert not [*gate.drops(kind, found, before), *gate.lost(kind, found, before)], TOLD


def test_ckans_own_analyser_finds_few_known_items(alone: Core, generated: list[Judged]) -> None:
    """The baseline on the same index: a title of one run of Chinese is one word to it."""
    source = gate.SOURCES["generated"]
    known = [
        one.case for one in generated if one.case.kind == "known_item" and all("一" <= char <= "龥" for char in one.case.query)
    ]

    def stock(query: str) -> tuple[int, Sequence[str]]:
        response = alone.search(source.site, {"q": query, "rows": 10, "fl": "id"})["response"]
        return response["numFound"], [doc["id"] for doc in response["docs"]]

    found = figures([one.outcome for one in judge(known, stock, source.corpus())])["found"]
    assert len(known) >= 50
    assert found < 0.2


def test_a_province_finds_what_its_cities_publish(alone: Core, generated: list[Judged]) -> None:
    """A search for a province finds more than one for a city of it, and that finds something."""
    ask = asker(alone, gate.SOURCES["generated"].site)
    assert ask("四川")[0] > ask("宜宾")[0] > 0
