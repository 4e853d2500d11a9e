"""How queries are written: scripts, width, years, sounds, and what is left of a real title."""

import pytest

from ckanext.govopen.national import regions

from tests.relevance import make, real
from tests.relevance.corpus import corpus
from tests.relevance.kinds import known
from tests.relevance.sounds import homophones, reading, syllables


def of_kind(kind: str) -> list[make.Case]:
    return [case for case in make.read() if case.kind == kind]


def test_years_are_written_as_people_write_them() -> None:
    """Digits, full width, numerals with either zero."""
    forms = ("2020", "2020年", "二〇二〇年", "２０２０年度", "2020年度", "二零二零年", "２０２０年")
    assert tuple(known.year_forms(2020)) == forms


def test_full_width_changes_ascii_only() -> None:
    """Chinese stays as it is."""
    assert known.wide("5G基站R&D 2020") == "５Ｇ基站Ｒ＆Ｄ ２０２０"


def test_traditional_queries_hold_no_simplified_text() -> None:
    """Written back, each is another text."""
    assert all(known.in_script("t2s", case.query) != case.query for case in of_kind("traditional"))


def test_places_are_read_as_the_vocabulary_reads_them() -> None:
    """The small list of readings is enough for every division of the catalogue."""
    read = {place.name: " ".join(syllables(place.name)) for place in corpus().places.values()}
    known_readings = {one.name: one.pinyin for code in corpus().places if (one := regions.region(code))}
    assert {name: read[name] for name in known_readings} == known_readings


def test_a_typo_is_one_character_of_the_same_sound() -> None:
    """The word that was meant stands in the query but for one character."""
    for case in of_kind("typo"):
        written = case.query[-len(case.want.word) :]
        wrong = [(meant, char) for meant, char in zip(case.want.word, written, strict=True) if meant != char]
        assert len(wrong) == 1, case
        assert reading(wrong[0][0]) == reading(wrong[0][1])


def test_homophones_are_the_common_characters() -> None:
    """3,755 of them, each under one sound."""
    assert sum(map(len, homophones().values())) == 3755
    assert "园" in homophones()["yuan"]


@pytest.mark.parametrize(
    ("title", "rest"),
    [("宁夏回族自治区银川市停车场信息", "停车场信息"), ("银川市", "银川市"), ("停车场", "停车场"), ("泸州图书馆", "图书馆")],
)
def test_real_titles_lose_their_regions(title: str, rest: str) -> None:
    """One after the other, but never all of the title."""
    assert real.without_region(title) == rest
