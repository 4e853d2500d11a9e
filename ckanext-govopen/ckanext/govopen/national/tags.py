"""Tags that CKAN accepts: letters of any script, digits, spaces, `_`, `-` and `.`, from 2 to 100 characters."""

import re
from collections.abc import Iterable
from functools import lru_cache

from ckanext.govopen.national import data
from ckanext.govopen.national.text import clean

SEPARATORS = re.compile(r"[、，,；;|｜\r\n\t]+")
_REFUSED = re.compile(r"[^\w \-.]+")
LONGEST = 100


def split(labels: Iterable[str]) -> list[str]:
    """The tags that labels stand for, each once, in order: 国土资源、能源 gives two.

    Other characters that CKAN refuses become spaces; what is shorter than two characters then is no tag.
    """
    return list(dict.fromkeys(tag for label in labels for tag in _parts(label)))


@lru_cache(maxsize=data.MOST)
def _parts(label: str) -> tuple[str, ...]:
    tags = (clean(_REFUSED.sub(" ", clean(part) or "")) for part in SEPARATORS.split(label))
    return tuple(tag[:LONGEST].rstrip() for tag in tags if tag and len(tag) > 1)
