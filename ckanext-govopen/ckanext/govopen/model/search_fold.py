"""Which batch of searches was stored last."""

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk


class SearchFold(tk.BaseModel):  # type: ignore[misc,name-defined]
    """The name of the last batch of searches that was stored: one row, so that a batch read twice is stored once."""

    __tablename__ = "govopen_search_fold"

    batch = sa.Column(sa.Text, primary_key=True)

    @classmethod
    def is_last(cls, batch: str) -> bool:
        """Whether this batch was the last that was stored."""
        return model.Session.get(cls, batch) is not None

    @classmethod
    def put(cls, batch: str) -> None:
        """Note that a batch is stored; the caller commits, with the batch itself."""
        model.Session.execute(sa.delete(cls))
        model.Session.add(cls(batch=batch))
