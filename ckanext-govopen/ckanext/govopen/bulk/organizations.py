"""Departments as CKAN organizations, each below the organization of its region."""

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.national.departments import Department


class Organizations:
    """Makes and renames organizations as they are met; each is looked up once a run."""

    def __init__(self, user: str) -> None:
        self._user = user
        self._known: set[tuple[str, str]] = set()

    def ensure(self, department: Department) -> None:
        """See to it that a department is there, with those above it; the changes are committed."""
        key = (department.name, department.title)
        if key in self._known:
            return
        if department.parent:
            self.ensure(department.parent)
        group = model.Group.get(department.name)
        if group is None:
            self._create(department)
        elif group.title != department.title or group.state != "active":
            context = self._context()
            tk.get_action("organization_patch")(context, {"id": group.id, "title": department.title, "state": "active"})
        self._known.add(key)

    def _create(self, department: Department) -> None:
        parents = [{"name": department.parent.name}] if department.parent else []
        region = [{"key": "region_code", "value": department.region_code}] if department.region_code else []
        organization = {"name": department.name, "title": department.title, "groups": parents, "extras": region}
        try:
            tk.get_action("organization_create")(self._context(), organization)
        except tk.ValidationError:
            model.Session.rollback()
            # Another run may have made it a moment ago; anything else is a fault of ours.
            if model.Group.get(department.name) is None:
                raise

    def _context(self) -> Context:
        return {"ignore_auth": True, "user": self._user}
