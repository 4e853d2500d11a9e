"""Clean tables, built from `templates.yml`."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from . import values
from .sheet import Cell, Column, Row, Sheet

BOUNDED = {"region", "divisions", "each"}


@cache
def templates() -> dict[str, dict[str, Any]]:
    """The templates by title."""
    book: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("templates.yml").read_text())
    return book


def kinds(title: str) -> set[str]:
    """Kinds of values that a template has."""
    return {spec.split()[0].rstrip("?") for spec in templates()[title]["columns"].values()}


def clean(title: str, dice: random.Random, least: int = 0) -> Sheet:
    """A clean table with at least `least` rows as far as its kind allows."""
    place = values.place(dice)
    low, high = templates()[title].get("rows", (12, 60))
    rows = dice.choice([low, dice.randint(low, high), dice.randint(low, min(high, 30))])
    rows = max(rows, least)
    specs = {name: spec.split() for name, spec in templates()[title]["columns"].items()}
    made = [values.column(kind, tuple(arguments), rows, place) for kind, *arguments in specs.values()]
    rows = min(map(len, made))
    narrow = str.maketrans("（）", "()") if dice.random() < 0.25 else {}
    columns = [
        Column(name.translate(narrow), kind.rstrip("?"), tuple(arguments)) for name, (kind, *arguments) in specs.items()
    ]
    body = [Row([Cell(column[index]) for column in made]) for index in range(rows)]
    return Sheet(f"{place.city}{title}", columns, [Row([Cell(column.name) for column in columns], "header"), *body])
