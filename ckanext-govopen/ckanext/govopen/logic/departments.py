"""The departments as they are suggested: their titles are kept in memory and read anew from time to time."""

from collections.abc import Iterable

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.model.renewed import Renewed
from ckanext.govopen.national import regions
from ckanext.govopen.national.departments import placed
from ckanext.govopen.national.names import region_code
from ckanext.govopen.search.suggest import Offices, Typed

OLDEST = 30
"""Seconds after which they are read anew."""

_ALL = sa.text(
    "SELECT own.name, coalesce(nullif(own.title, ''), own.name), count(*)"
    ' FROM "group" own JOIN package ON package.owner_org = own.id'
    " WHERE own.type = 'organization' AND own.state = 'active'"
    " AND package.state = 'active' AND NOT package.private AND package.type = 'dataset'"
    " GROUP BY own.name, own.title ORDER BY count(*) DESC, length(own.title), own.name"
)
_SOME = sa.text(
    "SELECT own.name, coalesce(nullif(own.title, ''), own.name), up.name FROM \"group\" own"
    " LEFT JOIN member ON member.group_id = own.id AND member.table_name = 'group' AND member.state = 'active'"
    " LEFT JOIN \"group\" up ON up.id = member.table_id AND up.state = 'active'"
    " WHERE own.type = 'organization' AND own.state = 'active' AND own.name = ANY(:names)"
    " ORDER BY up.name NULLS FIRST"
)
_ORIGINS = sa.text(
    "SELECT package.name, coalesce(nullif(own.title, ''), own.name), package.extras ->> 'region_code'"
    ' FROM package LEFT JOIN "group" own ON own.id = package.owner_org WHERE package.name = ANY(:names)'
)


def origins(names: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """Of datasets by name: the title of the department, empty where there is none, and the code of the region."""
    rows = model.Session.execute(_ORIGINS, {"names": list(names)}).tuples().all()
    return {name: (title or "", code) for name, title, code in rows}


def find(text: Typed, limit: int) -> list[tuple[str, str, int]]:
    """Title, name and number of public datasets of the departments with any that a text may mean, best first."""
    kept, offices = known.get()
    found = [kept[at] for at in offices.find(text, limit)]
    if not found:
        return []
    shown = titles(name for name, _ in found)
    return [(shown[name], name, count) for name, count in found if name in shown]


def titles(names: Iterable[str]) -> dict[str, str]:
    """Titles of departments by their names, with their place where they do not say it (`national.departments.placed`)."""
    rows = model.Session.execute(_SOME, {"names": list(names)}).tuples()
    return {name: placed(title, regions.region(region_code(above))) for name, title, above in rows}


def _read() -> tuple[list[tuple[str, int]], Offices]:
    """Names of the departments with how many datasets each has, and their titles as they are found, in one order."""
    rows = model.Session.execute(_ALL).tuples().all()
    return [(name, count) for name, _, count in rows], Offices(title for _, title, _ in rows)


known = Renewed(_read, OLDEST)
