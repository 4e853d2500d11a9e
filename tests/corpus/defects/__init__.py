"""Defects, by rule: several ways each, as they are found in the world. Every module registers what it holds."""

import importlib
import pkgutil

from .base import DEFECTS, Defect, Planted, Whole

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["DEFECTS", "Defect", "Planted", "Whole"]
