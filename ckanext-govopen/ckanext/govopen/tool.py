"""`govopen`, the tool that needs no server: check files, read their tables, explain the rules, crawl a portal.

Heavy libraries are imported by the commands that need them, so that the tool starts in a fraction of a second.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ckanext.govopen.batch import now, reason, reports, why
from ckanext.govopen.national.text import N_, translation
from ckanext.govopen.paths import UnusableError, expanded, shown, usable
from ckanext.govopen.scoring.labels import SEVERITIES
from ckanext.govopen.terminal import LIST, harmless

from harvesters.cli import crawl_command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ckanext.govopen.national.dataset import Converted

    from harvesters.portal import Portal
    from harvesters.record import Record

NO_FILES = N_("There is no file in these folders.")
UNWRITABLE = N_("The page cannot be written: {reason}.")
NO_RESULT = N_("The results cannot be written: {reason}.")
NO_TABLE = N_("The file holds no table.")
NO_SHEET = N_("There is no such sheet; there are: {names}.")
NO_NUMBER = N_("There is no table of that number; there are {names}.")
FOLDERS = N_("{count} paths")
OVERWRITES = N_("The result would overwrite the file itself; choose another folder.")
NO_FORMAT = N_("There is no format {format}; there are: {known}.")
NO_RULE = N_("There is no rule {rule}.")


def language() -> str:
    """The language of all that is said: Chinese, or what GOVOPEN_LANG names."""
    return os.environ.get("GOVOPEN_LANG") or "zh_Hans_CN"


def translator() -> Callable[[str], str]:
    """From msgid to text."""
    return translation(language())


class Format(click.ParamType[str]):
    """The name of a file format."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it was given; fails with the names that there are."""
        from ckanext.govopen.files.detect import is_known, known_formats

        if not is_known(value):
            self.fail(translator()(NO_FORMAT).format(format=harmless(value), known=" ".join(known_formats())), param, ctx)
        return value


declared_option = click.option(
    "--declared", metavar="FORMAT", type=Format(), help="The format claimed for a file; without it its extension counts."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ckanext-govopen")
def main() -> None:
    """Say with evidence how machine-readable open data files are, and read portals."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


@main.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@declared_option
@click.option("--json", "as_json", is_flag=True, help="One report a line as JSON.")
@click.option("--fail-under", metavar="N", type=float, help="Exit with 1 when a score is below N.")
@click.option("--recursive", is_flag=True, help="Check the files in folders.")
@click.option(
    "--html", metavar="OUT", type=click.Path(path_type=Path, dir_okay=False), help="Write all reports into one web page."
)
def check(
    files: tuple[Path, ...], declared: str | None, as_json: bool, fail_under: float | None, recursive: bool, html: Path | None
) -> None:
    """Score files. Exits with 0, with 2 if a file could not be read, with 1 if a score is below --fail-under."""
    from ckanext.govopen.scoring import isolated

    isolated.start(quiet=True)
    _ = translator()
    unread = low = False
    kept: list[dict[str, Any]] = []
    paths = list(expanded(files, recursive=recursive))
    if not paths:
        click.echo(_(NO_FILES), err=True)
    for path, report in reports(paths, declared, language(), _):
        if report["error"] is not None:
            unread = True
            click.echo(f"{shown(path)}: {report['error']}", err=True)
        low = low or (fail_under is not None and report["score"] is not None and report["score"] < fail_under)
        kept += [report] if html else []
        print_report(report, _, as_json=as_json)
    if html:
        write_page(html, kept, files, _)
    sys.exit(2 if unread else 1 if low else 0)


def print_report(report: dict[str, Any], _: Callable[[str], str], *, as_json: bool) -> None:
    """One report on stdout, flushed."""
    from ckanext.govopen.terminal import lines

    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, allow_nan=False))
    elif report["error"] is None:
        click.echo("\n".join(map(harmless, lines(report, _))))
    sys.stdout.flush()


def write_page(target: Path, reports: list[dict[str, Any]], paths: Sequence[Path], _: Callable[[str], str]) -> None:
    """All reports as one web page; ends the tool with 2 where it cannot be written."""
    from ckanext.govopen.webpage import page

    named = shown(paths[0]) if len(paths) == 1 else _(FOLDERS).format(count=len(paths))
    tag = "en" if _(FOLDERS) == FOLDERS else "zh-Hans-CN"
    try:
        target.write_text(page(reports, _, folder=named, made=now(), language=tag), encoding="utf-8")
    except OSError as error:
        click.echo(f"{shown(target)}: {_(UNWRITABLE).format(reason=reason(error))}", err=True)
        sys.exit(2)


@main.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sheet", metavar="NAME", help="The sheet, or the member of an archive.")
@click.option(
    "--table", "number", metavar="N", type=click.IntRange(min=1), default=1, help="The N-th table; the main one is 1."
)
@declared_option
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="Write one CSV a file into DIR.")
def table(files: tuple[Path, ...], sheet: str | None, number: int, declared: str | None, out: Path | None) -> None:
    """Print the main (or named) table of files as clean UTF-8 CSV: the flattened header, then the data rows."""
    from ckanext.govopen.scoring import isolated

    isolated.start(quiet=True)
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
    from ckanext.govopen.scoring import isolated

    told = {"none": NO_TABLE, "sheet": NO_SHEET, "number": NO_NUMBER}
    arguments: dict[str, Any] = {"path": path, "declared": declared, "sheet": sheet, "number": number}
    try:
        with tempfile.TemporaryDirectory(prefix="govopen-") as folder:
            made = Path(folder) / "table.csv"
            refused = isolated.call("ckanext.govopen.scoring.examine:table", target=made, **arguments)
            if refused:
                kind = refused["kind"]
                raise UnusableError(_(told[kind]).format(names=_(LIST).join(refused["names"])))
            hand_out(made, path, out, _)
    except BrokenPipeError:
        raise  # the reader has seen enough; click ends the tool quietly
    except (isolated.BrokenOffError, OSError) as error:
        raise UnusableError(why(error, _)) from error


def hand_out(made: Path, path: Path, out: Path | None, _: Callable[[str], str]) -> None:
    """The CSV of a file to stdout or into a folder, never over the file itself; raises UnusableError."""
    if out is None:
        with made.open(encoding="utf-8", newline="") as file:
            shutil.copyfileobj(file, sys.stdout)
        sys.stdout.flush()
        return
    target = out / f"{path.stem}.csv"
    if target.exists() and target.samefile(path):
        raise UnusableError(_(OVERWRITES))
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, target)


@main.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="DIR", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where the results go."
)
@click.option("--accept", metavar="FIX", multiple=True, help="Apply a repair that has to be asked for; may be repeated.")
@click.option("--lossless", is_flag=True, help="Apply none of those, whatever --accept says.")
@declared_option
def repair(file: Path, out: Path, accept: tuple[str, ...], lossless: bool, declared: str | None) -> None:
    """Write a tidy CSV of a file, its description and its changes into DIR. Exits with 1 if a value would change."""
    from ckanext.govopen.scoring import isolated
    from ckanext.govopen.terminal import repair_lines

    _ = translator()
    arguments = {"declared": declared, "accept": accept, "lossless": lossless, "now": now()}
    try:
        path = usable(file, _)
        isolated.start(quiet=True)
        result = isolated.call("ckanext.govopen.scoring.repair:apply", path=path, out=out, **arguments)
    except isolated.ToldError as error:
        click.echo(f"{shown(file)}: {_(error.message).format_map(error.params)}", err=True)
        sys.exit(1 if error.kind == "RefusedError" else 2)
    except OSError as error:
        click.echo(f"{shown(out)}: {_(NO_RESULT).format(reason=reason(error))}", err=True)
        sys.exit(2)
    except (UnusableError, isolated.BrokenOffError) as error:
        click.echo(f"{shown(file)}: {why(error, _)}", err=True)
        sys.exit(2)
    click.echo("\n".join(map(harmless, repair_lines(result, shown(file), _))))


@main.command("rules")
@click.option("--json", "as_json", is_flag=True, help="The rules as one JSON array.")
@click.option("--markdown", "as_markdown", is_flag=True, help="The rule book in Markdown.")
def rule_book(as_json: bool, as_markdown: bool) -> None:
    """List the rules with their weight."""
    from ckanext.govopen.scoring.book import listed, markdown
    from ckanext.govopen.scoring.registry import ruleset

    _ = translator()
    if as_markdown:
        click.echo(markdown(_), nl=False)
        return
    rules = listed(_)
    if as_json:
        click.echo(json.dumps(rules, ensure_ascii=False, allow_nan=False))
        return
    for rule in rules:
        click.echo(f"{rule['code']}  {rule['title']}  ({rule['weight']:g} × {_(SEVERITIES[rule['severity']])})")
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


def masked(value: Any) -> Any:
    """Data without personal numbers."""
    from ckanext.govopen.national import personal

    return personal.masked(value)


main.add_command(crawl_command(convert, masked))
