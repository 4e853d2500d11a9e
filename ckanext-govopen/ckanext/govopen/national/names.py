"""ASCII names of datasets and organizations: pinyin to be read, a hash to be unique.

CKAN's own `munge` makes `__` of every Chinese title; it is never used here.
"""

import functools
import hashlib
import re
import secrets

from ckanext.govopen.national.readings import syllables

LONGEST = 60
"""Characters of the readable part; CKAN takes 100 in all."""
NAME = re.compile(r"[a-z0-9_-]{2,100}")
"""A name of a dataset or an organization that CKAN takes."""
_REGION = "region-"
_WORD = re.compile(r"[0-9A-Za-z]+|[㐀-鿿]+")


def slug(text: str) -> str:
    """Lower-case pinyin of a text with a hyphen between words, cut at a word; empty where it has no word.

    Words are cut first: 石家庄市长安区 has no 市长 (shizhang) in it.
    """
    import rjieba  # loads its dictionary, which a caller that needs no name shall not pay for

    parts: list[str] = []
    length = -1
    for run in _WORD.findall(text):
        for word in [run] if run.isascii() else rjieba.cut(run):
            part = word.lower() if word.isascii() else _pinyin(word)
            length += len(part) + 1
            if length > LONGEST:
                return "-".join(parts) or part[:LONGEST]
            parts += [part] if part else []
    return "-".join(parts)


@functools.lru_cache(maxsize=2_000)
def _pinyin(word: str) -> str:
    return "".join(syllables(word))


def dataset_name(title: str, portal: str, record: str) -> str:
    """Name of a harvested dataset, unique and the same for ever by its portal's code and the source's own id.

    A later title would give another readable part; who stores datasets keeps the name of one that exists.
    """
    return _named(title, f"{portal}\n{record}")


def new_name(title: str) -> str:
    """Name of a dataset that a person enters: new every time."""
    return _named(title, secrets.token_hex())


@functools.lru_cache(maxsize=4096)
def department_name(title: str, region: str) -> str:
    """Name of a department, unique by its region and title: two cities each have their 市教育局."""
    return _named(title, f"{region}\n{title}")


def region_name(code: str) -> str:
    """Name of the organization of a region, above its departments."""
    return f"{_REGION}{code}"


def region_code(name: str | None) -> str | None:
    """The code in the name of a region's organization; `None` for any other."""
    return name.removeprefix(_REGION) if name and name.startswith(_REGION) else None


def _named(text: str, key: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:10]
    return "-".join(part for part in (slug(text), digest) if part)
