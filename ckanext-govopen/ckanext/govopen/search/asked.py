"""Which questions may be remembered, and which of those may be shown to others.

A question is kept in its form for search (`normalise`), without case, so that two spellings of it are one. What could
tell who somebody is is not kept at all, rather than masked: nothing of it is worth the risk.
"""

import re

from ckanext.govopen.national import data, personal
from ckanext.govopen.search.normalise import LETTER, YEAR_ALONE, fold, normalise

LONGEST = 60
"""Characters; what is longer is a story and no search."""

_FIELD = re.compile(r"[a-z_]\w*:\S|\{!|://|^www\.")
"""Queries by field name and addresses: programs write them."""
_DIGITS = re.compile(r"\d(?:[\s()._·-]*\d){6}")
"""Seven digits, whatever stands between them: no number that leads to a person is shorter, and no search needs one."""
_NUMERALS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0001234567891123456789")
_SECRET = re.compile(r"[!-~]{24}")
"""A run of signs without a space that long is a token or a password, and no word."""
_KINDS = "qq|微信|vx|wechat|电话|手机|座机|身份证|护照|银行卡|车牌|账号|帐号|密码"
_NAMED = re.compile(rf"(?:{_KINDS})[^a-z0-9]{{0,4}}[a-z0-9][\w-]{{4}}")
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新使"
_PLATE = re.compile(rf"[{_PROVINCES}][a-z][ ·.-]?(?=[a-z0-9]*\d)[a-z0-9]{{4,5}}[a-z0-9挂学警港澳]")
_PLAIN = re.compile(r"[\w \-+.#·、，。（）()《》“”]+")


def kept(text: str) -> str | None:
    """The question as it is remembered; `None` where it is not: empty, too long, for programs, or perhaps personal."""
    if len(text) > 4 * LONGEST:
        return None
    query = normalise(text).casefold()
    if not query or len(query) > LONGEST or not LETTER.search(query) or _FIELD.search(query):
        return None
    return None if is_personal(query) else query


def is_personal(text: str) -> bool:
    """Whether a text may lead to a person: numbers of identity cards, telephones, bank cards and cars, addresses of mail
    and messengers, secrets."""
    plain = fold(text).casefold()
    digits = YEAR_ALONE.sub("", plain).translate(_NUMERALS)
    return (
        "@" in plain
        or bool(personal.find(plain) or personal.find(plain.translate(_NUMERALS)))
        or any(pattern.search(plain) for pattern in (_SECRET, _NAMED, _PLATE))
        or bool(_DIGITS.search(digits))
    )


def is_showable(query: str) -> bool:
    """Whether a kept question can be offered to others: words without markup, none that the operator does not want
    shown (`unshown` of `search.yml`)."""
    return bool(_PLAIN.fullmatch(query)) and not any(word in query for word in _unshown())


@data.cached
def _unshown() -> tuple[str, ...]:
    return tuple(normalise(word).casefold() for word in data.load("search.yml")["unshown"] or ())
