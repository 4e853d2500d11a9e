"""Many datasets into CKAN's tables in the transaction of the caller; the index learns of them by the outbox.

The rows are those that `package_create` and `package_update` would have written: a dataset that is as `from_record` makes
them is written together with the others of its batch, any other one by those actions themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk import changes, creation, normal, plugins, signals, slowly, stored
from ckanext.govopen.bulk.identity import keep_identity
from ckanext.govopen.bulk.normal import Form, Normal
from ckanext.govopen.bulk.organizations import Organizations
from ckanext.govopen.bulk.stored import ACTIVE, DELETED, Stored
from ckanext.govopen.bulk.values import UnsureError
from ckanext.govopen.model import Outbox
from ckanext.govopen.model.among import among
from ckanext.govopen.national.dataset import Converted
from ckanext.govopen.national.departments import Department


@dataclass(frozen=True, slots=True)
class Write:
    """One dataset to be stored: a new one where `package_id` is None."""

    converted: Converted
    package_id: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a write: the dataset's id, or why CKAN refused it."""

    package_id: str | None
    created: bool = False
    error: dict[str, Any] | None = None


@dataclass(slots=True)
class _Plan:
    """A write on its way."""

    package: dict[str, Any]
    current: Stored | None
    new: Normal | None = None
    """The stored form, where that is sure."""
    change: changes.Change | None = None
    outcome: Outcome = Outcome(None)

    @property
    def is_unchanged(self) -> bool:
        """Whether it is known that nothing had to be written."""
        return self.new is not None and self.current is not None and self.change is None


class Writer:
    """Stores datasets for one run."""

    def __init__(self) -> None:
        self._user = str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])
        self._organizations = Organizations(self._user)
        self._actions = slowly.Actions(self._user)
        self._user_id = str(model.User.get(self._user).id)
        self._form: Form | None = normal.form() if plugins.are_usual() else None

    def prepare(self, departments: Iterable[Department]) -> None:
        """Make organizations that are not there yet, and commit: to be called outside of a transaction."""
        self._organizations.ensure(*departments)

    def store(self, batch: Sequence[Write]) -> list[Outcome]:
        """Write all rows of the datasets that CKAN accepts, and note them in the outbox; one outcome a write.

        Neither commits nor rolls back; `prepare` was called for their departments.
        """
        plans = [plan for part, ids in _apart(batch) for plan in self._store(part, ids)]
        Outbox.add(plan.outcome.package_id for plan in plans if plan.outcome.package_id and not plan.is_unchanged)
        fast = [(plan.outcome.created, str(plan.outcome.package_id)) for plan in plans if plan.new and not plan.is_unchanged]
        signals.tell("package_create", (package_id for created, package_id in fast if created), self._user)
        signals.tell("package_update", (package_id for created, package_id in fast if not created), self._user)
        return [plan.outcome for plan in plans]

    def remove(self, ids: Sequence[str]) -> None:
        """Delete datasets as `package_delete` does, which leaves their resources as they are; no commit."""
        package, member = model.package_table, model.member_table
        model.Session.execute(sa.update(package).where(among(package.c.id, ids)).values(state=DELETED))
        ending = sa.update(member).where(among(member.c.table_id, ids), member.c.state == ACTIVE)
        model.Session.execute(ending.values(state=DELETED))
        people = model.package_member_table
        model.Session.execute(sa.delete(people).where(among(people.c.package_id, ids)))
        _forget()
        Outbox.add(ids)
        signals.tell("package_delete", ids, self._user)

    def _store(self, batch: Sequence[Write], ids: dict[str, str]) -> list[_Plan]:
        """Store datasets that are all different ones; `ids` are those that are there already."""
        plans = self._plans(batch, ids)
        slow = [plan for plan in plans if plan.new is None]
        for plan in slow:
            plan.outcome = self._checked(plan)
        self._write(plans)
        for plan in slow:
            if plan.outcome.error is None:
                plan.outcome = self._write_slowly(plan)
        return plans

    def _plans(self, batch: Sequence[Write], ids: dict[str, str]) -> list[_Plan]:
        known = [_known(write, ids) for write in batch]
        current = stored.load({one for one in known if one})
        owners = stored.organizations({str(write.converted.dataset.get("owner_org")) for write in batch})
        plans = []
        for write, package_id in zip(batch, known, strict=True):
            plan = _Plan(dict(write.converted.dataset), current.get(package_id or ""))
            self._normalise(plan, owners)
            plans.append(plan)
        return plans

    def _normalise(self, plan: _Plan, owners: dict[str, str]) -> None:
        """Find the stored form of a dataset, and the difference to what is stored, where both are sure."""
        package = plan.package
        if plan.current:
            plan.package = keep_identity(package, plan.current)
        if self._form is None:
            return
        try:
            new = self._form.normal(package)
            if new.columns["owner_org"] not in owners:
                return
            new.columns["owner_org"] = owners[new.columns["owner_org"]]
            if plan.current:
                new.columns["name"] = plan.package["name"]
                plan.change = changes.find(plan.current, new, plan.package["resources"])
            plan.new = new
        except UnsureError:
            return

    def _write(self, plans: Sequence[_Plan]) -> None:
        """Write the datasets whose rows are known."""
        now = datetime.now(UTC).replace(tzinfo=None)
        fresh = [(plan, plan.new) for plan in plans if plan.new and plan.current is None]
        ids = creation.write([new for _plan, new in fresh], self._user_id, now)
        for (plan, _new), package_id in zip(fresh, ids, strict=True):
            plan.outcome = Outcome(package_id, created=True)
        changed = [(plan.change, plan.current) for plan in plans if plan.change and plan.current]
        changes.write(changed, now)
        if changed:
            _forget()
        for plan in plans:
            if plan.new and plan.current:
                plan.outcome = Outcome(plan.current.package["id"])

    def _checked(self, plan: _Plan) -> Outcome:
        try:
            self._actions.check(plan.package)
        except slowly.RefusedError as refused:
            return Outcome(None, error=refused.error)
        return Outcome(None)

    def _write_slowly(self, plan: _Plan) -> Outcome:
        try:
            return Outcome(self._actions.write(plan.package), created=plan.current is None)
        except slowly.RefusedError as refused:
            return Outcome(None, error=refused.error)


def commit_index() -> None:
    """Make everything that was indexed visible now."""
    search.commit()


def _apart(batch: Sequence[Write]) -> Iterator[tuple[list[Write], dict[str, str]]]:
    """The batch in parts, so that two writes of one dataset come one after the other; each with the ids that are there when
    its turn comes."""
    before = ids = _ids(batch)
    part: list[Write] = []
    seen: set[str] = set()
    for write in batch:
        key = _known(write, before) or _name(write)
        if key in seen:
            yield part, ids
            ids, part, seen = _ids(batch), [], set()
        part.append(write)
        seen.add(key)
    yield part, ids


def _ids(batch: Sequence[Write]) -> dict[str, str]:
    """Ids of the datasets that are there already, by id and by name."""
    ids = {write.package_id for write in batch if write.package_id}
    return stored.ids_of(ids, {name for write in batch if (name := _name(write))})


def _known(write: Write, ids: dict[str, str]) -> str | None:
    """The id of the dataset, which an earlier run may have left without a record row: then its name tells."""
    return ids.get(write.package_id or "") or ids.get(_name(write))


def _name(write: Write) -> str:
    """The name of a dataset; empty where it has none, which CKAN refuses."""
    name = write.converted.dataset.get("name")
    return name if isinstance(name, str) else ""


def _forget() -> None:
    """Have CKAN's objects of datasets read anew: their rows were changed behind their back."""
    for known in list(model.Session.identity_map.values()):
        if isinstance(known, model.Package | model.Resource | model.PackageTag | model.Member):
            model.Session.expire(known)
