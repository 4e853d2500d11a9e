"""Words inside which another seems to stand: 民政 is none of the words of 人民政府.

The index knows a text by its pairs of characters. In the texts that it gets and in what is asked of it, a space parts the
words of `apart` (`search.yml`), so that there is no pair of the last character of one and the first of the next.
"""

import re

from ckanext.govopen.national import data


def parted(text: str) -> str:
    """The text with a space at every such place."""
    return _words().sub(r"\g<0> ", text)


def stands_at(text: str, at: int) -> bool:
    """Whether there is such a place behind so many characters."""
    return any(match.end() == at for match in _words().finditer(text))


@data.cached
def _words() -> re.Pattern[str]:
    """The first of every two, where the second follows."""
    pairs = (word.split("|") for word in data.load("search.yml")["apart"].split())
    return re.compile("|".join(f"{before}(?={behind})" for before, behind in pairs) or r"(?!)")
