"""What an unfinished run has finished with, so that it does each record once however often it is broken off."""

from collections.abc import Mapping

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.among import array

FIND = sa.text(
    # One look into the key for each id: of rows just written PostgreSQL has no statistics, and would read them all.
    "SELECT asked.id, found.page FROM unnest(CAST(:ids AS text[])) AS asked (id) CROSS JOIN LATERAL"
    " (SELECT page FROM govopen_seen WHERE run_id = :run AND source_id = asked.id LIMIT 1) AS found"
)
ADD = sa.text(
    "INSERT INTO govopen_seen (run_id, source_id, page) SELECT :run, id, page"
    " FROM unnest(CAST(:ids AS text[]), CAST(:pages AS integer[])) AS read (id, page) ON CONFLICT DO NOTHING"
)


class Seen(tk.BaseModel):  # type: ignore[misc,name-defined]
    """One row a record: stored, unchanged, skipped or refused; dropped when the run has ended."""

    __tablename__ = "govopen_seen"

    run_id = sa.Column(sa.Text, primary_key=True)
    source_id = sa.Column(sa.Text, primary_key=True)
    page = sa.Column(sa.Integer, nullable=False)
    """Where it stood: the same entry read again is no repeated entry."""

    @classmethod
    def add(cls, run_id: str, pages: Mapping[str, int]) -> None:
        """Note records with their pages; the caller commits, with the work itself."""
        if pages:
            model.Session.execute(ADD, {"run": run_id, "ids": array(pages), "pages": array(map(str, pages.values()))})

    @classmethod
    def pages(cls, run_id: str, ids: list[str]) -> dict[str, int]:
        """Which of these records are done, with their pages."""
        return dict(model.Session.execute(FIND, {"run": run_id, "ids": array(ids)}).tuples().all())

    @classmethod
    def drop(cls, run_id: str) -> None:
        """Forget a run's records; the caller commits."""
        model.Session.execute(sa.delete(cls).where(cls.run_id == run_id))
