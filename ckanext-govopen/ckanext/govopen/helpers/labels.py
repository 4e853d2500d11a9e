"""Words for codes, in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen.harvest import portals
from ckanext.govopen.logic import departments
from ckanext.govopen.national import regions
from ckanext.govopen.national.departments import placed
from ckanext.govopen.national.vocabularies import vocabulary

from harvesters.portal import PortalError


def govopen_label(name: str, code: object) -> str:
    """The label of a code of a vocabulary; empty for no code, the code itself where the vocabulary lacks it.

    Formats are codes in lower case; portals also write them in upper case.
    """
    if code in (None, ""):
        return ""
    text = str(code).lower() if name == "formats" else str(code)
    terms = vocabulary(name)
    return terms.label(text, tk.h.lang()) if text in terms else str(code)


def govopen_labels(name: str, codes: Iterable[object] | None) -> str:
    """The labels of several codes, joined as the language joins words."""
    return tk._(", ").join(govopen_label(name, code) for code in codes or ())


def govopen_region_path(code: str | None) -> list[dict[str, str]]:
    """Code and name of a division and of those it lies in, widest first; empty where it is unknown."""
    found = [regions.region(part) for part in regions.path(code)] if code and regions.region(code) else []
    return [{"code": region.code, "name": region.name} for region in found if region]


def govopen_region_label(code: str | None) -> str:
    """`510500 泸州市`; the code alone where it is unknown."""
    region = regions.region(code) if code else None
    return f"{region.code} {region.name}" if region else code or ""


def govopen_department(package: Mapping[str, Any]) -> str:
    """The department of a dataset with its place where the title does not say it (市教育局); the place alone without one."""
    region, owner = regions.region(package.get("region_code")), package.get("organization") or {}
    title = owner.get("title") or owner.get("name")
    return placed(title, region) if title else region.name if region else ""


def govopen_departments(organizations: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Titles of departments by name, with the place of the organization above where they do not say it."""
    return departments.titles(one["name"] for one in organizations)


def govopen_is_example(package: Mapping[str, Any]) -> bool:
    """Whether a dataset comes from a simulated portal."""
    return portals.is_sandbox(package.get("source_portal") or "")


def govopen_portal_title(code: str) -> str:
    """The title of a portal; its code where it is no longer configured."""
    try:
        read = portals.reader(code)
        return read().title if read else code
    except PortalError:
        return code
