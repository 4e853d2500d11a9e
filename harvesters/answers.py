"""What an answer says of itself: how it is packed, how long it asks to wait, and why there is none."""

import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from harvesters.errors import FetchError
from harvesters.helpers.dates import LOCAL

MOST_WAIT = 120.0
"""Seconds that Retry-After can make us wait."""

_NO_COMMON_TLS = re.compile(
    r"HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|LEGACY_RENEGOTIATION|NO_CIPHERS|NO_PROTOCOLS|NO_SHARED_CIPHER|"
    r"KEY_TOO_SMALL|MD_TOO_WEAK|WRONG_SIGNATURE_TYPE|WRONG_SSL_VERSION|INSUFFICIENT_SECURITY"
)


def decoded(response: httpx.Response, max_bytes: int) -> Iterator[bytes]:
    """The body without its gzip, never unpacking more than one byte beyond the limit (gzip bombs)."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("broken", f"the answer is packed as {encoding}")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    left = max_bytes + 1
    try:
        for piece in response.iter_raw():
            unpacked = unpacker.decompress(piece, left)
            left -= len(unpacked)
            yield unpacked
            if left <= 0:
                return
    except zlib.error as error:
        raise FetchError("broken", f"the answer cannot be unpacked: {error}") from error
    if not unpacker.eof:
        raise FetchError("broken", "the packed answer is cut")


def network_error(error: httpx.HTTPError) -> FetchError:
    """Why there is no answer."""
    text = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return FetchError("certificate", f"{text}; where it cannot be mended, say http: {{verify: false}}")
    if _NO_COMMON_TLS.search(text):
        return FetchError("tls", f"{text}; where it cannot be mended, say http: {{legacy_tls: true}}")
    if isinstance(error, httpx.RemoteProtocolError):
        return FetchError("broken", f"the answer is cut or no HTTP: {text}")
    return FetchError("unreachable", text)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After, given as seconds or as a date; never more than `MOST_WAIT`."""
    if not value:
        return None
    try:
        if value.strip().isdigit():
            seconds = float(value)
        else:
            seconds = (parsedate_to_datetime(value).astimezone(LOCAL) - now).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), MOST_WAIT)
