"""The one error of this folder: a value that a person must correct, as a text to translate and its facts."""

from typing import Any


class CheckError(ValueError):
    """A value cannot be accepted: `msgid` (English, to be translated) with `{name}` placeholders for `params`."""

    def __init__(self, msgid: str, **params: Any) -> None:
        super().__init__(msgid.format_map(params))
        self.msgid = msgid
        self.params = params
