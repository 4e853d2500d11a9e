"""What people opened of the answers to a question, a row a week, with nothing of who they were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.among import among

FEWEST = 5
"""So many people must have asked a question within a week before others see it."""

PUT = sa.text(
    # Names that no public dataset has are nobody's clicks.
    "INSERT INTO govopen_search_click (week, query, package_id, clicks, ranks)"
    " SELECT told.week, told.query, package.id, sum(told.clicks), sum(told.ranks)"
    " FROM unnest(CAST(:weeks AS date[]), CAST(:queries AS text[]), CAST(:names AS text[]), CAST(:clicks AS integer[]),"
    " CAST(:ranks AS integer[])) AS told (week, query, name, clicks, ranks)"
    " JOIN package ON package.name = told.name AND package.state = 'active' AND NOT package.private"
    " GROUP BY told.week, told.query, package.id"
    " ON CONFLICT (week, query, package_id) DO UPDATE SET clicks = govopen_search_click.clicks + excluded.clicks,"
    " ranks = govopen_search_click.ranks + excluded.ranks"
)


UNNAMED = sa.text(
    "WITH rare AS (DELETE FROM govopen_search_click AS click WHERE week < :before AND query <> '' AND NOT EXISTS"
    " (SELECT FROM govopen_search_query AS asked WHERE asked.week = click.week AND asked.query = click.query"
    " AND asked.askers >= :fewest) RETURNING week, package_id, clicks, ranks)"
    " INSERT INTO govopen_search_click (week, query, package_id, clicks, ranks)"
    " SELECT week, '', package_id, sum(clicks), sum(ranks) FROM rare GROUP BY week, package_id"
    " ON CONFLICT (week, query, package_id) DO UPDATE SET clicks = govopen_search_click.clicks + excluded.clicks,"
    " ranks = govopen_search_click.ranks + excluded.ranks"
)


@dataclass(slots=True)
class Opened:
    """How an answer to a question was opened within a week."""

    clicks: int = 0
    ranks: int = 0
    """Sum of the places in the list at which it stood, the first is 1."""


class SearchClick(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row a week, question and dataset that was opened from its answer; nobody counts twice a day for a dataset."""

    __tablename__ = "govopen_search_click"

    week = sa.Column(sa.Date, primary_key=True)
    query = sa.Column(sa.Text, primary_key=True)
    """Empty for the list of everything, and for a question that is not remembered."""
    package_id = sa.Column(sa.Text, primary_key=True, index=True)
    clicks = sa.Column(sa.Integer, nullable=False)
    ranks = sa.Column(sa.Integer, nullable=False)

    @classmethod
    def put(cls, opened: Mapping[tuple[date, str, str], Opened]) -> None:
        """Add what was opened, by week, question and name of the dataset; the caller commits."""
        rows = sorted(opened.items())
        if rows:
            weeks, queries, names = zip(*(key for key, _ in rows), strict=True)
            values = {"clicks": [one.clicks for _, one in rows], "ranks": [one.ranks for _, one in rows]}
            keys = {"weeks": list(weeks), "queries": list(queries), "names": list(names)}
            model.Session.execute(PUT, keys | values)

    @classmethod
    def counts(cls, package_ids: Iterable[str]) -> dict[str, int]:
        """How often each of these datasets was opened from a list of results; those never opened are missing."""
        query = sa.select(cls.package_id, sa.func.sum(cls.clicks)).where(among(cls.package_id, package_ids))
        return {key: int(count) for key, count in model.Session.execute(query.group_by(cls.package_id)).tuples()}

    @classmethod
    def opened_since(cls, week: date) -> list[str]:
        """Datasets that were opened in that week or later."""
        return list(model.Session.scalars(sa.select(cls.package_id).where(cls.week >= week).distinct()))

    @classmethod
    def forget(cls, before: date, rare_before: date) -> list[str]:
        """Drop what is older than it is kept, and after the sooner day the questions that few people asked: their clicks
        stay without them. The datasets whose count has changed; the caller commits."""
        gone = sa.delete(cls).where(cls.week < before).returning(cls.package_id)
        changed = set(model.Session.scalars(gone))
        model.Session.execute(UNNAMED, {"before": rare_before, "fewest": FEWEST})
        return sorted(changed)
