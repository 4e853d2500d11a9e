"""Check digits: published specimens pass, one changed digit fails."""

import pytest

from ckanext.govopen.national import identifiers


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (identifiers.is_uscc, "91350100M000100Y43"),
        (identifiers.is_id_number, "11010519491231002X"),
        (identifiers.is_card_number, "6222021234567890128"),
    ],
)
def test_specimens(check, number: str) -> None:
    """A specimen passes; with any one digit changed, or cut short, it does not."""
    assert check(number)
    assert not check(number[:-2])
    for at, char in enumerate(number):
        if char.isdigit():
            assert not check(number[:at] + str((int(char) + 1) % 10) + number[at + 1 :])


@pytest.mark.parametrize("number", ["110105194913310025", "990105194912310026", "1101051949123100２X", "", "X" * 18])
def test_no_identity_number(number: str) -> None:
    """A day that does not exist, an unknown division or other characters are no identity number."""
    assert not identifiers.is_id_number(number)
