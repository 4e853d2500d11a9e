"""Typed readers of the portal's options."""

from pathlib import Path

from ckan.plugins import toolkit as tk

CONFIG_DIR = "ckanext.govopen.config_dir"
FILE_MEGABYTES = "ckanext.govopen.file_megabytes"
PREVIEW_ROWS = "ckanext.govopen.preview_rows"
MEGABYTE = 1_000_000


def config_dir() -> Path | None:
    """The operator's folder that is laid over the project's `config/`; None where there is none."""
    folder = tk.config[CONFIG_DIR]
    return Path(folder) if folder else None


def file_bytes() -> int:
    """The largest file that is fetched to be scored, in bytes."""
    return int(tk.config[FILE_MEGABYTES]) * MEGABYTE


def preview_rows() -> int:
    """Rows that are kept of a file which only stays linked."""
    return int(tk.config[PREVIEW_ROWS])
