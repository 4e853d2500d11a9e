"""The address of a results page as its whole state."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search import address
from ckanext.govopen.search.address import Address, Choices
from ckanext.govopen.search.facets import facets

THEME = next(facet for facet in facets() if facet.name == "theme")
REGION = next(facet for facet in facets() if facet.name == "region_path")


def read(query: str, page: int = 1) -> Address:
    """What an address of all datasets says."""
    return address.read("/dataset/", parse_qsl(query, keep_blank_values=True), facets(), page=page)


def test_what_an_address_says() -> None:
    """Words, chosen values, other fields, what belongs to other extensions, order, page."""
    found = read("q=公园&theme=7&theme=2&organization=a&tags=b&ext_x=1&sort=title_string asc&_more=organization", page=3)
    assert (found.q, found.sort, found.more, found.page) == ("公园", "title_string asc", "organization", 3)
    assert found.chosen == {"theme": ["2", "7"], "organization": ["a"]}
    assert found.fields == (("tags", "b"),)
    assert list(found.extras) == [("ext_x", "1")]
    assert found.filters == [("theme", "2"), ("theme", "7"), ("organization", "a"), ("tags", "b")]


def test_words_may_be_asked_as_they_were_typed() -> None:
    """On the first page with the same choice; other words are read in any way again."""
    found = read("q=公鸡金&theme=7&ext_x=1", page=3).as_typed()
    assert str(found) == "/dataset/?" + urlencode({"q": "公鸡金", "theme": 7, "ext_x": 1, "ext_govopen_relaxed": "no"})
    assert str(found.as_typed()) == str(found)
    assert list(read("q=公园&ext_x=1&ext_x=2").as_typed().extras) == [
        ("ext_x", "1"),
        ("ext_x", "2"),
        ("ext_govopen_relaxed", "no"),
    ]
    assert str(found.asking("公积金")) == "/dataset/?" + urlencode({"q": "公积金", "theme": 7, "ext_x": 1})


def test_the_same_choice_has_the_same_address() -> None:
    """Whatever was chosen first, and whether a facet was asked for by its field."""
    assert str(read("theme=7&q=a&region_path=51&theme=2")) == str(read("region_path=51&theme=2&theme=7&theme=2&q=a"))
    assert str(read("facet_copies=own")) == "/dataset/?copies=own"


def test_what_links_pick_up_on_their_way_is_no_filter() -> None:
    """Parameters of other services, empty ones, and those that CKAN leaves out; nothing that is no name of a field."""
    assert (
        str(read("from=singlemessage&isappinstalled=0&utm_source=a&theme=&_x=1&a:b OR c=d&metadata_modified=x")) == "/dataset/"
    )
    for name in ("extras_a:(1) OR state:active OR extras_b", "facet_a b", "vocab_{!x}"):
        assert read(urlencode({name: "1"})).fields == ()


def test_an_address_is_bounded() -> None:
    """Two hundred values are a hundred, and a long one is cut."""
    found = read("&".join(f"theme={number}" for number in range(200)) + "&organization=" + "a" * 5000)
    assert len(found.filters) == address.MOST_VALUES
    assert len(read("organization=" + "a" * 5000).filters[0][1]) == address.LONGEST_VALUE


@given(
    st.lists(st.tuples(st.sampled_from(["q", "theme", "years", "tags", "sort", "ext_a", "_more", "x"]), st.text(max_size=8)))
)
def test_reading_what_was_written_changes_nothing(args: list[tuple[str, str]]) -> None:
    """An address made of what an address says, says the same."""
    found = address.read("/dataset/", [(key, value.encode("utf-8", "ignore").decode()) for key, value in args], facets())
    assert str(read(urlsplit(str(found)).query)) == str(found)


def test_values_are_added_and_taken_away() -> None:
    """A click keeps everything but the page; another takes the value away again."""
    found = read("q=公园&theme=7&tags=b&sort=s&organization=a", page=4)
    choices = Choices(found, THEME, facets())
    assert parse_qsl(urlsplit(choices.toggled("2")).query) == [
        *(("q", "公园"), ("theme", "2"), ("theme", "7"), ("organization", "a"), ("tags", "b"), ("sort", "s")),
    ]
    assert choices.toggled("7") == str(found.without("theme", "7")) == str(read("q=公园&tags=b&sort=s&organization=a"))
    assert Choices(read(""), THEME, facets()).toggled("7") == "/dataset/?theme=7"
    assert Choices(read("theme=7"), THEME, facets()).toggled("7") == "/dataset/"


@given(st.text(max_size=10).map(lambda text: text.encode("utf-8", "ignore").decode()).filter(bool))
def test_any_value_can_be_chosen_and_removed(value: str) -> None:
    """Also one that no dataset has."""
    chosen = read(urlsplit(Choices(read("q=a"), THEME, facets()).toggled(value)).query)
    assert chosen.chosen == {"theme": [value]}
    assert str(chosen.without("theme", value)) == "/dataset/?q=a"


def test_in_a_tree_a_value_takes_the_place_of_those_above_and_below() -> None:
    """A city replaces its province, a second city stands beside the first, the province replaces both."""
    assert Choices(read("region_path=510000"), REGION, facets()).toggled("510500") == "/dataset/?region_path=510500"
    two = Choices(read("region_path=510500"), REGION, facets()).toggled("511500")
    assert two == "/dataset/?region_path=510500&region_path=511500"
    assert Choices(read(urlsplit(two).query), REGION, facets()).toggled("510000") == "/dataset/?region_path=510000"
    assert Choices(read(urlsplit(two).query), REGION, facets()).toggled("320000").count("region_path=") == 3


def test_clearing_keeps_the_words_and_the_order() -> None:
    """Other pages, other orders and longer lists keep the choice."""
    found = read("q=a&theme=7&tags=b&sort=s", page=2)
    assert str(found.cleared()) == "/dataset/?q=a&sort=s"
    assert str(found.at(3)).endswith("theme=7&tags=b&sort=s&page=3")
    assert str(found.sorted_by("")) == "/dataset/?q=a&theme=7&tags=b"
    assert str(found.listing("theme")).endswith("sort=s&_more=theme&page=2")


def test_a_query_is_bounded() -> None:
    """A page repeats it in each of its links: of text 200 characters are read, more of a query by field names."""
    assert (read("q=" + "图" * 200).q, read("q=" + "图" * 200).cut) == ("图" * 200, 0)
    assert (read("q=" + "图 " * 2500).q, read("q=" + "图 " * 2500).cut) == (("图 " * 100).rstrip(), 199)
    fielded = " OR ".join(f"name:set-{number}" for number in range(100))
    assert (read(urlencode({"q": fielded})).q, read(urlencode({"q": fielded})).cut) == (fielded, 0)
    assert read(urlencode({"q": f"{fielded} OR " * 20})).q == f"{fielded} OR {fielded}"[:2000]
    address_ = "https://data.example.gov.cn/" + "a" * 400
    assert read(urlencode({"q": address_})).q == address_


def test_what_is_typed_in_short_form_is_chosen() -> None:
    """Like any other value, and beside those of the same facet; a department by its title and a tag stay typed."""
    found = read("q=公园 年份:2023，2022 部门:教育局 标签:树&years=2021&theme=7")
    assert (found.q, found.chosen) == ("公园 部门:教育局 标签:树", {"theme": ["7"], "years": ["2021", "2022", "2023"]})
    assert found.typed == [("部门", "教育局"), ("标签", "树")]
    assert found.without_typed("部门", "教育局").q == "公园 标签:树"
    assert (found.cleared().q, found.cleared().filters, found.cleared().typed) == ("公园", [], [])


def test_a_page_number() -> None:
    """The first where there is none."""
    assert [address.page_number(text) for text in ("3", "0", "-1", "x", "", "²", "9" * 30)] == [3, 1, 1, 1, 1, 1, 1]


def test_a_format_by_ckans_own_field() -> None:
    """Is ticked in the facet where the facet knows it, and stays as it is where not."""
    found = read("res_format=CSV&res_format=xlsx&res_format=ODD")
    assert found.chosen == {"formats": ["csv", "xlsx"]}
    assert found.fields == (("res_format", "ODD"),)
