"""Check digits of the numbers that name bodies and persons in China (metadata.md §5.1).

Each function takes the number in canonical form (ASCII, upper case, no spaces) and says whether its check digit and
parts are right; none of them can say whether the number was ever given out.
"""

from datetime import date
from itertools import cycle

from ckanext.govopen.national import regions

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_uscc(number: str) -> bool:
    """统一社会信用代码, GB 32100-2015: 18 characters, the last one a check character modulo 31."""
    if len(number) != 18 or any(char not in USCC_ALPHABET for char in number):
        return False
    total = sum(USCC_ALPHABET.index(char) * weight for char, weight in zip(number, _USCC_WEIGHTS, strict=False))
    return USCC_ALPHABET[-total % 31] == number[17]


def is_id_number(number: str) -> bool:
    """公民身份号码, GB 11643-1999: check digit, a real date of birth and a known division, in force or retired."""
    if len(number) != 18 or not (number.isascii() and number[:17].isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    if "10X98765432"[total % 11] != number[17]:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return 1850 <= born.year <= 2100 and regions.region(number[:6]) is not None


def is_card_number(number: str) -> bool:
    """Bank card: 16 to 19 digits with a Luhn check digit (one random number in ten passes: ask for context too)."""
    if not 16 <= len(number) <= 19 or not (number.isascii() and number.isdigit()):
        return False
    doubled = (int(digit) * factor for digit, factor in zip(reversed(number), cycle((1, 2)), strict=False))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
