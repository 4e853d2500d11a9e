"""What a generated file really is: for tests that compare the score with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.files.bodies import BODIES

if TYPE_CHECKING:
    from sandbox.files.recipes import Recipe

TEXT = ("csv", "tsv", "json", "xml", "html")


def truth(recipe: Recipe, table_rows: int) -> dict[str, Any]:
    """The truth of a file of `table_rows` data rows.

    `defects` are the rules that must speak, `inherent` those that every file of the format breaks, `besides` those that
    may speak as well as a consequence; `rows` is None where the file holds no table.
    """
    body = BODIES[recipe.body]
    has_table = recipe.body not in ("login_page", "error_answer")
    return {
        "recipe": recipe.name,
        "declared": recipe.extension,
        "format": body.format,
        "encoding": {"mojibake": "utf-8", "utf-8-sig": "utf-8"}.get(recipe.encoding, recipe.encoding)
        if body.format in TEXT
        else None,
        "bom": recipe.encoding == "utf-8-sig",
        "rows": table_rows if has_table else None,
        "defects": list(recipe.rules()),
        "inherent": list(body.inherent),
        "besides": list(body.besides) + (["E02"] if recipe.encoding == "mojibake" else []),
    }
