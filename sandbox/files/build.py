"""A table and a recipe make the bytes of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.dice import dice
from sandbox.files.bodies import BODIES
from sandbox.files.defects import DEFECTS
from sandbox.files.draft import Draft

if TYPE_CHECKING:
    from sandbox.files.recipes import Recipe
    from sandbox.table import Table

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def build(table: Table, recipe: Recipe) -> bytes:
    """The file: the same table and recipe give the same bytes."""
    draft = Draft.of(table, dice(table.title, recipe.name))
    for name in DEFECTS:
        if name in recipe.defects:
            DEFECTS[name].apply(draft)
    return BODIES[recipe.body].write(draft, recipe.encoding)


def media_type(recipe: Recipe) -> str:
    """What the server says the file is: by its extension, save for the sign-in page."""
    return "text/html" if recipe.body == "login_page" else MEDIA_TYPES[recipe.extension]
