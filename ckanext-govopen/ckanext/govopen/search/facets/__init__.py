"""The facets, one module each: `FACET` is found by walking this package, its place on the page is its own `order`."""

import importlib
import pkgutil
from functools import lru_cache

from ckanext.govopen.search.facet import Facet


@lru_cache(maxsize=1)
def facets() -> tuple[Facet, ...]:
    """All facets in the order of the page."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return tuple(sorted((module.FACET for module in modules), key=lambda facet: (facet.order, facet.name)))
