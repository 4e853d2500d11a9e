"""Words inside which another seems to stand."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import data
from ckanext.govopen.search.query import rewrite
from ckanext.govopen.search.seams import parted
from ckanext.govopen.search.words import is_word


def test_a_space_parts_them() -> None:
    """Wherever they stand, and nothing else."""
    assert parted("泸州市人民政府与县人民政府") == "泸州市人民 政府与县人民 政府"
    assert parted("民政局 政府 人民") == "民政局 政府 人民"


@given(st.text(alphabet="人民政府调解 a", max_size=20))
def test_nothing_else_changes(text: str) -> None:
    """No character is lost, and what was parted stays so."""
    assert parted(text).replace(" ", "") == text.replace(" ", "")
    assert parted(parted(text)) == parted(text)


def test_the_list_has_such_words_alone() -> None:
    """Words of two characters and more, so that none is left a single character."""
    for before, behind in (word.split("|") for word in data.load("search.yml")["apart"].split()):
        assert min(len(before), len(behind)) > 1
        assert is_word(before)
        assert is_word(behind)


def test_queries_ask_as_the_index_was_made() -> None:
    """In words, departments and phrases."""
    for q in ("泸州市人民政府", "title:人民政府", "标签:人民政府", "人民政府 公报"):
        asked = rewrite({"q": q})
        assert "人民政府" not in str(asked["q"]).replace("title:", "").replace('"人民政府"', "")
