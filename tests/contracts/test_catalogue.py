"""The Chinese of the pages is whole, and what is compiled is what is written."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_message_has_its_chinese_and_the_files_are_fresh() -> None:
    """`scripts/i18n --check` finds no message without Chinese, none in doubt, and no stale file."""
    done = subprocess.run([sys.executable, "scripts/i18n", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr
