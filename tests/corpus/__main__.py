"""The corpus on the command line; see the package's docstring."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from .cases import Case, cases, clean_cases
from .defects import DEFECTS
from .judge import TABLES, Disagreement, Judge
from .seed import SEED


def main() -> int:
    """Judge and print; 1 if a rule asked for is below 0.95."""
    asked = argparse.ArgumentParser(prog="python -m tests.corpus")
    asked.add_argument("--seed", default=SEED)
    asked.add_argument("--rule", action="append", choices=[*sorted(DEFECTS), TABLES])
    asked.add_argument("--files", type=int, default=30, help="damaged files a rule")
    asked.add_argument("--clean", action="store_true", help="only clean files")
    asked.add_argument("--keep", type=Path, help="folder for the files, each with its truth as JSON")
    asked.add_argument("--show", type=int, default=5, help="disagreements printed a rule")
    options = asked.parse_args()
    rules = [] if options.clean else sorted(DEFECTS) if TABLES in (options.rule or [TABLES]) else options.rule
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(folder))
        for rule in rules:
            for number, case in enumerate(cases(rule, options.seed, options.files)):
                take(judge, case, number, options.keep)
        if not options.rule:
            for number, case in enumerate(clean_cases(options.seed)):
                take(judge, case, number, options.keep)
    return told(judge, options.rule or sorted(set(judge.tallies) | set(rules)), options.show, options.seed)


def take(judge: Judge, case: Case, number: int, keep: Path | None) -> None:
    """Judge one case and keep it where that is wanted."""
    report = judge.judge(case)
    if not case.expected and report["score"] < 95 and case.container not in {"xls", "html", "txt-utf16"}:
        sys.stdout.write(f"clean file below 95: {case.name} {report['score']}\n")
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        name = f"{number:04d}_{case.name}"
        (keep / name).write_bytes(case.data)
        truth = json.dumps([asdict(one) for one in case.expected], ensure_ascii=False, indent=1, default=sorted)
        (keep / f"{name}.truth.json").write_text(truth)


def told(judge: Judge, rules: list[str], show: int, seed: str) -> int:
    """Print tallies and the first disagreements of each rule and kind; 1 if a rule is below the line."""
    out = sys.stdout.write
    out(f"seed {seed}, {judge.files} files\n{judge.table(rules)}\n")
    for rule in rules:
        mine = [one for one in judge.disagreements if one.rule == rule]
        for one in spread(mine)[:show]:
            out(f"{one}\n")
    return int(bool(judge.weak(rules)))


def spread(found: list[Disagreement]) -> list[Disagreement]:
    """One of each kind and variant first."""
    seen: dict[tuple[str, ...], int] = {}
    keys = []
    for one in found:
        key = (one.what, one.expected.variant if one.expected else one.case.template)
        seen[key] = seen.get(key, 0) + 1
        keys.append(seen[key])
    return [one for _, one in sorted(zip(keys, found, strict=True), key=lambda pair: pair[0])]


if __name__ == "__main__":
    sys.exit(main())
