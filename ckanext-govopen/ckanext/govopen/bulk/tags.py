"""Free tags by their names, made where they are missing."""

from collections.abc import Collection

import sqlalchemy as sa

from ckan import model
from ckan.model.types import make_uuid
from ckanext.govopen.bulk import tables
from ckanext.govopen.model.among import among

LOCK = 0x676F766F70656E
"""Key of the lock under which tags are made: the table itself would take one name twice."""


def ids(names: Collection[str]) -> dict[str, str]:
    """Ids of the free tags with these names; two processes that need the same new one wait for each other."""
    found = _known(names)
    missing = [name for name in names if name not in found]
    if not missing:
        return found
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    found |= _known(missing)
    made = {name: make_uuid() for name in missing if name not in found}
    tables.copy("tag", ("id", "name"), ((tag_id, name) for name, tag_id in made.items()))
    return found | made


def _known(names: Collection[str]) -> dict[str, str]:
    tag = model.tag_table
    query = sa.select(tag.c.name, tag.c.id).where(among(tag.c.name, names), tag.c.vocabulary_id.is_(None))
    return dict(model.Session.execute(query).tuples().all())
