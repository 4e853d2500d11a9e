"""Latin words, which may be codes, English for something Chinese, or pinyin of a title, whole or by initials."""

import re
from collections.abc import Sequence

from ckanext.govopen.search import pinyin
from ckanext.govopen.search.normalise import LETTER
from ckanext.govopen.search.query import clauses, english, forms, where
from ckanext.govopen.search.query.kinds import CODE, FORMAT, LATIN, Token

_CODE = re.compile(r"(?=[^\d]*\d)[A-Za-z0-9][A-Za-z0-9_./:@-]{3,}")
_EDGES = re.compile(r"^[^\w]+|[^\w+#]+$")
_PIECES = re.compile(r"[a-z]+|\d+")
_PLAIN = re.compile("[a-z0-9]+[+#]*")
_STEMMED = re.compile("[aeiouy][a-z]?(?:s|ed|ing)")
"""Words of which one or two letters are left without their English ending (AED)."""
_INITIALS = re.compile(r"[a-hj-tw-z][a-hj-tw-z0-9]{2,47}")
_TWO = re.compile("[a-hj-tw-z]{2}")
"""Two letters may be initials in small letters only (gy): CT and PM are words."""
_SYLLABLE = "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:i[ao]o?|ua?i|[ae]i|[ao][ou]|[iuv]?[aeiouv])(?:ng|[nr](?![aeiouv]))?)"
_FULL = re.compile(f"{_SYLLABLE}{{2,}}[0-9]*")
_SHORT = 3
"""Characters of a word whose pieces are shorter still."""
_SPELLED = {pinyin.FULL: _FULL, pinyin.INITIALS: _INITIALS}
"""Field of the index → what can be asked of it."""


def read(words: Sequence[str]) -> list[Token]:
    """The tokens of Latin words that stand together; words without a letter or a digit are none."""
    parts = english.parts([_EDGES.sub("", word) for word in words if LETTER.search(word)])
    found = [where.token(part.place) if part.place else _word(part.text, part.others) for part in parts]
    spelled = pinyin.typed(" ".join(words)) if found and all(token.kind in {LATIN, FORMAT} for token in found) else ""
    fields = [field for field, pattern in _SPELLED.items() if spelled and pattern.fullmatch(spelled)]
    fields += [pinyin.INITIALS] if _TWO.fullmatch("".join(words)) else []
    if not fields:
        return found
    text = " ".join(token.text for token in found)
    clause = clauses.any_of([clauses.all_of(token.clause for token in found), *_typed(spelled, fields)])
    return [Token(found[0].kind if len(found) == 1 else LATIN, text, clause)]


def code(text: str) -> list[str]:
    """Clauses that put the dataset with this name, number or code first; the index has them in lower case."""
    return clauses.within(text.lower(), "code")


def _word(bare: str, others: Sequence[str]) -> Token:
    """A word, or several that mean something together, with other words for it."""
    alternatives = [clause for other in others for clause in clauses.within(other, "synonym_latin")]
    if forms.is_form(bare):
        return forms.token(bare, alternatives)
    if _CODE.fullmatch(bare):
        return Token(CODE, bare, clauses.any_of([clauses.literal(bare), *code(bare), *alternatives]))
    return Token(LATIN, bare, clauses.any_of([clauses.all_of(map(_anywhere, bare.split())), *alternatives]))


def _anywhere(bare: str) -> str:
    """The word in all fields; one of which CKAN's own would look for single letters or digits, as half of all names and
    addresses hold them (3A, AED), only where it stands as such."""
    word = bare.lower()
    sizes = [len(piece) for piece in _PIECES.findall(word)]
    cut_short = bool(sizes) and max(sizes) < _SHORT and sum(sizes) <= _SHORT
    if _PLAIN.fullmatch(word) and (cut_short or _STEMMED.fullmatch(word)):
        return clauses.all_of([clauses.literal(bare), clauses.any_of(clauses.within(word, "whole"))])
    return clauses.literal(bare)


def _typed(spelled: str, fields: Sequence[str]) -> list[str]:
    """Clauses for titles that are typed with these letters, from any of their words on, the whole title first."""
    whole = clauses.within(spelled[: pinyin.LONGEST], "spelled_whole")
    return [*whole, *(pinyin.clause(field, spelled) for field in fields)]
