"""Floating point numbers as text."""

EXACT = 10**15
"""Whole numbers below this are exact in floating point."""


def decimal(value: float) -> str:
    """A number as short as it can be written, whole ones without a fraction."""
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
