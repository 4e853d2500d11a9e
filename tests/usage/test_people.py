"""Who is a person, where they are, and how many several requests are."""

from ipaddress import IPv4Address
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ckanext.govopen.usage.people import MOST_OF_ONE, address, counted, is_person, networks, token

PROXIES = networks(("127.0.0.0/8", "::1", "10.0.0.5"))

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
        "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36 MicroMessenger/8.0.50",
        "Mozilla/5.0 (Linux; Android 10; CUBOT_X30) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36",
        "Lynx/2.9.0 libwww-FM/2.14",
    ],
)
def test_browsers(agent: str) -> None:
    """Browsers are people."""
    assert is_person({"User-Agent": agent}.get)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "Werkzeug/3.1.3",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116 Safari/537.36",
        "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
        "Mozilla/5.0 (Linux; Android 7.0;) AppleWebKit/537.36 (compatible; PetalBot;+https://webmaster.petalsearch.com)",
        "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36",
    ],
)
def test_programs(agent: str) -> None:
    """Robots, libraries and what names nothing are not."""
    assert not is_person({"User-Agent": agent}.get)


@pytest.mark.parametrize(
    "header",
    [{"DNT": "1"}, {"Sec-GPC": "1"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_unasked(header: dict[str, str]) -> None:
    """Who does not want to be counted is not, nor a page that is fetched before anybody wants it."""
    assert not is_person({"User-Agent": FIREFOX, **header}.get)


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("9.9.9.9", None, "9.9.9.9"),
        ("9.9.9.9", "198.51.100.1", "9.9.9.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.5", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 10.0.0.6, 10.0.0.5", "10.0.0.6"),
        ("192.168.0.7", "198.51.100.1", "192.168.0.7"),
        ("10.0.0.6", "198.51.100.1", "10.0.0.6"),
        ("10.0.0.5", "nonsense", "10.0.0.5"),
        ("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1, 127.0.0.1", "127.0.0.1"),
        ("::1", "198.51.100.1:4711", "198.51.100.1"),
        ("::ffff:127.0.0.1", "[2001:4860:1:2:3:4:5:6]:4711", "2001:4860:1:2::/64"),
        ("2001:4860:1:2:3:4:5:6", None, "2001:4860:1:2::/64"),
        ("::ffff:203.0.113.7", None, "203.0.113.7"),
        (None, None, ""),
    ],
)
def test_address(remote: str | None, forwarded: str | None, found: str) -> None:
    """A proxy is believed only where it is named, and so is whom it names; of IPv6 the connection counts."""
    assert address(remote, forwarded, PROXIES) == found


@given(st.lists(st.ip_addresses(v=4).filter(lambda one: one not in PROXIES[0])), st.ip_addresses(v=4), st.integers(0, 3))
def test_nobody_chooses_an_address(invented: list[IPv4Address], own: IPv4Address, proxies: int) -> None:
    """Whatever somebody sends along, through however many of our proxies: the address that the first of them saw counts."""
    assume(not any(own in network for network in PROXIES))
    said = [*map(str, invented), str(own), *["10.0.0.5"] * proxies]
    through = address("127.0.0.1", ", ".join(said), PROXIES)
    assert through == address(str(own), ", ".join(map(str, invented)), PROXIES) == str(own)


@pytest.mark.parametrize("entry", ["proxy.example", "10.0.0", "10.0.0.0/33", "10.0.0.5,10.0.0.6", ""])
def test_what_is_no_network(entry: str) -> None:
    """It is said, and never means everybody."""
    with pytest.raises(ValueError, match="does not appear"):
        networks((entry,))


def test_an_address_is_no_network() -> None:
    """With what follows the slash it would be believed that all of an intranet is the proxy."""
    with pytest.raises(ValueError, match="host bits"):
        networks(("10.0.0.5/8",))


def test_token() -> None:
    """A token is the same for the same parts, another for others, and says nothing without its key."""
    parts = list(product("ab", repeat=2))
    assert len({token(key, *pair) for key in (b"k", b"l") for pair in parts} | {token(b"k", "ab", "")}) == 9
    assert token(b"k", "a", "b") == token(b"k", "a", "b")


def test_nobody_is_five() -> None:
    """Browsers of one address count up to a limit, those of several addresses one by one."""
    assert counted(5, 1) == MOST_OF_ONE < 5
    assert counted(5, 2) == 5
    assert counted(1, 5) == 1
