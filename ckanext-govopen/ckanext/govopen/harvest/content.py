"""What a run remembers of a record: its fingerprint, its text without private numbers, and its issues."""

import hashlib
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from ckanext.govopen.national import data, dataset, personal
from ckanext.govopen.national.text import N_

from harvesters.issues import Issue, now
from harvesters.portal import Portal
from harvesters.record import Record, content_hash, to_json

REFUSED = N_("The portal's own checks refused the dataset: {reason}")


def fingerprint(record: Record, portal: Portal) -> str:
    """SHA-256 of a record's content, the portal's corrections and the mapping: another mapping writes anew."""
    parts = [content_hash(record), repr(portal.lookups), portal.aggregation, mapping()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def mapping() -> str:
    """SHA-256 of the code and the vocabularies that make a dataset of a record."""
    code = sorted(Path(dataset.__file__).parent.rglob("*.py"))
    digest = hashlib.sha256()
    for path in [*code, *sorted((data.DEFAULTS / "vocabularies").iterdir())]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def packed(record: Record) -> bytes:
    """The record as zlib-packed JSON, its phone number masked where it is a person's."""
    masked = {"phone": personal.mask(record.contact.phone)} if record.contact.phone else {}
    contact = msgspec.structs.replace(record.contact, **masked)
    return zlib.compress(to_json(msgspec.structs.replace(record, contact=contact)))


def refusal(portal: Portal, where: str, errors: Mapping[str, Any]) -> Issue:
    """The issue of a dataset that CKAN's validators refused: which fields, and why; never the values."""
    reason = "; ".join(f"{field}: {error}" for field, error in errors.items())
    return Issue(
        time=now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        portal=portal.code,
        platform=portal.platform,
        level="error",
        kind="refused",
        where=where,
        message=REFUSED.format(reason=reason),
        data={"reason": reason},
    )


def row(noted: Issue, run_id: str) -> dict[str, Any]:
    """The row of an issue."""
    return msgspec.structs.asdict(noted) | {"run_id": run_id}
