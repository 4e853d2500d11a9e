"""What a person typed, cut into tokens: each is one thing that a dataset must have, with the clause that asks for it.

Offices and places are tokens of their own, in any order and without a space, and so are years, addresses, codes and
Latin words. What is left of the Chinese is cut into words (`topics`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ckanext.govopen.national import data
from ckanext.govopen.search import departments, labels, places, synonyms
from ckanext.govopen.search.normalise import HAN, YEAR_DIGITS, fold, is_traditional, other_words, simplified
from ckanext.govopen.search.query import clauses, forms, governments, letters, questions, topics, where
from ckanext.govopen.search.query.kinds import ADDRESS, BESIDE, OFFICE, WORD, YEAR, Token
from ckanext.govopen.search.query.lists import together
from ckanext.govopen.search.words import placed

Idle = Callable[[str], bool]
"""Whether a word of a topic need not be there."""

_PIECES = re.compile(
    rf"(?P<address>(?:https?://|www\.)[^\s{HAN}]+)"
    rf"|(?<![A-Za-z0-9./:_-])(?P<first>{YEAR_DIGITS})年?度?\s?[-—~至到]\s?(?P<last>{YEAR_DIGITS})(?![A-Za-z0-9./:_-])(?:年度?)?"
    rf"|(?<![A-Za-z0-9./:_-])(?P<year>{YEAR_DIGITS})(?![A-Za-z0-9./:_-])(?:年度?)?"
    rf"|(?P<han>[{HAN}]+)"
    rf"|[(\[<{{\"'“‘《]+"
    rf"|(?P<other>[^{HAN}\s]+)"
)
_TAIL = re.compile(r"[/?#&=]+")
_PAGE = re.compile(r"/dataset/([^/?#]+)")
"""The dataset in the address of one of CKAN's pages, of a file's too."""
_MOST_YEARS = 15


def read(text: str) -> list[Token]:
    """The tokens of a text in their order; none where it has neither letter nor digit."""
    folded = fold(text)
    normal = labels.joined(simplified(folded))
    idle = topics.only_asks if questions.is_question(normal) else topics.says_little
    asked = questions.without_phrases(normal) if idle is topics.only_asks else normal
    written = folded if len(folded) == len(normal) and is_traditional(folded) else ""
    tries = ((asked, idle), (normal, topics.only_joins), (normal, _nothing))
    found = (_attached(list(_tokens(one, written, unwanted))) for one, unwanted in tries)
    return where.alone(together(normal, next(filter(None, found), [])))


def _attached(found: Sequence[Token]) -> list[Token]:
    """Each token once, without those beside, which raise titles that have them together with the last word."""
    besides = [token.text for token in found if token.kind == BESIDE]
    kept = list(dict.fromkeys(token for token in found if token.kind != BESIDE))
    last = next((at for at in reversed(range(len(kept))) if kept[at].kind == WORD), None)
    if besides and last is not None:
        word = kept[last]
        both = [clauses.all_of([f"title_bi:{word.text}", *clauses.within(one, "beside")]) for one in besides]
        kept[last] = replace(word, clause=clauses.any_of([word.clause, *both]))
    return kept


def _nothing(_word: str) -> bool:
    return False


def _tokens(text: str, written: str, idle: Idle) -> Iterator[Token]:
    """The tokens of a text; a synonym of Chinese and Latin characters (5G信号) is one, the rest is read piece by piece."""
    at = 0
    for match in _mixed().finditer(text):
        yield from _pieces(text[at : match.start()], written[at : match.start()], idle)
        typed = clauses.all_of(token.clause for token in _pieces(match[0], "", _nothing))
        yield Token(WORD, match[0], clauses.any_of([typed, *map(topics.instead, synonyms.alternatives(match[0]))]))
        at = match.end()
    yield from _pieces(text[at:], written[at:], idle)


@data.cached
def _mixed() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, synonyms.mixed())) or r"(?!)", re.IGNORECASE)


def _pieces(text: str, written: str, idle: Idle) -> Iterator[Token]:
    latin: list[str] = []
    for match in _PIECES.finditer(text):
        if match["other"] or not match.lastgroup:
            latin += [match["other"]] if match["other"] else []
            continue
        yield from letters.read(latin)
        latin = []
        if match["han"]:
            yield from _han(match["han"], written[match.start() : match.end()], idle)
        elif match["address"]:
            yield _address(match["address"])
        else:
            yield _years(int(match["first"] or match["year"]), int(match["last"] or match["year"]), match[0])
    yield from letters.read(latin)


def _address(text: str) -> Token:
    """A web address: the dataset or the file that has it, also by the number at its end; the dataset of a portal's page."""
    bare = text.rstrip("/.,;)")
    last = next((part for part in reversed(_TAIL.split(bare)) if part), bare)
    written = dict.fromkeys((text, bare, f"{bare}/"))
    found = [clause for one in written for clause in clauses.within(one, "address")]
    names = dict.fromkeys((*_PAGE.findall(bare), last))
    return Token(ADDRESS, text, clauses.any_of([*found, *(clause for name in names for clause in letters.code(name))]))


def _years(first: int, last: int, text: str) -> Token:
    if first == last or not 0 < last - first <= _MOST_YEARS:
        years = dict.fromkeys((first, last))
        return Token(YEAR, text, clauses.all_of(clauses.any_of(clauses.within(str(year), "year")) for year in years))
    span = [clauses.literal(f"{first}-{last}"), *(f"years:{year}" for year in range(first, last + 1))]
    return Token(YEAR, text, clauses.any_of(span))


def _han(text: str, written: str, idle: Idle) -> Iterator[Token]:
    """A run of Chinese; `written` is its traditional form, or empty."""
    others = [(first, last, clauses.phrase(word)) for first, last, word in other_words(written)] if written else []
    at = 0
    for office in departments.named(text):
        yield from _governed(text, at, office.start, others, idle)
        yield _office(text, office)
        at = office.end
    yield from _governed(text, at, len(text), others, idle)


def _governed(text: str, start: int, end: int, others: list[topics.Span], idle: Idle) -> Iterator[Token]:
    """A part of a run: cut at the governments that it names by their short name."""
    for one, two, token in governments.named(text, start, end):
        yield from _placed(text, start, one, others, idle)
        yield token
        start = two
    yield from _placed(text, start, end, others, idle)


def _office(text: str, office: departments.Office) -> Token:
    """A department: whatever it is called, first those that are called so."""
    name = text[office.start : office.end]
    bare = name[len(office.level) :]
    duties = [f"offices:{duty}^{clauses.fields('duty')['offices']}" for duty in office.duties]
    whole = clauses.within(name, "office") if office.level else []
    others = map(topics.instead, synonyms.alternatives(name))
    return Token(OFFICE, name, clauses.any_of([*clauses.within(bare, "office"), *whole, *duties, *others]))


def _placed(text: str, start: int, end: int, others: list[topics.Span], idle: Idle) -> Iterator[Token]:
    """A part of a run: cut at the places and forms that it names, since they and topics come in any order."""
    words = list(placed(text[start:end], start))
    ends = [word.end for word in words]
    for word in words:
        if word.end > start and (places.is_name(word.text) or forms.is_form(word.text)):
            yield from _topic(text, start, word.start, others, idle)
            yield where.token(word.text) if places.is_name(word.text) else forms.token(word.text)
            start = where.behind(text, word.end, ends) if places.is_name(word.text) else word.end
            yield from [Token(BESIDE, text[word.end : start], "")] if start > word.end else []
    yield from _topic(text, start, end, others, idle)


def _topic(text: str, start: int, end: int, others: list[topics.Span], idle: Idle) -> list[Token]:
    inside = [(one - start, two - start, clause) for one, two, clause in others if start <= one and two <= end]
    part = text[start:end]
    if len(text) == 1 and places.codes(text):
        return [where.token(text)]
    return topics.read(part, inside, idle=idle) if part else []
