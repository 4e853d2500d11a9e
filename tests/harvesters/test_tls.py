"""Certificates are checked and encryption is modern, but for the portal whose YAML says otherwise."""

import ssl
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from harvesters.errors import FetchError
from harvesters.portal import Http
from harvesters.transport import _context, tls_context
from tests.harvesters.conftest import SELF_SIGNED


def outdated(context: ssl.SSLContext) -> None:
    """A server of 2008: TLS 1.0 with ciphers that nobody offers any more."""
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("AES128-SHA:@SECLEVEL=0")


@pytest.fixture
def ask(make_fetch: Any, reply: Any, tls_server: Any) -> Any:
    """Ask a TLS server for JSON: the answer, or the kind of the failure; how often it was asked."""

    def run(change: Any = lambda _: None, **http: Any) -> Any:
        server = tls_server(change)
        server.on("/x", reply("{}"))
        try:
            return make_fetch(server.url, **http).json("/x")
        except FetchError as error:
            return error

    return run


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Trust the server's certificate from the call on; certificates are read once a process, so they are forgotten here."""

    def run() -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
        _context.cache_clear()

    _context.cache_clear()
    yield run
    _context.cache_clear()


def test_a_certificate_that_nobody_signed(ask: Any) -> None:
    """It is refused at once, with the remedy; `verify: false` accepts it."""
    error = ask()
    assert (error.kind, error.fault, error.transient) == ("certificate", "network", False)
    assert "verify: false" in error.message
    assert ask(verify=False) == {}


def test_outdated_encryption(ask: Any) -> None:
    """It is refused at once, with the remedy; `legacy_tls: true` accepts it."""
    error = ask(outdated, verify=False)
    assert (error.kind, error.fault, error.transient) == ("tls", "network", False)
    assert "legacy_tls: true" in error.message
    assert ask(outdated, verify=False, legacy_tls=True) == {}


def test_outdated_encryption_needs_a_good_certificate(ask: Any, trust: Callable[[], None]) -> None:
    """One setting does not switch on the other: the certificate is checked as ever."""
    assert ask(outdated, legacy_tls=True).kind == "certificate"
    trust()
    assert ask(outdated, legacy_tls=True) == {}
    assert ask(outdated).kind == "tls"


def test_modern_servers_are_read_as_ever(ask: Any, trust: Callable[[], None]) -> None:
    """A portal that was renewed needs no change of its YAML."""
    trust()
    assert ask(legacy_tls=True) == ask() == {}


def test_what_the_settings_switch_on() -> None:
    """Servers without secure renegotiation and old protocols for one portal only; anonymous ciphers for none."""
    modern, legacy = tls_context(Http()), tls_context(Http(legacy_tls=True))
    assert (modern.options & 4, legacy.options & 4) == (0, 4)
    assert modern.minimum_version >= ssl.TLSVersion.TLSv1_2 > ssl.TLSVersion.TLSv1
    assert not [one["name"] for one in legacy.get_ciphers() if one["auth"] == "auth-null" or "NULL" in one["name"]]
    assert legacy.verify_mode == ssl.CERT_REQUIRED
    assert legacy.check_hostname
