"""One published file to disk: hashed while it is written, bounded in size and time, and never left half-written."""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import httpx

from harvesters.client import CLOCK, PACE, Answer, Client, Request
from harvesters.errors import FetchError
from harvesters.pace import Clock, Pace
from harvesters.portal import Http

_REFUSED = re.compile(r"无权限|未登录|请(?:先)?登录|没有权限")
_SHORT = 2_000
"""Bytes up to which a file is looked at for a refusal in words (platforms.md F1: 无权限下载)."""


class Download(NamedTuple):
    """A file that now lies at its target."""

    bytes: int
    sha256: str
    media_type: str | None
    """As the server says, without parameters."""
    status: int
    final_url: str
    file_name: str | None
    """As the server says, else the last part of the address; never with a folder in it."""


def download(
    url: str,
    target: Path,
    *,
    http: Http,
    max_bytes: int,
    clock: Clock = CLOCK,
    pace: Pace = PACE,
    transport: httpx.BaseTransport | None = None,
) -> Download:
    """Fetch a file to `target`, following redirects to other hosts but never to a sign-in.

    Raises `FetchError`; then nothing lies at `target`. An empty file is a file.
    """
    client = Client(http, elsewhere=True, clock=clock, pace=pace, transport=transport)
    part = target.with_name(target.name + ".part")
    try:
        answer, digest = client.repeat(lambda: _attempt(client, url, part, max_bytes))
        _refuse(part, answer)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        client.close()
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower() or None
    return Download(answer.size, digest, media_type, int(httpx.codes.OK), answer.url, _file_name(answer))


def _attempt(client: Client, url: str, part: Path, max_bytes: int) -> tuple[Answer, str]:
    digest = hashlib.sha256()
    with part.open("wb") as file:

        def sink(piece: bytes) -> None:
            digest.update(piece)
            file.write(piece)

        # What a server packs for the wire is unpacked; asking for nothing packed keeps the published bytes.
        answer = client.once(Request(url, headers={"Accept-Encoding": "identity"}), sink, max_bytes=max_bytes)
    return answer, digest.hexdigest()


def _refuse(part: Path, answer: Answer) -> None:
    if answer.size > _SHORT or "Content-Disposition" in answer.headers:
        return
    words = _REFUSED.search(part.read_bytes().decode("utf-8", "replace"))
    if words:
        raise FetchError("refused", f"the portal answers {words[0]} instead of the file")


def _file_name(answer: Answer) -> str | None:
    """Name from Content-Disposition (RFC 6266, percent-encoded, or raw UTF-8 or GBK bytes), else from the address."""
    header = _header_text(answer.headers)
    if match := re.search(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;\s]+)", header, re.IGNORECASE):
        charset = "gb18030" if match[1].lower() in ("gbk", "gb2312", "gb18030") else "utf-8"
        name = unquote(match[2], charset, "replace")
    elif match := re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;]+))', header, re.IGNORECASE):
        name = unquote((match[1] or match[2] or "").strip(), "utf-8", "replace")
    else:
        name = unquote(urlsplit(answer.url).path, "utf-8", "replace")
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(letter for letter in name if letter.isprintable()).strip().strip(".")
    return name.encode("utf-8", "ignore")[-200:].decode("utf-8", "ignore") or None


def _header_text(headers: httpx.Headers) -> str:
    for name, value in headers.raw:
        if name.lower() == b"content-disposition":
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                return value.decode("gb18030", "replace")
    return ""
