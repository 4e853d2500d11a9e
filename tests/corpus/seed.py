"""The seed of this run: the corpus is another one every time, and any of them can be made again."""

import os
import secrets

SEED = os.environ.get("GOVOPEN_SEED") or secrets.token_hex(4)
