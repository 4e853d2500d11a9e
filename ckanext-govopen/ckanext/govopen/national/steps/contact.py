"""Whom to ask: an office, never a person."""

from collections.abc import Callable

from ckanext.govopen.national import checks
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """Unit, phone with mobile numbers masked, and e-mail; an address in the place of the phone goes to the e-mail."""
    contact = source.record.contact
    phone, email = contact.phone, contact.email
    if phone and "@" in phone and not email:
        phone, email = None, phone
    return {
        "contact_unit": source.text("contact_unit", contact.unit),
        "contact_phone": _checked(source, "contact_phone", phone, checks.phone),
        "contact_email": _checked(source, "contact_email", email, checks.email),
    }


def _checked(source: Source, field: str, value: str | None, check: Callable[[str], str]) -> str | None:
    if value is None:
        return None
    try:
        return check(source.text(field, value) or "")
    except CheckError:
        source.report("bad-contact", field=field, value=source.text(field, value))
        return None
