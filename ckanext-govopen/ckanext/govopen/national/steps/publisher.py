"""The department."""

from ckanext.govopen.national import departments
from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """The department as an organization, and its name as text."""
    department = departments.of_record(source)
    return {"owner_org": department.name, "provider_name": department.title, "provider_code": None}
