"""html: the tables of a page, wherever a page is offered as data, and whether the page is an error or a sign-in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from ..limits import limits
from ..model import Problem, Sheet, Span
from ..reading import Reading, Source

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

names = {"html": "text/html"}
ERROR = re.compile(
    r"\b(404|403|400|401|500|502|503|504)\b|not found|forbidden|bad gateway|service unavailable|internal server error"
    r"|exception|whitelabel error|访问被拒绝|页面不存在|找不到|无法访问|系统繁忙|服务器错误|出错|错误|异常|维护"
    r"|已失效|已下线|拦截",
    re.IGNORECASE,
)
DEEPEST = 2000
# Elements that never have an end, or may go without, say nothing of depth.
TAGS = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|tbody|thead|tfoot|colgroup|col|dd|dt|option|optgroup|br|hr|img|input|meta|link|area|base|embed|param"
    r"|source|track|wbr|html|head|body|font|center|o:p)\b)[a-zA-Z]"
)
LOGIN = re.compile(r"登录|登陆|用户名|密码|验证码|统一身份认证|扫码|sign in|log ?in|password", re.IGNORECASE)


def read(source: Source) -> Reading:
    """All tables with at least two rows, or what the page says instead."""
    if source.text.stat().st_size > limits().html_bytes:
        return Reading(problems=(Problem("too_large", {"bytes": source.text.stat().st_size}),), sampled=True)
    page = page_of(source.text.read_text("utf-8", "replace"))
    if is_deep(page):
        return Reading(problems=(Problem("corrupt", {"reason": f"elements nested more than {DEEPEST} deep"}),))
    tree = LexborHTMLParser(page)
    sheets = [sheet for node in tree.css("table") if not node.css("table table") for sheet in table(node)]
    if sheets:
        return Reading(tuple(sheets))
    title = node.text(strip=True)[:80] if (node := tree.css_first("title")) else ""
    body = tree.body.text(separator=" ", strip=True)[:2000] if tree.body else ""
    if tree.css_first("input[type=password]") or (LOGIN.search(title) and not ERROR.search(title)):
        return Reading(problems=(Problem("login_page", {"title": title}),))
    if ERROR.search(title) or ERROR.search(body[:300]):
        return Reading(problems=(Problem("error_page", {"title": title or body[:60]}),))
    return Reading(problems=(Problem("web_page", {"title": title or body[:60]}),))


def is_deep(page: str) -> bool:
    """Whether elements are nested so deep that the parser, which looks at all open ones for each, would not end."""
    depth = 0
    for end in TAGS.findall(page):
        depth = max(0, depth - 1) if end else depth + 1
        if depth > DEEPEST:
            return True
    return False


def page_of(text: str) -> str:
    """The page itself: a web archive (MHTML, which Excel calls “single file web page”) wraps it like a mail."""
    if text.lstrip().startswith("<"):
        return text
    import email
    import email.policy

    message = email.message_from_string(text, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            raw = part.get_payload(decode=True)
            found = decoded(raw, part.get_content_charset()) if isinstance(raw, bytes) else ""
            if "<table" in found.lower():
                return found
    return text


def decoded(raw: bytes, charset: str | None) -> str:
    """A part of a web archive: strict UTF-8, else what it says, else GB18030."""
    for name in ("utf-8", "gb18030" if charset in (None, "gb2312", "gbk") else charset, "gb18030"):
        try:
            return raw.decode(str(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("gb18030", "replace")


def table(node: LexborNode) -> list[Sheet]:
    """One HTML table as a sheet, its spans as merged ranges."""
    import polars as pl

    rows: list[list[str | None]] = []
    spans: list[Span] = []
    taken: set[tuple[int, int]] = set()
    for number, line in enumerate(node.css("tr"), 1):
        row: list[str | None] = []
        for cell in line.css("td, th"):
            while (number, len(row)) in taken:
                row.append(None)
            wide, high = span(cell, "colspan"), span(cell, "rowspan")
            if wide > 1 or high > 1:
                spans.append(Span(number, len(row), number + high - 1, len(row) + wide - 1))
                taken.update((number + down, len(row) + right) for down in range(1, high) for right in range(wide))
            row += [cell.text(separator=" ", strip=True) or None, *[None] * (wide - 1)]
        rows.append(row[: limits().columns])
    width = max(map(len, rows), default=0)
    if len(rows) < 2 or width < 1:
        return []
    columns = {f"c{c}": [row[c] if c < len(row) else None for row in rows] for c in range(width)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("n", 1)
    return [Sheet(frame.lazy(), width, merges=tuple(sorted(spans)))]


def span(cell: LexborNode, name: str) -> int:
    """A cell's span, 1 where the page says nonsense."""
    value = cell.attributes.get(name) or "1"
    return min(int(value), 200) if value.isdecimal() and int(value) else 1
