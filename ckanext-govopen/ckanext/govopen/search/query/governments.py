"""Governments by their short name: 锦溪镇政府 is 锦溪镇人民政府, a 街道办 a 街道办事处."""

import re
from collections.abc import Iterator

from ckanext.govopen.search import places
from ckanext.govopen.search.query import clauses
from ckanext.govopen.search.query.kinds import WORD, Token

_NAME = re.compile("(?P<level>自治[区州县]|[省县旗镇乡]|(?<![城都])市|(?<![地社城])区)政府|街道办(?!事处)")
_BEHIND = re.compile("的?(?:数据|信息$|资料|发布|提供|公布|地址|电话|联系|位置)|$")
"""What may stand behind: 市政府采购 is no government."""


def named(text: str, start: int, end: int) -> Iterator[tuple[int, int, Token]]:
    """Start, end and token of each government in a part of a run of Chinese."""
    for match in _NAME.finditer(text, start, end):
        if _BEHIND.match(text, match.end()):
            at = _behind_place(text, match.start(), match["level"] or "")
            name = text[at : match.end()]
            whole = f"{name.removesuffix('政府')}人民政府" if match["level"] else f"{name}事处"
            clause = clauses.any_of([name, *clauses.within(whole, "office")])
            yield at, match.end(), Token(WORD, name, clause)


def _behind_place(text: str, at: int, level: str) -> int:
    """Where the government begins: behind the 县 or 区 of a place that has no name without it (高县政府)."""
    return at + len(level) if places.needs(text[:at], level) else at
