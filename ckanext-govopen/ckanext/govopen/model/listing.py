"""Rows of a query: how many there are, and one page of them."""

from typing import Any

import sqlalchemy as sa

from ckan import model


def count(query: "sa.Select[Any]") -> int:
    """Rows of a query."""
    return model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def page(query: "sa.Select[Any]", *order: Any, limit: int, offset: int) -> "tuple[int, sa.Result[Any]]":
    """How many rows a query has, and one page of them in an order, which should leave no two rows equal."""
    return count(query), model.Session.execute(query.order_by(*order).limit(limit).offset(offset))
