"""A page with one heading, for the families whose pages are built by scripts in the browser."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.site import Profile


def page(profile: Profile, title: str, body: str = "") -> str:
    """A whole page of a portal; `body` is markup below the heading."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="UTF-8"/>\n'
        f"<title>{escape(title)}-{escape(profile.title)}</title>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n{body}\n"
        f'<div class="footer">主办：{escape(profile.publisher)}（模拟数据，仅作示例）</div>\n</body>\n</html>\n'
    )
