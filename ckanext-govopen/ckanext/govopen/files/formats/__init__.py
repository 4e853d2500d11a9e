"""One module a family of formats: `names` (name → media type) and `read(source) → Reading`.

The registry finds modules by walking this package; there is no list to edit.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


@functools.cache
def readers() -> dict[str, ModuleType]:
    """Format name → the module that reads it."""
    found: dict[str, ModuleType] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for name in module.names:
            if name in found:
                raise ValueError(f"format {name} is read by {found[name].__name__} and {module.__name__}")
            found[name] = module
    return found


def media_type(name: str) -> str | None:
    """The media type of a format name."""
    module = readers().get(name)
    return module.names.get(name) if module else None
