"""Families that answer JSON read whatever a portal sends, or say why not; a bug is neither."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.errors import FetchError, SkipRecord, SourceChanged
from harvesters.record import to_json
from tests.support.answering import Answering

FIELDS = {
    "tyky": "resId resTitle resAbstract keyword officeName subjectName tradeName publishDate dataUpdateTime "
    "updateCycle openMode openLevelName phone address sourceSuffix recordTotal fileSize visits field_name "
    "field_cn_name fileName fileUrl fileId",
    "exchangeopengateway": "mlbh mlmc mlms ssbmmc fbsj gxzq wjlx jghxxjls xxzymc xxzytgf ssztlmmc fbrq kflx kftj sjl zjhm "
    "sjhm mlbqmcList zyzy zygs llsl sqsl",
    "openresource": "id resourceName resourceRes organName topicClassify dataRelam publishTime updateCycle isOpen "
    "storageCount resMountType downCount downloads keyWords",
    "epoint": "rowGuid tag openresdataCount resourcesName resourceDetail resourceSubject openCondition "
    "updateFrequency registDate editionNum visitCnt csvUrl rdfUrl",
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["t", "1", "a/b", "http://[", "2022", "x\\y"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "time"]), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def answers(draw: st.DrawFn, fields: list[str]) -> Any:
    """Rows of a family's fields with any values, in the envelopes of all families."""
    row = st.dictionaries(st.sampled_from(fields), VALUES, max_size=8)
    rows = draw(st.lists(row, max_size=2) | VALUES)
    listing = dict.fromkeys(("rows", "content", "resultList", "list"), rows) | {
        "totalPage": draw(VALUES), "totalPages": 1, "total": draw(VALUES), "cityCount": draw(VALUES),
    }  # fmt: skip
    listing |= {"page": listing | {"pages": draw(VALUES)}, "otherData": draw(VALUES)}
    record = draw(row)
    return draw(st.sampled_from([{"data": listing | record, "custom": listing | record, "dataList": listing} | record, rows]))


@pytest.mark.parametrize(
    ("platform", "options"),
    [("tyky", {}), ("tyky", {"dialect": "guangdong"}), ("exchangeopengateway", {}), ("openresource", {}), ("epoint", {})],
)
@settings(max_examples=60)
@given(st.data())
def test_any_answer_is_read_or_refused(platform: str, options: dict[str, str], data: st.DataObject) -> None:
    """Any JSON gives entries and records that can be written, or one of the three errors."""
    fields = FIELDS[platform].split()
    answer = data.draw(answers(fields))
    portal = Answering(platform, lambda _: answer, retries=0, options=options)
    with suppress(FetchError, SourceChanged):
        portal.refs()
    row = {fields[0]: "a/1", **data.draw(st.dictionaries(st.sampled_from(fields[1:]), VALUES, max_size=8))}
    with suppress(SkipRecord, FetchError):
        to_json(portal.record(row, "a/1"))
