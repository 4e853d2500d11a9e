"""A score as a small picture for other sites: an SVG of its own, with no font, script or address in it."""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape, quoteattr

COLOURS = {"A": "#1d7a52", "B": "#476f22", "C": "#785b06", "D": "#964a11", "E": "#ad3430", None: "#5c6773"}
"""Ground of each grade, and of what is not scored: white text on them has a contrast of 4.5 and more."""
INK = "#1c2530"
SIZE = 12
ROOM = 7
"""Pixels beside a text."""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="22" role="img" aria-label={name}>'
    "<title>{title}</title>"
    '<clipPath id="r"><rect width="{width}" height="22" rx="4"/></clipPath>'
    '<g clip-path="url(#r)"><rect width="{left}" height="22" fill="{ink}"/>'
    '<rect x="{left}" width="{right}" height="22" fill="{colour}"/></g>'
    '<g fill="#fff" font-size="{size}" font-family="system-ui,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif">'
    '<text x="{room}" y="15.5" textLength="{label_width}">{label}</text>'
    '<text x="{value_x}" y="15.5" textLength="{value_width}" font-weight="600">{value}</text></g></svg>'
)


def badge(label: str, value: str, grade: str | None) -> str:
    """The picture: `label` on dark ground, `value` on the ground of its grade (`None`: not scored)."""
    label_width, value_width = measure(label), measure(value)
    left, right = label_width + 2 * ROOM, value_width + 2 * ROOM
    return SVG.format(
        width=left + right,
        left=left,
        right=right,
        ink=INK,
        colour=COLOURS[grade],
        size=SIZE,
        room=ROOM,
        label=escape(label),
        value=escape(value),
        label_width=label_width,
        value_width=value_width,
        value_x=left + ROOM,
        title=escape(f"{label} {value}"),
        name=quoteattr(f"{label} {value}"),
    )


def measure(text: str) -> int:
    """About how many pixels a text is wide: wide characters an em, others three fifths of it."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return round(SIZE * (wide + 0.6 * (len(text) - wide)))
