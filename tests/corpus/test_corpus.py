"""The rules against the corpus: precision and recall, findings and cells, clean files, and laws of the score."""

import csv
import io
import random
from pathlib import Path

import openpyxl
import pytest

from ckanext.govopen.scoring.check import check_file
from ckanext.govopen.scoring.registry import rules

from .cases import Case, cases, clean_cases
from .containers import CONTAINERS
from .containers.base import letters
from .defects import DEFECTS, Defect
from .judge import TABLES, Judge
from .seed import SEED
from .sheet import Sheet
from .templates import clean, kinds, templates

FILES = 40
"""Damaged files a rule."""
NEEDS_MORE = {"M01", "C01"}
"""Rules that look at metadata or at other files, never at one file alone."""
INHERENT_LOSS = {"xls", "txt-utf16", "html"}
"""Containers that lose more than five points by themselves."""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """The whole corpus, judged once."""
    judge = Judge(tmp_path_factory.mktemp("corpus"))
    for rule in sorted(DEFECTS):
        for case in cases(rule, SEED, FILES):
            judge.judge(case)
    return judge


@pytest.fixture(scope="module")
def clean_files(judged: Judge) -> tuple[list[str], list[tuple[str, float]]]:
    """What is said of clean files, which count for the precision of every rule too; and those below 95 points."""
    before, low = len(judged.disagreements), []
    for case in clean_cases(SEED):
        score = judged.judge(case)["score"]
        if score < 95 and case.container not in INHERENT_LOSS:
            low.append((case.name, score))
    return [str(one) for one in judged.disagreements[before:]], low


def test_every_rule_is_judged() -> None:
    """No rule of the book goes without defects of its own."""
    assert set(rules()) - NEEDS_MORE == set(DEFECTS)


@pytest.mark.parametrize("rule", sorted(DEFECTS))
def test_rule_is_right(judged: Judge, clean_files: object, rule: str) -> None:
    """The rule finds what is there and nothing else, and points at the right cells."""
    told = "\n".join(map(str, [one for one in judged.disagreements if one.rule == rule][:6]))
    again = f"python -m tests.corpus --seed {SEED} --rule {rule} --files {FILES}"
    assert judged.weak([rule]) == [], f"{again}\n{judged.table([rule])}\n{told}"


def test_clean_files_are_clean(clean_files: tuple[list[str], list[tuple[str, float]]]) -> None:
    """Clean files of every template and format have the findings of their format only, and 95 points in an open one."""
    assert clean_files == ([], []), f"python -m tests.corpus --seed {SEED} --clean"


def test_tables_are_understood(judged: Judge, clean_files: object) -> None:
    """Rows of each kind, names, units and types are right in at least 19 of 20 tables, whatever is wrong with them."""
    told = "\n".join(map(str, [one for one in judged.disagreements if one.rule == TABLES][:6]))
    assert judged.weak([TABLES]) == [], f"python -m tests.corpus --seed {SEED} --rule {TABLES}\n{told}"


ADDED = [
    defect
    for rule, defects in DEFECTS.items()
    for defect in defects
    if rule[0] in "DEHPTV" and isinstance(defect, Defect) and not defect.alone
]
"""Defects that others may join."""


def scored(folder: Path, sheet: Sheet, container: str) -> float:
    """The score of a sheet as it is now."""
    path = folder / f"file.{CONTAINERS[container].ending}"
    path.write_bytes(CONTAINERS[container].write(sheet, random.Random(1)).data)
    return float(check_file(path, now="now")["score"])


@pytest.mark.parametrize("container", ["csv", "xlsx", "ods", "csv-gb18030"])
def test_another_defect_never_raises_the_score(tmp_path: Path, container: str) -> None:
    """A chain of defects in one table: each makes the score lower or leaves it, never higher."""
    for turn in range(6):
        dice = random.Random(f"{SEED}/chain/{container}/{turn}")
        title = dice.choice(sorted(templates()))
        sheet = clean(title, dice, 12)
        last, chain = 100.0, []
        for defect in dice.sample(ADDED, 12):
            if container not in defect.containers or (defect.needs and not defect.needs & kinds(title)):
                continue
            planted = defect.plant(sheet, dice)
            if planted and not planted.wreck:
                chain.append(f"{defect.rule}.{defect.name}")
                score = scored(tmp_path, sheet, container)
                assert score <= last, f"seed {SEED}: {title} in {container} rose from {last} to {score} by {chain}"
                last = score


def test_same_bytes_same_report(tmp_path: Path) -> None:
    """Two checks of the same bytes differ in nothing but the name of the file."""
    for rule in sorted(DEFECTS):
        case = next(cases(rule, SEED, 1))
        ending = case.name.rpartition(".")[2]
        paths = [tmp_path / f"{name}.{ending}" for name in ("a", "b")]
        for path in paths:
            path.write_bytes(case.data)
        one, other = ({**check_file(path, now="now"), "file": ""} for path in paths)
        assert one == other, f"seed {SEED}: {case.name}"


@pytest.mark.parametrize("rule", ["V01", "V02", "V03", "V05", "V06", "V08", "T08"])
def test_truth_points_at_the_damage(tmp_path: Path, rule: str) -> None:
    """Read by other programs, the places of the truth hold something else than the clean values."""
    for case in cases(rule, SEED, 30):
        cells = read_back(case, tmp_path)
        for one in case.expected if cells else []:
            assert {at for at, clean in one.clean.items() if cells.get(at) == clean} == set(), f"seed {SEED}: {case.name}"
            assert one.cells <= set(cells) | {at for at in one.cells if one.rule == "T08"}


def read_back(case: Case, folder: Path) -> dict[str, str]:
    """The texts of a file by A1 reference, as the csv module and openpyxl see it; nothing for other formats."""
    if case.container == "csv":
        rows: list[list[object]] = [*csv.reader(io.StringIO(case.data.decode()))]
    elif case.container == "xlsx":
        (folder / "book.xlsx").write_bytes(case.data)
        rows = [list(row) for row in openpyxl.load_workbook(folder / "book.xlsx")["Sheet1"].iter_rows(values_only=True)]
    else:
        return {}
    return {
        f"{letters(c)}{r}": str(cell) for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1) if cell is not None
    }


def test_same_seed_same_corpus() -> None:
    """The corpus depends on its seed alone."""
    for rule in ("V06", "T01", "F04", "J01"):
        one, other = ([case.data for case in cases(rule, SEED, 4)] for _ in range(2))
        assert one == other
