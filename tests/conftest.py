"""What all tests have in common: the settings of property tests, and an environment that some need."""

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code. A test asks the same examples until it changes, so
# that a run that passed passes again; `--hypothesis-profile=explore` asks others.
settings.register_profile("explore", deadline=None)
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names a proxy, which nobody runs."""
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
