"""How files are made: data under `config/sandbox/data/recipes.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sandbox.dice import chance
from sandbox.errors import SandboxError
from sandbox.files.bodies import BODIES
from sandbox.files.defects import DEFECTS
from sandbox.plan import convert, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "mojibake")
PLASTIC, PLASTIC_OFFSET = (
    0.7548776662466927,
    0.31,
)  # a low-discrepancy sequence: rare recipes come in small catalogues too


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way of making a file: `body` is what the bytes are, `extension` what they claim to be.

    `weight` is its share among the first files of datasets; 0 for files that only come beside another.
    """

    name: str
    extension: str
    body: str
    weight: float
    encoding: str = "utf-8"
    defects: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong with the file but what its format brings with it."""
        return not self.rules()

    def rules(self) -> tuple[str, ...]:
        """The rules of the score that the file breaks on purpose."""
        body = BODIES[self.body]
        found = [*body.rules]
        found += {"gb18030": ["E01"], "mojibake": ["E03"]}.get(self.encoding, [])
        for name in self.defects:
            defect = DEFECTS[name]
            found += [*defect.rules, *(defect.spreadsheet_rules if body.spreadsheet else ())]
        return tuple(dict.fromkeys(found))


def load_recipes(path: Path) -> dict[str, Recipe]:
    """The recipes by name; raises `SandboxError` naming the file, the recipe and the reason."""
    recipes = {recipe.name: recipe for recipe in convert(path, read_yaml(path), list[Recipe])}
    for recipe in recipes.values():
        problems = {
            "body": recipe.body not in BODIES,
            "encoding": recipe.encoding not in ENCODINGS,
            "defects": any(name not in DEFECTS for name in recipe.defects),
            "siblings": any(name not in recipes for name in recipe.siblings),
        }
        for key, wrong in problems.items():
            if wrong:
                message = f"{path} at {recipe.name}.{key}: unknown value {getattr(recipe, key)!r}."
                raise SandboxError(message)
    return recipes


def choose(recipes: dict[str, Recipe], seed: int, key: int) -> tuple[str, ...]:
    """The recipes of the files of one dataset: one by weight and, for every third, its siblings."""
    place = (key * PLASTIC + PLASTIC_OFFSET * (seed % 100)) % 1 * sum(recipe.weight for recipe in recipes.values())
    for recipe in recipes.values():
        place -= recipe.weight
        if place < 0:
            break
    beside = recipe.siblings if chance(seed, "siblings", key) < 1 / 3 else ()
    return (recipe.name, *beside)
