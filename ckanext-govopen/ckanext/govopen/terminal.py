"""Reports as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unicodedata import category

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.labels import SEVERITIES

Translate = Callable[[str], str]
LIST = N_(", ")
GRADES = {"A": N_("excellent"), "B": N_("good"), "C": N_("fair"), "D": N_("low"), "E": N_("poor")}
HEADLINE = N_("{file}: {score} points, {grade}, {stars} of 5 stars")
FORMAT = N_("format {detected}, encoding {encoding}, {rows} rows × {columns} columns in the main table")
SAMPLED = N_("only a sample of the file was read")
NOTHING = N_("nothing to mend")
REMEDY = N_("how to mend: {help}")
REPAIRED = N_("{file}: {before} → {after} points, {count} cells changed")
ASKED = N_("not done without --accept {fix}: {title} ({points} points)")
WHAT_IF = N_("mend {rules}: {before} → {after}")
WIDTH = 24
"""Characters of a bar."""


def harmless(text: str) -> str:
    """A text from a file as one line: no name may colour or clear the terminal that shows it."""
    return "".join(" " if category(one) in {"Cc", "Zl", "Zp"} else one for one in text)


def lines(report: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    """A rendered report, headline first."""
    grade = f"{report['grade']} {translate(GRADES[report['grade']])}"
    yield translate(HEADLINE).format(file=report["file"], score=report["score"], grade=grade, stars=report["stars"])
    yield f"  {shape(report, translate)}"
    if report["sampled"]:
        yield f"  {translate(SAMPLED)}"
    for finding in report["findings"]:
        severity = translate(SEVERITIES[finding["severity"]])
        yield f"  {finding['points']:+.1f}  {finding['rule']} [{severity}] {finding['message']}{place(finding)}"
        yield f"         {translate(REMEDY).format(help=finding['help'])}"
    if not report["findings"]:
        yield f"  {translate(NOTHING)}"
    for option in report["what_if"][:1]:
        rules = translate(LIST).join(option["fixes"])
        yield "  " + translate(WHAT_IF).format(rules=rules, before=report["score"], after=option["score"])


def repair_lines(result: Mapping[str, Any], file: str, translate: Translate) -> Iterator[str]:
    """What a repair did and left undone, and the files that it wrote; `result` as of `scoring.repair.apply`."""
    from ckanext.govopen.scoring.report import filling

    before, after = (result["reports"][name]["score"] for name in ("before", "after"))
    yield translate(REPAIRED).format(file=file, before=before, after=after, count=result["change_count"])
    for one in result["applied"]:
        yield f"  {one['id']}  {translate(one['title'])} ({one['count']})"
    done = {*(one["id"] for one in result["applied"]), *(note["params"].get("fix") for note in result["notes"])}
    for one in result["offered"]:
        if one["kind"] == "ask" and one["id"] not in done:
            yield "  " + translate(ASKED).format(fix=one["id"], title=translate(one["title"]), points=f"{-one['points']:+.1f}")
    for note in result["notes"]:
        yield "  " + translate(note["message"]).format_map(filling(note["params"], translate))
    yield from (f"  → {one['name']}" for one in result["files"])


def shape(report: Mapping[str, Any], translate: Translate) -> str:
    """Format and size in one line."""
    main = report["tables"][0] if report["tables"] else {"rows": 0, "columns": 0}
    return translate(FORMAT).format(
        detected=report["format"]["detected"],
        encoding=report["format"]["encoding"] or "—",
        rows=main["rows"],
        columns=main["columns"],
    )


def place(finding: Mapping[str, Any]) -> str:
    """Where a finding lies, in brackets."""
    where = finding["where"]
    parts = [where["member"], where["sheet"], where["range"] or where["pointer"]]
    if where["line"] and not where["range"]:
        parts.append(f"{where['line']}:{where['column'] or 1}")
    if where["offset"] is not None:
        parts.append(f"@{where['offset']}")
    shown = " › ".join(part for part in parts if part)
    return f" ({shown})" if shown else ""


def bar(done: int, total: int | None) -> str:
    """How far something is, as a bar where the whole is known."""
    if not total:
        return str(done)
    full = min(WIDTH, done * WIDTH // total)
    return f"[{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}"
