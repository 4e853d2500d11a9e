"""What a column's name says of its values: which code they are, whether they count something, whether they are prose."""

from __future__ import annotations

import re

from ckanext.govopen.national import data

from .words import alternatives, words

CODES = ("uscc", "id", "division_code", "postcode", "dialling", "phone")
BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]|\s")
CODE_NAME = re.compile("(?:[^序符信挂]号|[^尺页密二维]码|编号)$")
SIZE_NAME = re.compile("规格|型号|包装|尺寸|品名")
NATIONAL_ID = re.compile("身份证|公民身份")


@data.bounded
def code_of(name: str) -> str | None:
    """Which kind of code the values of a column should be: one of `CODES`, None where its name says nothing of it."""
    found = next((kind for kind in CODES if words().says(kind, name)), None)
    return None if found is None or is_quantity(name) or (found == "id" and not NATIONAL_ID.search(name)) else found


@data.bounded
def is_quantity(name: str) -> bool:
    """Whether a column counts or measures something: 电话用户数 holds no telephone numbers."""
    return bool(ends("quantity_ends").search(BRACKETS.sub("", name)))


@data.bounded
def is_code(name: str) -> bool:
    """Whether a column's name ends like that of a code: 申请号 and 标识码, not 序号."""
    return bool(CODE_NAME.search(BRACKETS.sub("", name)))


@data.bounded
def is_size(name: str) -> bool:
    """Whether a column's numbers with units name things: 500g/袋 under 规格."""
    return SIZE_NAME.search(name) is not None


@data.bounded
def is_prose(name: str) -> bool:
    """Whether a column holds free text or names, in which a separator parts no values."""
    return words().says("prose", name)


@data.bounded
def is_division(name: str) -> bool:
    """Whether a column holds names of administrative divisions, going by its own name alone."""
    table = data.load("tables.yml")
    plain = re.sub(rf"^(?:{alternatives(table['division_prefixes'])})+", "", name.strip())
    return {plain.casefold(), BRACKETS.sub("", plain).casefold()} & set(table["division_names"]) != set()


@data.bounded
def is_key(name: str) -> bool:
    """Whether a column numbers the rows, so that no value may come twice."""
    return name.strip().casefold() in data.load("tables.yml")["key_names"]


@data.cached
def ends(listed: str) -> re.Pattern[str]:
    """A search for any of the words of a list at the end of a name."""
    return re.compile(f"(?:{alternatives(data.load('tables.yml')[listed])})$")
