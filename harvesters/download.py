"""One published file to disk: hashed while it is written, bounded in size and time, and never left half-written."""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple, overload
from urllib.parse import unquote, urlsplit

import httpx

from harvesters.client import CLOCK, PACE, Answer, Client, Request
from harvesters.errors import FetchError
from harvesters.pace import Clock, Turns
from harvesters.portal import Http
from harvesters.walls import SHORT, challenge, sign_in

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
    file_name: str | None
    """As the server says, else the last part of the address; never with a folder in it."""
    etag: str | None = None
    """Validator to give at the next download, as the server wrote it."""
    last_modified: str | None = None
    """As `etag`."""


class NotModified(NamedTuple):
    """The server says that the file is still the one whose validators were given."""

    etag: str | None
    """The newest validator: that of the answer, else the one given."""
    last_modified: str | None


@overload
def download(
    url: str,
    target: Path,
    *,
    http: Http,
    max_bytes: int,
    clock: Clock = CLOCK,
    pace: Turns = PACE,
    transport: httpx.BaseTransport | None = None,
) -> Download: ...


@overload
def download(
    url: str,
    target: Path,
    *,
    http: Http,
    max_bytes: int,
    etag: str | None,
    last_modified: str | None,
    clock: Clock = CLOCK,
    pace: Turns = PACE,
    transport: httpx.BaseTransport | None = None,
) -> Download | NotModified: ...


def download(
    url: str,
    target: Path,
    *,
    http: Http,
    max_bytes: int,
    etag: str | None = None,
    last_modified: str | None = None,
    clock: Clock = CLOCK,
    pace: Turns = PACE,
    transport: httpx.BaseTransport | None = None,
) -> Download | NotModified:
    """Fetch a file to `target`, following redirects to other hosts but never to a sign-in.

    With the validators of an earlier download the file is only fetched if it changed; else nothing lies at `target`.
    `allow_private` of `http` speaks of the host of `url`. Raises `FetchError`; then nothing lies at `target`. An empty
    file is a file.
    """
    client = Client(http, own=url, elsewhere=True, clock=clock, pace=pace, transport=transport)
    # What a server packs for the wire is unpacked; asking for nothing packed keeps the published bytes.
    headers = {"Accept-Encoding": "identity"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    part = target.with_name(target.name + ".part")
    try:
        answer, digest = client.repeat(lambda: _attempt(client, Request(url, headers=headers), part, max_bytes))
        known = _validator(answer, "ETag"), _validator(answer, "Last-Modified")
        if answer.status == httpx.codes.NOT_MODIFIED:
            return NotModified(known[0] or etag, known[1] or last_modified)
        _refuse(part, answer)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        client.close()
    return Download(answer.size, digest, _media_type(answer), int(httpx.codes.OK), _file_name(answer), *known)


def _validator(answer: Answer, name: str) -> str | None:
    """A validator that can be sent back as it is; an absurd one is none."""
    value = answer.headers.get(name, "").strip()
    return value if re.fullmatch(r"[ -~]{1,200}", value) else None


def _attempt(client: Client, request: Request, part: Path, max_bytes: int) -> tuple[Answer, str]:
    digest = hashlib.sha256()
    with part.open("wb") as file:

        def sink(piece: bytes) -> None:
            digest.update(piece)
            file.write(piece)

        answer = client.once(request, sink, max_bytes=max_bytes)
    return answer, digest.hexdigest()


def _refuse(part: Path, answer: Answer) -> None:
    """Raise where a short answer is a refusal, a sign-in or a wall instead of the file."""
    if answer.size > SHORT or "Content-Disposition" in answer.headers:
        return
    text = part.read_bytes().decode("utf-8", "replace")
    if answer.size <= _SHORT and (words := _REFUSED.search(text)):
        raise FetchError("refused", f"the portal answers {words[0]} instead of the file")
    if _media_type(answer) == "text/html" and (found := challenge(text) or sign_in(text)):
        raise found


def _media_type(answer: Answer) -> str | None:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower() or None


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
