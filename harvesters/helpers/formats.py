"""Names of formats as portals write them, lower-case (platforms.md §4.1)."""

WORDS = {"接口": "api", "链接": "link", "其他": "file", "其它": "file", "文件": "file", "库表": "file"}
"""Words for a format that are no file type."""


def format_name(word: str | None) -> str | None:
    """A format's lower-case name: `.XLS` is `xls`, 接口 is `api`; a bare code number is none."""
    if not word or word.isdigit():
        return None
    return WORDS.get(word, word.lower().lstrip(".")) or None


def suffix(name: str | None) -> str | None:
    """The format that a file name claims by its ending."""
    stem, dot, ending = (name or "").rpartition(".")
    return ending.lower() if stem and dot and ending.isalnum() and ending.isascii() and len(ending) <= 7 else None
