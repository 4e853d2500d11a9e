"""What a run remembers of a record: its fingerprint, its text without private numbers, and its issues."""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from ckanext.govopen.model.fault import BY_KIND
from ckanext.govopen.national import data, dataset, personal
from ckanext.govopen.national.text import N_

from harvesters.helpers.text import storable
from harvesters.issues import Issue, Level, made
from harvesters.portal import Portal
from harvesters.record import Contact, Counters, Record, from_json, to_json

NOBODY = Contact()
KINDS: dict[str, str] = {
    "refused": N_("The portal's own checks refused the dataset: {reason}"),
    "unfit": N_("The record that the portal pushed was refused: {reason}"),
    "held-share": N_(
        "{count} of {active} datasets are no longer listed, more than the {most} that go unasked: none was removed"
    ),
    "held-half": N_("{count} of {active} datasets are no longer listed, more than half: none was removed"),
    "held-empty": N_("The listing is empty where {active} datasets were known: none was removed"),
    "held-bounds": N_("{count} datasets are no longer listed, and their number breaks what was agreed: none was removed"),
    "not-listed": N_("The portal no longer lists the record {value}"),
    "unknown-record": N_("Nothing is known of a record {value}: it was never read, and the portal does not list it"),
    "configuration": N_("The portal cannot be read as it is configured: {reason}"),
    "correction-superseded": N_("The source changed {field}; a correction made on this portal no longer applies"),
    "broken-off": N_("The run was broken off {count} times without getting on: {reason}"),
}
"""Kind → message of what the run engine itself has to say."""


ENDED = {
    "worker": N_("the worker ended"),
    "replaced": N_("a later run took its place"),
    "forsaken": N_("the portal did not go on with its push: what it sent stays, and nothing else was removed"),
    "bounds": N_("the number of datasets breaks the portal's assertions"),
}
"""Why a run ended, where no issue tells: its `error`, which pages translate."""


def fingerprinter(portal: Portal) -> Callable[[Record], str]:
    """What makes SHA-256 of a record's content, what else of the portal its dataset is made of, and the mapping: another
    mapping writes anew.

    Counters are left out: they change daily and say nothing about the data.
    """
    settings = (portal.lookups, portal.aggregation, portal.publisher, portal.title, portal.region)
    base = hashlib.sha256(f"{settings!r}\n{mapping()}".encode())
    encode = msgspec.json.Encoder(order="deterministic").encode
    uncounted = partial(msgspec.structs.replace, counters=Counters())

    def fingerprint(record: Record) -> str:
        digest = base.copy()
        digest.update(encode(uncounted(record)))
        return digest.hexdigest()

    return fingerprint


@data.cached
def mapping() -> str:
    """SHA-256 of the code and the vocabularies in force that make a dataset of a record."""
    code = sorted(Path(dataset.__file__).parent.rglob("*.py"))
    names = sorted(path.name for path in (data.DEFAULTS / "vocabularies").iterdir())
    digest = hashlib.sha256()
    for path in [*code, *(data.locate(f"vocabularies/{name}") for name in names)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def packed(record: Record) -> bytes:
    """The record as zlib-packed JSON, its contact masked where it is a person's."""
    contact = record.contact
    if contact != NOBODY:
        contact = msgspec.convert(personal.masked(msgspec.to_builtins(contact)), Contact)
    return zlib.compress(to_json(msgspec.structs.replace(record, contact=contact)))


def unpacked(raw: bytes) -> Record:
    """The record that `packed` kept."""
    return from_json(zlib.decompress(raw))


def difference(old: bytes, new: bytes) -> dict[str, list[Any]]:
    """The fields in which two packed records differ, each with its old and its new value, personal numbers masked, without
    what no table can hold."""
    before, after = (from_json(zlib.decompress(one)) for one in (old, new))
    found = {}
    for field in before.__struct_fields__:
        values = [getattr(one, field) for one in (before, after)]
        if field != "counters" and values[0] != values[1]:
            found[field] = [personal.masked(storable(msgspec.to_builtins(value))) for value in values]
    return found


def refusal(portal: Portal, where: str, errors: Mapping[str, Any]) -> Issue:
    """The issue of a dataset that CKAN's validators refused: which fields, and why; never the values."""
    reason = "; ".join(f"{field}: {error}" for field, error in errors.items())
    return noted(portal, "refused", where, reason=reason)


def noted(portal: Portal, kind: str, where: str | None = None, level: Level = "error", **data: Any) -> Issue:
    """One of the engine's own issues."""
    return made(portal, level, kind, where, KINDS[kind], {**data, "fault": BY_KIND[kind]})


def row(issue: Issue, run_id: str) -> dict[str, Any]:
    """The row of an issue, the personal numbers in its texts masked."""
    told: dict[str, Any] = personal.masked(msgspec.to_builtins(issue))
    return told | {"run_id": run_id}
