"""Text that was decoded wrongly is proved by decoding it rightly, and nothing else is."""

import pytest

from ckanext.govopen.files.mojibake import repaired


@pytest.mark.parametrize(
    ("garbled", "once"),
    [
        ("区县名".encode().decode("gb18030", "replace"), ""),
        ("海淀街道".encode().decode("gb18030"), "海淀街道"),
        ("金坛区光明巷47号附1号".encode().decode("gb18030", "replace"), ""),
        ("海淀区,某街道".encode().decode("gb18030", "replace").replace("\ufffd", "?"), ""),
        ("区县".encode().decode("latin-1"), "区县"),
        ("名称锟斤拷", ""),
    ],
)
def test_garbled(garbled: str, once: str) -> None:
    """What it said comes back whole, or "" where bytes of it are lost."""
    assert repaired(garbled) == once


@pytest.mark.parametrize(
    "text", ["浏阳市", "濮阳市灞桥区？", "浔阳区第几小学?", "璧山\ufffd绛县", "café?", "12?", "已办\ufffd结"]
)
def test_sound(text: str) -> None:
    """Rare characters of names, question marks and single lost characters prove nothing."""
    assert repaired(text) is None
