"""Checks of single values (metadata.md §7.3): each takes a value as a person or a portal writes it, returns it in the
one form in which it is stored, and raises `CheckError` where it cannot be accepted.

All are idempotent: what a check returned, it returns again unchanged.
"""

import datetime
import functools
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from ckanext.govopen.national import data, identifiers, personal, regions
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.text import N_, clean
from ckanext.govopen.national.vocabularies import vocabulary

from harvesters.helpers import dates

PUBLIC_BODIES = ("11", "12", "13", "19", "91")
"""First characters of the USCC of bodies that provide public data: authorities, institutions, mass organizations,
other bodies of the staffing offices, and enterprises (public utilities)."""

LONGEST_PHONE = 200


_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?")
"""Most web addresses; the others are taken apart."""


def uscc(value: str) -> str:
    """统一社会信用代码 in upper case without spaces; the check character must be right."""
    number = re.sub(r"[\s-]", "", clean(value) or "").upper()
    if not identifiers.is_uscc(number):
        raise CheckError(
            N_("Not a unified social credit code of 18 characters with a right check character: {value}"), value=value
        )
    return number


def uscc_concern(code: str) -> CheckError | None:
    """What is odd about a valid USCC as the provider of public data; `None` where nothing is."""
    if code.startswith("92"):
        return CheckError(N_("The code {value} is that of a sole trader, a natural person"), value=code)
    if not code.startswith(PUBLIC_BODIES):
        return CheckError(N_("The code {value} is not that of a public body"), value=code)
    return None


def catalog_code(value: str) -> str:
    """信息资源代码: up to 64 visible characters; local standards differ too much for more."""
    code = clean(value) or ""
    if not re.fullmatch(r"\S{1,64}", code):
        raise CheckError(N_("A catalogue code has 1 to 64 characters without spaces: {value}"), value=value)
    return code


def region_code(value: str) -> str:
    """The six-digit code in force that a code or a name means.

    Longer statistical codes are cut to six digits, retired codes give their successor, and a name must mean one
    division only (泸州市, 泸州市江阳区).
    """
    text = re.sub(r"\s", "", clean(value) or "")
    if re.fullmatch(r"[0-9]{6}|[0-9]{9}|[0-9]{12}", text):
        found = regions.in_force(text[:6])
        if found is None:
            raise CheckError(N_("Not a code of GB/T 2260, in force or retired: {value}"), value=value)
        return found.code
    return _region_by_name(text, value)


def _region_by_name(name: str, value: str) -> str:
    found = regions.named(name)
    if not found:
        raise CheckError(N_("No division has this name: {value}"), value=value)
    if len(found) > 1:
        choices = "、".join(f"{regions.path_name(one.code)} {one.code}" for one in found[:5])
        raise CheckError(N_("Several divisions have the name {value}: {choices}"), value=value, choices=choices)
    return found[0].code


def code_of(name: str, value: str) -> str:
    """The code of a vocabulary that a code or a label means (`update_cycles`, 每天 → 2)."""
    terms = vocabulary(name)
    code = value if value in terms else terms.match(value)
    if code is None:
        raise CheckError(
            N_("Unknown value {value}; use one of {choices}"),
            value=value,
            choices="、".join(f"{term.code} {term.label()}" for term in terms),
        )
    return code


def codes_of(name: str, values: Iterable[str]) -> list[str]:
    """The codes that codes or labels mean, each once, in the order given."""
    return list(dict.fromkeys(code_of(name, value) for value in values))


def conditions(open_type: str | None, condition: str | None, basis: str | None) -> dict[str, CheckError]:
    """Fields that the open attribute demands: a condition where conditional, a legal basis where not open."""
    missing: dict[str, CheckError] = {}
    if open_type == "2" and not condition:
        missing["open_condition"] = CheckError(N_("State the conditions on which the data are open"))
    if open_type == "3" and not basis:
        missing["open_basis"] = CheckError(N_("State the legal basis for not opening the data"))
    return missing


def date(value: Any) -> str | None:
    """A date as YYYY-MM-DD, `None` for an empty value or a placeholder.

    Takes every form in which portals write dates: unpadded, with slashes or 年月日, epoch milliseconds, with a time
    (which is dropped).
    """
    cleaned = clean(value) if isinstance(value, str) else value
    if isinstance(cleaned, str):
        cleaned = cleaned.rstrip(".")
    try:
        moment = _iso(cleaned) if isinstance(cleaned, str) else dates.iso(cleaned)
    except ValueError as error:
        raise CheckError(N_("Not a date: {value}"), value=value) from error
    return moment[:10] if moment else None


_iso = functools.lru_cache(maxsize=data.MOST)(dates.iso)


def period(value: Any) -> str | None:
    """A year, month or day as YYYY, YYYY-MM or YYYY-MM-DD, for the ends of a time range; else as `date`."""
    text = clean(str(value)) if value is not None else None
    match = re.fullmatch(r"([0-9]{4})(?:年|年度)?|([0-9]{4})[-/.年]([0-9]{1,2})月?", text or "")
    if match is None:
        return date(value)
    year, other, month = match.groups()
    if other and not 1 <= int(month) <= 12:
        raise CheckError(N_("Not a date: {value}"), value=value)
    return year or f"{other}-{int(month):02}"


def date_order(issued: str | None, modified: str | None, today: datetime.date) -> list[CheckError]:
    """What is odd about two ISO dates; 3 % of real records are, so these are flags and reject nothing."""
    odd: list[CheckError] = []
    if issued and modified and modified[:10] < issued[:10]:
        odd.append(
            CheckError(N_("Updated on {modified}, before its publication on {issued}"), modified=modified, issued=issued)
        )
    latest = (today + datetime.timedelta(days=1)).isoformat()
    odd += [
        CheckError(N_("The date {value} lies in the future"), value=day)
        for day in (issued, modified)
        if day and day[:10] > latest
    ]
    return odd


@data.bounded
def item_type(value: str) -> str:
    """Type of a data item: the letter that a letter, a Chinese name or a database type means (`varchar(20)`, 字符型C → C)."""
    text = re.sub(r"[(（].*$|(?<=型) ?[A-Z]$", "", clean(value) or "").strip()
    return code_of("item_types", text.upper() if len(text) == 1 else text)


def phone(value: str) -> str:
    """Office numbers as they are written, mobile numbers masked; words between them (办公室：…) are allowed."""
    text = personal.mask(clean(value) or "")
    if not re.search("[0-9]{3}", text) or len(text) > LONGEST_PHONE:
        raise CheckError(N_("Not a phone number: {value}"), value=value)
    return text


def email(value: str) -> str:
    """An e-mail address."""
    address = clean(value) or ""
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", address):
        raise CheckError(N_("Not an e-mail address: {value}"), value=value)
    return address


def url(value: str) -> str:
    """An absolute http, https or ftp address; pages make links of it, so that no other scheme may pass."""
    if _PLAIN_URL.fullmatch(value):
        return value
    address = value.strip().replace(" ", "%20")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise CheckError(N_("Not a web address: {value}"), value=value) from error
    if parts.scheme.lower() not in ("http", "https", "ftp") or not parts.hostname or re.search(r"[\s<>\"]", address):
        raise CheckError(N_("Not a web address: {value}"), value=value)
    return address


def title(value: str) -> str:
    """A title on one line, folded as all text, without personal numbers."""
    text = clean(value)
    if text is None:
        raise CheckError(N_("Give the dataset a title"))
    return personal.screen(text)


def count(value: Any) -> int:
    """A whole number from 0 on."""
    text = str(value).strip().replace(",", "")
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,18}", text):
        raise CheckError(N_("Not a whole number: {value}"), value=value)
    return int(text)


@data.bounded
def file_format(value: str) -> str:
    """Name of a format: the vocabulary's where it knows it (`.XLSX` → xlsx), else in lower case."""
    text = (clean(value) or "").lstrip(".")
    return vocabulary("formats").match(text) or text.casefold()
