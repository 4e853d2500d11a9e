"""What people asked, a row a week, with nothing of who they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.listing import page
from ckanext.govopen.model.search_click import FEWEST, SearchClick

Order = Literal["searches", "empty", "unopened"]
ORDERS: tuple[Order, ...] = ("searches", "empty", "unopened")
"""Asked most often; most often without an answer; whose answers are opened least often."""
ENOUGH = 5
"""Searches of a question from which on its share of opened answers says something."""

PUT = sa.text(
    "INSERT INTO govopen_search_query (week, query, searches, found, empty, askers)"
    " SELECT * FROM unnest(CAST(:weeks AS date[]), CAST(:queries AS text[]), CAST(:searches AS integer[]),"
    " CAST(:found AS integer[]), CAST(:empty AS integer[]), CAST(:askers AS integer[]))"
    " ON CONFLICT (week, query) DO UPDATE SET searches = govopen_search_query.searches + excluded.searches,"
    " found = govopen_search_query.found + excluded.found, empty = govopen_search_query.empty + excluded.empty,"
    " askers = greatest(govopen_search_query.askers, excluded.askers)"
)


@dataclass(slots=True)
class Asked:
    """How a question was asked within a week."""

    searches: int = 0
    found: int = 0
    """Searches that found datasets which everybody may see."""
    empty: int = 0
    """Searches that found nothing as it was asked."""
    askers: int = 0
    """People."""


class SearchQuery(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row a week and question. Weeks begin on Monday, and nobody is followed from one to the next."""

    __tablename__ = "govopen_search_query"
    __table_args__ = (sa.Index("ix_govopen_search_query_popular", "query", postgresql_where=sa.text(f"askers >= {FEWEST}")),)

    week = sa.Column(sa.Date, primary_key=True)
    query = sa.Column(sa.Text, primary_key=True)
    searches = sa.Column(sa.Integer, nullable=False)
    found = sa.Column(sa.Integer, nullable=False)
    empty = sa.Column(sa.Integer, nullable=False)
    askers = sa.Column(sa.Integer, nullable=False)

    @classmethod
    def put(cls, asked: Mapping[tuple[date, str], Asked]) -> None:
        """Add what was asked; the caller commits."""
        # In one order everywhere, so that two writers never wait for each other.
        rows = sorted(asked.items())
        names = ("searches", "found", "empty", "askers")
        values = {name: [getattr(one, name) for _, one in rows] for name in names}
        keys = {"weeks": [week for (week, _), _ in rows], "queries": [query for (_, query), _ in rows]}
        if rows:
            model.Session.execute(PUT, keys | values)

    @classmethod
    def listed(cls, order: Order, since: date, limit: int, offset: int) -> tuple[int, list[dict[str, Any]]]:
        """How many questions of these weeks there are in this order, and one page of them as dicts.

        `empty` lists those that were ever left without an answer, `unopened` those that were answered often enough to tell.
        """
        found = summed(since).subquery()
        rate = found.c.clicks / sa.func.nullif(found.c.searches - found.c.empty, 0).cast(sa.Float)
        conditions = {"empty": found.c.empty > 0, "unopened": found.c.searches - found.c.empty >= ENOUGH}
        orders = {
            "searches": [found.c.searches.desc()],
            "empty": [found.c.empty.desc(), found.c.searches.desc()],
            "unopened": [rate, found.c.searches.desc()],
        }
        query = sa.select(found, rate.label("click_rate")).where(conditions.get(order, sa.true()))
        count, rows = page(query, *orders[order], found.c.query, limit=limit, offset=offset)
        return count, [dict(row) for row in rows.mappings()]

    @classmethod
    def popular(cls, limit: int) -> list[tuple[str, int]]:
        """Questions that enough people asked and that were answered, with how many those were in the week in which most
        asked; what more people asked in all weeks comes first."""
        enough = sa.select(cls.query, sa.func.max(cls.askers)).where(cls.askers >= FEWEST).group_by(cls.query)
        answered = enough.having(sa.func.sum(cls.found) > 0).order_by(sa.func.sum(cls.askers).desc(), cls.query)
        return list(model.Session.execute(answered.limit(limit)).tuples())

    @classmethod
    def forget(cls, before: date, rare_before: date) -> None:
        """Drop what is older than it is kept: what few people asked goes sooner; the caller commits."""
        rare = sa.and_(cls.week < rare_before, cls.askers < FEWEST)
        model.Session.execute(sa.delete(cls).where(sa.or_(cls.week < before, rare)))


def summed(since: date) -> Any:
    """A query for each question of these weeks with its figures: `rank` is the mean place of the opened answers."""
    total = sa.func.sum
    opened = sa.select(SearchClick.query, total(SearchClick.clicks).label("clicks"), total(SearchClick.ranks).label("ranks"))
    clicks = opened.where(SearchClick.week >= since, SearchClick.query != "").group_by(SearchClick.query).subquery()
    number = sa.func.coalesce(sa.func.max(clicks.c.clicks), 0)
    figures = {
        **{name: total(getattr(SearchQuery, name)) for name in ("searches", "found", "empty")},
        "askers": sa.func.max(SearchQuery.askers),
        "clicks": number,
        "rank": sa.func.max(clicks.c.ranks) / sa.func.nullif(number, 0).cast(sa.Float),
    }
    query = sa.select(SearchQuery.query, *(figure.label(name) for name, figure in figures.items()))
    joined = query.outerjoin(clicks, clicks.c.query == SearchQuery.query)
    return joined.where(SearchQuery.week >= since).group_by(SearchQuery.query)
