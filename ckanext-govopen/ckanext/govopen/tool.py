"""`govopen`, the tool that needs no server: check files, read their tables, explain the rules, crawl a portal.

Heavy libraries are imported by the commands that need them, so that the tool starts in a fraction of a second.
"""

from __future__ import annotations

import csv
import datetime as dt
import gettext
import json
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from ckanext.govopen.national import personal
from ckanext.govopen.national.text import N_

from harvesters.cli import crawl_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ckanext.govopen.national.dataset import Converted

    from harvesters.portal import Portal
    from harvesters.record import Record

I18N = Path(__file__).parent / "i18n"
DOMAIN = "ckanext-govopen"
MISSING = N_("There is no such file.")
FOLDER = N_("This is a folder; add --recursive to check the files in it.")
SPECIAL = N_("This is a pipe, a device or a socket, not a file.")
UNREADABLE = N_("The file cannot be read: {reason}.")
NO_TABLE = N_("The file holds no table.")
NO_SHEET = N_("There is no such sheet; there are: {names}.")
NO_NUMBER = N_("There is no table of that number; there are {names}.")
OVERWRITES = N_("The result would overwrite the file itself; choose another folder.")
NO_RULE = N_("There is no rule {rule}.")


class UnusableError(Exception):
    """A path that cannot be checked, with the reason for people."""


def translator() -> Callable[[str], str]:
    """From msgid to text: Chinese, or what GOVOPEN_LANG names; English where there is no catalogue."""
    language = os.environ.get("GOVOPEN_LANG") or "zh_Hans_CN"
    return gettext.translation(DOMAIN, I18N, [language], fallback=True).gettext


def now() -> str:
    """The time of a check, to the second, with its zone."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def shown(path: Path) -> str:
    """A path as text that can be printed, whatever bytes its name has."""
    return str(path).encode("utf-8", "replace").decode()


def usable(path: Path, _: Callable[[str], str]) -> Path:
    """The path of a regular file; raises UnusableError."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise UnusableError(_(MISSING)) from error
    if stat.S_ISDIR(mode):
        raise UnusableError(_(FOLDER))
    if not stat.S_ISREG(mode):
        raise UnusableError(_(SPECIAL))
    return path


def expanded(paths: Sequence[Path], *, recursive: bool) -> Iterator[Path]:
    """The files to check: folders are walked in the order of names."""
    for path in paths:
        if recursive and path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file())
        else:
            yield path


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Say with evidence how machine-readable open data files are, and read portals."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


@main.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--declared", metavar="FORMAT", help="The format claimed for the files; without it their extension counts.")
@click.option("--json", "as_json", is_flag=True, help="One report a line as JSON.")
@click.option("--fail-under", metavar="N", type=float, help="Exit with 1 when a score is below N.")
@click.option("--recursive", is_flag=True, help="Check the files in folders.")
def check(files: tuple[Path, ...], declared: str | None, as_json: bool, fail_under: float | None, recursive: bool) -> None:
    """Score files. Exits with 0, with 2 if a file could not be read, with 1 if a score is below --fail-under."""
    from ckanext.govopen.scoring.registry import ruleset
    from ckanext.govopen.scoring.report import unreadable

    _ = translator()
    unread = low = False
    for path in expanded(files, recursive=recursive):
        try:
            report = checked(usable(path, _), declared, _)
        except UnusableError as error:
            report = unreadable(shown(path), str(error), ruleset=ruleset(), now=now())
            unread = True
            click.echo(f"{shown(path)}: {error}", err=True)
        low = low or (fail_under is not None and report["score"] is not None and report["score"] < fail_under)
        print_report(report, _, as_json=as_json)
    sys.exit(2 if unread else 1 if low else 0)


def checked(path: Path, declared: str | None, _: Callable[[str], str]) -> dict[str, Any]:
    """The rendered report of one file; raises UnusableError."""
    from ckanext.govopen.scoring.check import check_file
    from ckanext.govopen.scoring.report import render

    try:
        report = check_file(path, declared=declared, now=now())
    except Exception as error:  # whatever goes wrong, the next file is checked and nobody sees a traceback
        raise UnusableError(_(UNREADABLE).format(reason=reason(error))) from error
    return {**render(report, _), "file": shown(path)}


def reason(error: Exception) -> str:
    """An error in a few words."""
    return error.strerror or str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"[:200]


def print_report(report: dict[str, Any], _: Callable[[str], str], *, as_json: bool) -> None:
    """One report on stdout, flushed."""
    from ckanext.govopen.terminal import lines

    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, allow_nan=False))
    elif report["error"] is None:
        click.echo("\n".join(lines(report, _)))
    sys.stdout.flush()


@main.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sheet", metavar="NAME", help="The sheet, or the member of an archive.")
@click.option(
    "--table", "number", metavar="N", type=click.IntRange(min=1), default=1, help="The N-th table; the main one is 1."
)
@click.option("--declared", metavar="FORMAT", help="The format claimed for the files; without it their extension counts.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="Write one CSV a file into DIR.")
def table(files: tuple[Path, ...], sheet: str | None, number: int, declared: str | None, out: Path | None) -> None:
    """Print the main (or named) table of files as clean UTF-8 CSV: the flattened header, then the data rows."""
    _ = translator()
    failed = False
    for path in files:
        try:
            write_table(usable(path, _), sheet, number, declared, out, _)
        except UnusableError as error:
            failed = True
            click.echo(f"{shown(path)}: {error}", err=True)
    sys.exit(2 if failed else 0)


def write_table(
    path: Path, sheet: str | None, number: int, declared: str | None, out: Path | None, _: Callable[[str], str]
) -> None:
    """One table on stdout or into a folder; raises UnusableError."""
    from ckanext.govopen.files.tables import NoTableError, open_table

    told = {"none": NO_TABLE, "sheet": NO_SHEET, "number": NO_NUMBER}
    try:
        with open_table(path, declared=declared, sheet=sheet, number=number) as opened:
            header = [field.name for field in opened.table.fields]
            named = opened.table.pointers or opened.table.layout.header_rows
            if out is None:
                write_rows(sys.stdout, header if named else None, opened.rows())
                return
            target = out / f"{path.stem}.csv"
            if target.exists() and target.samefile(path):
                raise UnusableError(_(OVERWRITES))
            out.mkdir(parents=True, exist_ok=True)
            with target.open("w", encoding="utf-8", newline="") as file:
                write_rows(file, header if named else None, opened.rows())
    except NoTableError as error:
        raise UnusableError(_(told[error.kind]).format(names="、".join(error.names))) from error
    except BrokenPipeError:
        raise  # the reader has seen enough; click ends the tool quietly
    except OSError as error:
        raise UnusableError(_(UNREADABLE).format(reason=reason(error))) from error


def write_rows(file: IO[str], header: list[str] | None, rows: Iterator[list[str | None]]) -> None:
    """Header, if there is one, and rows as CSV."""
    writer = csv.writer(file, lineterminator="\n")
    if header is not None:
        writer.writerow(header)
    writer.writerows(rows)
    file.flush()


@main.command("rules")
@click.option("--json", "as_json", is_flag=True, help="The rules as one JSON array.")
@click.option("--markdown", "as_markdown", is_flag=True, help="The rule book in Markdown, in English.")
def rule_book(as_json: bool, as_markdown: bool) -> None:
    """List the rules with their weight."""
    from ckanext.govopen.scoring.book import markdown
    from ckanext.govopen.scoring.registry import rules_list, ruleset

    _ = translator()
    if as_markdown:
        click.echo(markdown(), nl=False)
        return
    rules = [{**rule, **{key: _(rule[key]) for key in ("title", "message", "help")}} for rule in rules_list()]
    if as_json:
        click.echo(json.dumps(rules, ensure_ascii=False, allow_nan=False))
        return
    for rule in rules:
        click.echo(f"{rule['code']}  {rule['title']}  ({rule['weight']:g} × {rule['severity']})")
    click.echo(ruleset())


@main.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain one rule: what it means, what it says, how to mend the defect."""
    from ckanext.govopen.scoring import book

    _ = translator()
    found = book.find(rule)
    if found is None:
        click.echo(_(NO_RULE).format(rule=rule), err=True)
        sys.exit(2)
    click.echo(book.explain(found, _))


def convert(record: Record, portal: Portal) -> Converted:
    """A record in national terms; what `crawl --national` prints."""
    from ckanext.govopen.national.dataset import from_record

    return from_record(record, portal)


main.add_command(crawl_command(convert, personal.masked))
