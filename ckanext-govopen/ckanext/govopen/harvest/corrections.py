"""What people corrected in harvested datasets: it stands until the source itself changes that field.

A correction is one field of one dataset: what the person wrote, and what the source said at that time. A run lays the
corrections over what it is about to store; where the source now says something else than it did, the source wins, the
correction goes, and an issue tells.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ckan import model
from ckanext.govopen.harvest import content, portals
from ckanext.govopen.model import Correction, HarvestedRecord
from ckanext.govopen.national.dataset import Converted, from_record

from harvesters.portal import Portal, PortalError

IDENTITY = frozenset(("name", "type", "source_portal", "source_id", "source_url", "resources"))
"""Keys of a converted dataset that nobody corrects."""
OF_RESOURCES = ("name", "description", "format")
"""Keys of a harvested resource that a person may correct."""

Dict = Mapping[str, Any]


def note(before: Dict, after: Dict, user_id: str) -> None:
    """Remember what a person's write changed of a harvested dataset, given as it is stored before and after.

    A field that is back to what the source says is no correction any more. The changes are committed.
    """
    row = HarvestedRecord.of_package(after["id"])
    if row is None:
        return
    try:
        source = _fields(from_record(content.unpacked(row.raw), portals.find(row.portal)).dataset)
    except PortalError:
        return  # its portal is gone, and with it whoever could overwrite the change
    old, new = _fields(before), _fields(after)
    for field, said in source.items():
        if _plain(old.get(field)) == _plain(new.get(field)):
            continue
        if _plain(new.get(field)) == _plain(said):
            Correction.drop(after["id"], field)
        else:
            Correction.put(after["id"], field, value=new.get(field), source_value=said, user_id=user_id)
    model.Session.commit()


def merge(portal: Portal, batch: Sequence[tuple[str | None, Converted]]) -> list[Converted]:
    """What a run stores for these datasets (id, or None for a new one): the source's words with people's corrections.

    Corrections that the source has overtaken are dropped; the caller commits.
    """
    known = Correction.of([package_id for package_id, _ in batch if package_id])
    return [_merged(portal, converted, known.get(package_id or "", [])) for package_id, converted in batch]


def _merged(portal: Portal, converted: Converted, corrections: Sequence[Correction]) -> Converted:
    if not corrections:
        return converted
    dataset: dict[str, Any] = {**converted.dataset, "resources": [dict(one) for one in converted.dataset["resources"]]}
    said, issues = _fields(dataset), []
    for one in corrections:
        if one.field in said and _plain(said[one.field]) == _plain(one.source_value):
            _set(dataset, one.field, one.value)
        else:
            Correction.drop(one.package_id, one.field)
            where = dataset["source_id"]
            issues.append(content.noted(portal, "correction-superseded", where, level="info", field=one.field))
    return replace(converted, dataset=dataset, issues=(*converted.issues, *issues))


def _fields(dataset: Dict) -> dict[str, Any]:
    """Everything of a dataset that a person may correct, flat: `title`, and `resources/<source's id>/name`."""
    flat = {key: value for key, value in dataset.items() if key not in IDENTITY}
    return flat | dict(_of_resources(dataset.get("resources") or []))


def _of_resources(resources: Sequence[Dict]) -> Iterator[tuple[str, Any]]:
    for resource in resources:
        if resource.get("source_file_id"):
            for key in OF_RESOURCES:
                yield f"resources/{resource['source_file_id']}/{key}", resource.get(key)


def _set(dataset: dict[str, Any], field: str, value: Any) -> None:
    """Put a correction into a dataset."""
    if not field.startswith("resources/"):
        dataset[field] = value
        return
    _, rest = field.split("/", 1)
    source_id, key = rest.rsplit("/", 1)
    for resource in dataset["resources"]:
        if resource.get("source_file_id") == source_id:
            resource[key] = value


def _plain(value: Any) -> Any:
    """A value in the one form in which the source's words and what CKAN stores of them are alike."""
    if value in (None, "", [], {}):
        return None
    if isinstance(value, list) and all(isinstance(one, Mapping) and "name" in one for one in value):
        value = [one["name"] for one in value]  # tags; data items have more to say
    return json.dumps(value, sort_keys=True, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
