"""The 重庆 simulator: one GraphQL field, paged by offset and limit."""

import pytest

from tests.sandbox.client import Client
from tests.sandbox.family import all_shown, post_json, truth

PATH = "/chongqing/rop-frontier/graphql"
FIELDS = """id resourceName resourceDesc organizationName classificationName updateDate shareType openAttr renewCycle
downloadCnt visitCnt score fileTypes tags { INDUSTRY TOPIC } interfaceNum fileNum datasetNum"""
QUERY = f"""query list($input: ResourcesCatalogueListInput) {{
  result: resourcesCatalogueList(input: $input) {{ total offset limit data {{ {FIELDS} }} }} }}"""


def ask(client: Client, offset: int, limit: int, query: str = QUERY) -> dict:
    """The result of the query."""
    answer = post_json(client, PATH, query=query, variables={"input": {"offset": offset, "limit": limit}})
    return answer["data"]["result"]


@pytest.mark.parametrize("size", [30, 5612])
def test_listing_shows_everything(size: int, families: Client) -> None:
    """By pages or in one call, every id is there."""
    shown: list[str] = []
    while rows := ask(families, len(shown), size)["data"]:
        shown += [row["id"] for row in rows]
    all_shown(families, "chongqing", shown)


def test_rows_say_what_the_truth_says(families: Client) -> None:
    """Codes of conditions and cycles, tags by kind, counts."""
    known, result = truth(families, "chongqing"), ask(families, 0, 1000)
    assert (result["total"], result["offset"], result["limit"]) == (127, 0, 1000)
    for row in result["data"]:
        one = known[row["id"]]
        assert set(row) == set(FIELDS.split()) - {"{", "}", "INDUSTRY", "TOPIC"}
        assert one["open_type"] == {"UNCONDITIONAL": "无条件开放", "CONDITIONAL": "有条件开放"}[row["openAttr"]]
        assert one["theme"] == [theme for theme in row["tags"]["TOPIC"] if theme != "暂无"]
        assert one["industry"] == [industry for industry in row["tags"]["INDUSTRY"] if industry]
        assert one["volume"] == {"rows": None, "files": row["fileNum"], "apis": row["interfaceNum"], "bytes": None}
        assert (one["issued"], one["modified"] is None) == (None, row["updateDate"] == "")
    assert {"EVERY_YEAR", "HALF_YEAR", "REAL_TIME"} <= {row["renewCycle"] for row in result["data"]}


def test_inline_input_and_chosen_fields(families: Client) -> None:
    """The input may stand in the query; only fields that are asked for come back."""
    query = "{ result: resourcesCatalogueList(input: {offset: 3, limit: 2}) { total data { id resourceName } } }"
    result = post_json(families, PATH, query=query)["data"]["result"]
    assert [row["id"] for row in result["data"]] == [row["id"] for row in ask(families, 3, 2)["data"]]
    assert set(result["data"][0]) == {"id", "resourceName"}


def test_wrong_calls(families: Client) -> None:
    """An unknown field is an error inside a 200, no query a 400, a GET a 405; the landing page exists."""
    assert post_json(families, PATH, query="{ nothing }")["errors"]
    assert families.post(PATH, b"{}").status == 400
    assert families.get(PATH).status == 405
    one = next(iter(truth(families, "chongqing").values()))
    assert families.get(one["url"].removeprefix("http://127.0.0.1")).status == 200
