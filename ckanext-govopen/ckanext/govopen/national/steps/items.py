"""Data items (信息项): the columns as the portal describes them."""

from typing import Any

from ckanext.govopen.national import checks
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.source import Fields, Source

from harvesters.record import Item


def step(source: Source) -> Fields:
    """Each item with its type as a letter; a type that has none is kept in the item's description and reported."""
    items = (_item(source, number, item) for number, item in enumerate(source.record.items, 1))
    return {"data_items": [item for item in items if item]}


def _item(source: Source, number: int, item: Item) -> dict[str, Any] | None:
    label = source.text("data_items", item.label)
    name = source.text("data_items", item.name) or label
    if name is None:
        source.report("nameless-item", number=number)
        return None
    kind, odd = _type(source, item.type)
    parts = (source.text("data_items", item.description), odd)
    fields = {
        "name": name,
        "label": label,
        "type": kind,
        "length": item.length,
        "description": "；".join(part for part in parts if part) or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


def _type(source: Source, stated: str | None) -> tuple[str | None, str | None]:
    """The letter of a type, and the type as stated where it has none."""
    if stated is None:
        return None, None
    try:
        return checks.item_type(stated), None
    except CheckError:
        source.report("unmapped-item-type", value=stated)
        return None, source.text("data_items", stated)
