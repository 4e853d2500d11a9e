"""How well the search finds what is there, and how little it finds of what is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.govopen.national import regions
from ckanext.govopen.search.relevance import CLASSES, NEGATIVES, Question, measure, questions
from ckanext.govopen.search.relevance import core as shortened

from sandbox.catalogue.generated import Generated
from sandbox.catalogue.topics import load_library
from sandbox.files.recipes import load_recipes
from sandbox.plan import load_plans

SEED = 20230601
COUNT = 200
SANDBOX = Path(__file__).resolve().parents[2] / "config" / "sandbox"


@pytest.fixture(scope="session")
def sandbox(core: Any) -> str:
    """Site of the sandbox portals' own catalogues, enlarged."""
    site = "search-tests-sandbox"
    core.add(site, list(sandbox_packages(300)))
    return site


def sandbox_packages(least: int) -> Iterator[dict[str, Any]]:
    """The datasets of every simulated portal, at least so many of each."""
    library = load_library(SANDBOX)
    recipes = load_recipes(SANDBOX / "data" / "recipes.yml")
    for plan in load_plans(SANDBOX):
        catalogue = Generated(plan, library, recipes)
        keys = [*range(plan.size), *catalogue.grow(max(0, least - plan.size))]
        for key in keys:
            entry = catalogue.entry(key)
            yield {
                "id": f"{plan.slug}-{entry.id}",
                "name": f"{plan.slug}-{key}",
                "title": entry.title,
                "notes": entry.description,
                "tags": [{"name": tag} for tag in entry.tags],
                "region_code": entry.about.place if regions.region(entry.about.place) else plan.region,
                "provider_name": entry.publisher,
                "organizations": [entry.publisher, f"{plan.name}人民政府"],
                "data_items": [{"name": item.name, "label": item.label} for item in entry.items],
                "resources": [{"name": card.name, "format": card.format} for card in entry.files],
            }


@pytest.mark.parametrize("site", ["real", "sandbox"])
@pytest.mark.parametrize("kind", CLASSES)
def test_datasets_are_among_the_first_ten(
    core: Any, site: str, kind: str, request: pytest.FixtureRequest, record_property: Any
) -> None:
    """At least 95 % of the datasets are found by their shortened title, however it is written or turned around."""
    site = request.getfixturevalue(site)
    titles = [one["title"] for one in core.everything(site) if "yinchuan" not in one["id"] and "deyang" not in one["id"]]
    if kind == "topic then region":
        titles = [one["title"] for one in core.everything(site)]
    asked = questions(titles, CLASSES[kind], count=COUNT, seed=SEED)
    assert len(asked) >= 50
    figures = measure(core.asker(site), asked)
    record_property("found", figures.found)
    record_property("hits", figures.hits)
    assert figures.found >= 0.95, figures.missed
    assert figures.empty <= 0.005
    assert figures.hits <= 50


@pytest.mark.parametrize("site", ["real", "sandbox"])
def test_ckans_own_analyser_finds_few_of_them(core: Any, site: str, request: pytest.FixtureRequest) -> None:
    """The baseline on the same index: titles of one run of Chinese are one word to it."""
    site = request.getfixturevalue(site)
    asked = questions((one["title"] for one in core.everything(site)), CLASSES["unbroken known item"], count=200, seed=SEED)
    assert measure(core.asker(site, stock=True), asked).found < 0.2


@pytest.mark.parametrize("site", ["real", "sandbox"])
def test_what_nobody_publishes_finds_nothing(core: Any, site: str, request: pytest.FixtureRequest) -> None:
    """An empty answer, not a flood of loose hits."""
    ask = core.asker(request.getfixturevalue(site))
    found = {query: titles for query in NEGATIVES if (titles := ask(query)[1])}
    assert len(found) <= 0.02 * len(NEGATIVES), found


def test_a_region_finds_its_parts_and_its_chain(core: Any, sandbox: str) -> None:
    """A search for a province finds what its cities publish; a county's name brings the county first."""
    ask = core.asker(sandbox)
    assert ask("四川")[0] > ask("宜宾")[0] > 0


def test_questions_are_drawn_the_same_way_every_time() -> None:
    """A seed and the set of titles decide; repeated titles count once."""
    titles = ["泸州市图书馆信息", "宜宾市公园情况", "停车场", "泸州市图书馆信息"]
    drawn = questions(titles, shortened, count=10, seed=1)
    assert drawn == questions(reversed(titles), shortened, count=10, seed=1)
    assert sorted(drawn, key=str) == [Question("图书馆", "泸州市图书馆信息")]
