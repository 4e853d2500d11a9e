"""Typed readers of the portal's options."""

from datetime import timedelta
from pathlib import Path

from ckan.plugins import toolkit as tk

CONFIG_DIR = "ckanext.govopen.config_dir"
FILE_MEGABYTES = "ckanext.govopen.file_megabytes"
HARVEST_ACTIVITY = "ckanext.govopen.harvest_activity"
PREVIEW_ROWS = "ckanext.govopen.preview_rows"
COPIES_STORAGE = "ckanext.govopen.copies.storage"
STORAGE_PATH = "ckan.storage_path"
SLICE_SECONDS = "ckanext.govopen.slice_seconds"
LEASE_SECONDS = "ckanext.govopen.lease_seconds"
REMOVAL_SHARE = "ckanext.govopen.removal_share"
REMOVAL_LEAST = "ckanext.govopen.removal_least"
KEEP_RUNS = "ckanext.govopen.keep_runs_days"
KEEP_DETAILS = "ckanext.govopen.keep_details_days"
KEEP_TOMBSTONES = "ckanext.govopen.keep_tombstones_days"
KEEP_SEARCHES = "ckanext.govopen.keep_searches_days"
NOTIFY_MAIL = "ckanext.govopen.notify_mail"
NOTIFY_WEBHOOK = "ckanext.govopen.notify_webhook"
NOTIFY_SECRET = "ckanext.govopen.notify_secret"  # noqa: S105  (the name of an option)
NOTIFY_ON = "ckanext.govopen.notify_on"
CHECK_MEGABYTES = "ckanext.govopen.check_megabytes"
CHECK_PER_HOUR = "ckanext.govopen.check_per_hour"
SUGGEST_PER_MINUTE = "ckanext.govopen.suggest_per_minute"
TRUSTED_PROXIES = "ckanext.govopen.trusted_proxies"
MEGABYTE = 1_000_000


def config_dir() -> Path | None:
    """The operator's folder that is laid over the project's `config/`; None where there is none."""
    folder = tk.config[CONFIG_DIR]
    return Path(folder) if folder else None


def file_bytes() -> int:
    """The largest file that is fetched to be scored, in bytes."""
    return int(tk.config[FILE_MEGABYTES]) * MEGABYTE


def harvest_activity() -> bool:
    """Whether what runs store is told to the activity stream."""
    return bool(tk.config[HARVEST_ACTIVITY])


def preview_rows() -> int:
    """Rows that are kept of a file which only stays linked."""
    return int(tk.config[PREVIEW_ROWS])


def copies_storage() -> str | None:
    """Name of the configured storage that copies of files go to; None for the folder beside the uploads."""
    return tk.config[COPIES_STORAGE] or None


def copies_folder() -> Path | None:
    """The folder for copies where no storage is configured; None where uploads have none either."""
    folder = tk.config[STORAGE_PATH]
    return Path(folder).absolute() / "copies" if folder else None


def slice_seconds() -> int:
    """How long a worker stays with one run while others wait."""
    return int(tk.config[SLICE_SECONDS])


def lease_seconds() -> int:
    """How long a run belongs to a worker that gives no sign of life."""
    return int(tk.config[LEASE_SECONDS])


def removal_share() -> float:
    """The share of a portal's datasets that a run may remove unasked."""
    return int(tk.config[REMOVAL_SHARE]) / 100


def removal_least() -> int:
    """The number of datasets that a run may remove unasked, however small their portal is."""
    return int(tk.config[REMOVAL_LEAST])


def kept_runs() -> timedelta:
    """How long finished runs and the health of portals are kept."""
    return timedelta(days=int(tk.config[KEEP_RUNS]))


def kept_details() -> timedelta:
    """How long the issues and changes of runs are kept."""
    return timedelta(days=int(tk.config[KEEP_DETAILS]))


def kept_tombstones() -> timedelta:
    """How long the addresses of vanished datasets tell that they are gone."""
    return timedelta(days=int(tk.config[KEEP_TOMBSTONES]))


def kept_searches() -> timedelta:
    """How long is known what people searched for and opened."""
    return timedelta(days=int(tk.config[KEEP_SEARCHES]))


def notify_mail() -> list[str]:
    """Addresses that are told of runs."""
    return list(tk.config[NOTIFY_MAIL])


def notify_webhook() -> str:
    """The address that is told of runs; empty for none."""
    return str(tk.config[NOTIFY_WEBHOOK])


def notify_secret() -> str:
    """What the webhook's messages are signed with; empty for not at all."""
    return str(tk.config[NOTIFY_SECRET])


def notify_on() -> list[str]:
    """Events that are told."""
    return list(tk.config[NOTIFY_ON])


def check_bytes() -> int:
    """The largest file that is checked or repaired while somebody waits, in bytes."""
    return int(tk.config[CHECK_MEGABYTES]) * MEGABYTE


def check_per_hour() -> int:
    """How many files one user may have checked in an hour."""
    return int(tk.config[CHECK_PER_HOUR])


def trusted_proxies() -> tuple[str, ...]:
    """Addresses and networks of the reverse proxies whose word is taken for whom they were asked by."""
    return tuple(tk.config[TRUSTED_PROXIES])


def suggest_per_minute() -> int:
    """How many suggestions one user, or one address, may ask for in a minute."""
    return int(tk.config[SUGGEST_PER_MINUTE])
