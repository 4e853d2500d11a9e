"""Titles of departments that can be told from those of other places."""

import pytest

from ckanext.govopen.national import regions
from ckanext.govopen.national.departments import placed


@pytest.mark.parametrize(
    ("title", "code", "shown"),
    [
        ("市司法局", "321200", "泰州市司法局"),
        ("医保局", "510500", "泸州市医保局"),
        ("县水利局", "511526", "珙县水利局"),
        ("公安局", "321200", "泰州市公安局"),
        ("泰州市教育局", "321200", "泰州市教育局"),
        ("泰州教育局", "321200", "泰州教育局"),
        ("乐山市水利局", "510000", "乐山市水利局"),
        ("泰州市", "320000", "泰州市"),
        ("市司法局", None, "市司法局"),
        ("国家税务总局", "000000", "国家税务总局"),
    ],
)
def test_placed(title: str, code: str | None, shown: str) -> None:
    """The region stands before a title that names no place, once."""
    assert placed(title, regions.region(code)) == shown
