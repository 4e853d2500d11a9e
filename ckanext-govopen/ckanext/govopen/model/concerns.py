"""Which field of a record an issue concerns: most state it (`data.field`), of some the kind says it by itself."""

FIELDS: dict[str, tuple[str, ...]] = {
    "unmapped-theme": ("theme",),
    "unmapped-industry": ("industry",),
    "unmapped-open-type": ("open_type",),
    "unmapped-cycle": ("update_cycle",),
    "unmapped-format": ("formats",),
    "unmapped-item-type": ("items",),
    "nameless-item": ("items",),
    "unknown-region": ("region",),
    "retired-region": ("region",),
    "no-publisher": ("publisher",),
    "date-order": ("issued", "modified"),
    "dropped-tag": ("tags",),
    "fewer-files": ("files",),
}
"""Kind → fields of a record, for the kinds whose issues do not state them; a test holds it against the kinds there are."""

DATASET: dict[str, str] = {
    "url": "source_url",
    "description": "notes",
    "modified": "data_modified",
    "items": "data_items",
    "files": "resources",
    "region": "region_code",
}
"""Field of a record → its name in a dataset, where that differs: what cannot be converted is told by the latter."""


def names(field: str) -> tuple[str, ...]:
    """A field by its names in a record and in a dataset."""
    pair = next((one for one in DATASET.items() if field in one), None)
    return pair or (field,)


def kinds(field: str) -> list[str]:
    """The kinds that concern a field, whatever their issues state."""
    wanted = set(names(field))
    return [kind for kind, fields in FIELDS.items() if wanted & set(fields)]
