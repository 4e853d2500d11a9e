"""The 北京 simulator: a list of addresses, static pages of which some are malformed, files behind a sign-in."""

import orjson
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.sandbox.client import Client
from tests.sandbox.family import all_shown, data, entries, post_json, truth

LIST = "/beijing/cms/web/search"
CARD = "#zydtCont1 .sjdetails_cardmain_frame"


def addresses(client: Client) -> list[str]:
    """All addresses of the list."""
    found: list[str] = []
    number, pages = 1, 1
    while number <= pages:
        form = {"orderFiled": "publishDate", "orderMethod": "desc", "pageSize": 20, "curPage": number}
        answer = data(client.post(LIST, **form))
        pages = answer["page"]["countPage"]
        found += [doc["url"] for doc in answer["object"]["docs"]]
        number += 1
    return found


def test_listing_shows_everything(families: Client) -> None:
    """`countPage` pages hold every address; each is a page."""
    found = addresses(families)
    all_shown(families, "beijing", [address.rpartition("/")[2].removesuffix(".htm") for address in found])
    assert all(address.startswith("/beijing/zyml/ajg") for address in found)


def test_pages_say_what_the_truth_says(families: Client) -> None:
    """A page is lines of label and value, the summary twice; pages without a card have no truth."""
    known, malformed = truth(families, "beijing"), 0
    for address in addresses(families):
        card = HTMLParser(families.get(address).body.decode()).css_first(CARD)
        one = known.get(address.rpartition("/")[2].removesuffix(".htm"))
        assert (card is None) == (one is None)
        if card is None or one is None:
            malformed += 1
            continue
        said = dict(line.strip().split("：", 1) for line in card.text().strip().splitlines())
        assert said["资源摘要"] == said["摘要"]
        assert (said["资源名称"], said["来源部门"]) == (one["title"], one["publisher"])
        assert one["contact"]["phone"] == (said["联系电话"] or None)
        assert one["url"] == f"http://127.0.0.1{address}"
    assert 0 < malformed < 15


def test_files_lead_to_the_sign_in(families: Client) -> None:
    """A file's link redirects to another host, and the truth says so."""
    entry = next(one for one in entries(families, "beijing") if one.files and one.id in truth(families, "beijing"))
    reply = families.get(f"/beijing/cms/data/downloadResource/{entry.files[0].number}")
    assert (reply.status, "//login.example.test/" in dict(reply.headers)["Location"]) == (302, True)
    told = truth(families, "beijing")[entry.id]
    assert {(file["access"], file["url"]) for file in told["files"]} == {("login", told["url"])}


def test_api_wants_a_key(families: Client) -> None:
    """Rows come to who has a key; a status in the body says what is wrong."""
    entry = next(one for one in entries(families, "beijing") if one.apis)
    path = f"/beijing/cms/web/api/{'a' * 32}/{entry.id}"
    answer = orjson.loads(families.get(path, currentPage=1, pageSize=5).body)
    assert (answer["status"], len(answer["object"])) == (200, 5)
    assert data(families.get(f"/beijing/cms/web/api/nokey/{entry.id}"))["status"] == 403


def test_wrong_calls(families: Client) -> None:
    """The list is a POST; an address that was never listed is a 404."""
    assert families.get(LIST).status == 405
    assert families.get("/beijing/zyml/ajg10/0000/nobody.htm").status == 404
    assert post_json(families, LIST)["object"]["docs"]
