"""Tells the seed of the corpus at the end of every run."""

import pytest

from tests.corpus.seed import SEED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """GOVOPEN_SEED makes the same corpus again."""
    terminalreporter.write_line(f"corpus of GOVOPEN_SEED={SEED}")
