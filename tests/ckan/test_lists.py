"""Many texts as one parameter of a query."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckan import model
from ckanext.govopen.model.among import among, among_later, array

pytestmark = pytest.mark.usefixtures("govopen")

TEXTS = st.text(st.one_of(st.sampled_from('",\\{} N'), st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SETTINGS
@given(values=st.lists(st.one_of(st.none(), st.just("NULL"), TEXTS)))
def test_array(values: list[str | None]) -> None:
    """PostgreSQL reads the very values, those without any and those that look like its own signs too."""
    assert model.Session.scalar(sa.text("SELECT CAST(:values AS text[])"), {"values": array(values)}) == values


@SETTINGS
@given(values=st.sets(TEXTS), value=TEXTS)
def test_among(values: set[str], value: str) -> None:
    """A value is found among those that it is one of, and among no others."""
    asked = sa.select(among(sa.literal(value), values), among_later(sa.literal(value), "more"))
    assert model.Session.execute(asked, {"more": array([*values, value])}).one() == (value in values, True)
