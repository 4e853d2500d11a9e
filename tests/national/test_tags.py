"""Tags: split and cleaned until CKAN takes them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import tags


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (
            ["国土资源、能源\r\n\t信息传输、软件和信息技术服务业"],
            ["国土资源", "能源", "信息传输", "软件和信息技术服务业"],
        ),
        (["人口，户籍；年龄|性别"], ["人口", "户籍", "年龄", "性别"]),
        (["空气（质量）"], ["空气 质量"]),
        (["局", "的", ""], []),
        (["人口", "人口"], ["人口"]),
        (["ＧＤＰ"], ["GDP"]),
        (["x" * 120], ["x" * 100]),
    ],
)
def test_split(labels: list[str], found: list[str]) -> None:
    """Separators part tags, refused characters become spaces, single characters are no tags."""
    assert tags.split(labels) == found


@given(st.lists(st.text()))
def test_ckan_takes_every_tag(labels: list[str]) -> None:
    """Of any text come tags that pass CKAN's validators, each once, and stay themselves when split again."""
    found = tags.split(labels)
    assert all(2 <= len(tag) <= 100 and re.fullmatch(r"[\w \-.]*", tag) for tag in found)
    assert len(found) == len(set(found))
    assert tags.split(found) == found
