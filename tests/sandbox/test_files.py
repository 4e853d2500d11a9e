"""Generated files are what their recipe says, byte for byte the same, and broken exactly as the truth tells."""

import csv
import io
import re

import openpyxl
import orjson
import pytest
import xlrd
from lxml import etree

from sandbox.files import build, truth
from sandbox.files.bodies import BODIES
from sandbox.files.defects import DEFECTS, ID_SPECIMENS
from sandbox.files.recipes import Recipe, load_recipes
from sandbox.site import Site
from sandbox.table import Table
from tests.sandbox.client import CONFIG, Client

RECIPES = load_recipes(CONFIG / "data" / "recipes.yml")


@pytest.fixture(scope="module")
def table(shared: Client) -> Table:
    """The rows of a generated dataset."""
    site = shared.hub.sites[1]
    entry = next(entry for entry in site.catalogue.listing() if entry.files)
    found = site.catalogue.table(entry.id)
    assert found
    return found


def by_body(body: str) -> list[Recipe]:
    """The recipes that write a body."""
    return [recipe for recipe in RECIPES.values() if recipe.body == body]


def text_rows(content: bytes, recipe: Recipe, delimiter: str = ",") -> list[list[str]]:
    """The cells of a delimited file, read in the encoding that it claims."""
    encoding = {"mojibake": "utf-8"}.get(recipe.encoding, recipe.encoding)
    return list(csv.reader(io.StringIO(content.decode(encoding)), delimiter=delimiter))


@pytest.mark.parametrize("name", RECIPES)
def test_bytes_are_repeatable(name: str, table: Table) -> None:
    """The same table and recipe give the same bytes."""
    assert build(table, RECIPES[name]) == build(table, RECIPES[name])


def test_every_defect_is_in_use() -> None:
    """No defect and no body is dead."""
    assert {name for recipe in RECIPES.values() for name in recipe.defects} == set(DEFECTS)
    assert {recipe.body for recipe in RECIPES.values()} == set(BODIES)


def test_a_third_is_clean() -> None:
    """About 35 of 100 first files have no defect."""
    weight = sum(recipe.weight for recipe in RECIPES.values())
    assert sum(recipe.weight for recipe in RECIPES.values() if recipe.clean) / weight == pytest.approx(0.35, abs=0.03)


@pytest.mark.parametrize("recipe", [*by_body("csv"), *by_body("tsv")], ids=lambda recipe: recipe.name)
def test_delimited_files_parse(recipe: Recipe, table: Table) -> None:
    """Every row has the header's width, and without defects the cells are the table's."""
    content = build(table, recipe)
    read = text_rows(content, recipe, "\t" if recipe.body == "tsv" else ",")
    assert len({len(row) for row in read}) == 1
    assert content.startswith(b"\xef\xbb\xbf") == (recipe.encoding == "utf-8-sig")
    if recipe.clean:
        assert read[0] == [item.heading for item in table.items]
        assert len(read) == len(table.rows) + 1


@pytest.mark.parametrize("recipe", by_body("xlsx"), ids=lambda recipe: recipe.name)
def test_xlsx_parses(recipe: Recipe, table: Table) -> None:
    """A workbook of one sheet, with merged ranges exactly where the truth says T01."""
    sheet = openpyxl.load_workbook(io.BytesIO(build(table, recipe))).active
    assert bool(sheet.merged_cells.ranges) == ("T01" in recipe.rules())
    assert sheet.max_column == len(table.items)
    if recipe.clean:
        assert [cell.value for cell in sheet[1]] == [item.heading for item in table.items]
        assert sheet.max_row == len(table.rows) + 1


@pytest.mark.parametrize("recipe", by_body("xls"), ids=lambda recipe: recipe.name)
def test_xls_parses(recipe: Recipe, table: Table) -> None:
    """A BIFF workbook of one sheet, with merged ranges exactly where the truth says T01."""
    sheet = xlrd.open_workbook(file_contents=build(table, recipe), formatting_info=True).sheet_by_index(0)
    assert bool(sheet.merged_cells) == ("T01" in recipe.rules())
    if recipe.clean:
        assert sheet.row_values(0) == [item.heading for item in table.items]
        assert sheet.nrows == len(table.rows) + 1


def test_json_and_xml_parse(table: Table) -> None:
    """Records under labels in JSON, bare or in an envelope; one element a record in XML."""
    records = orjson.loads(build(table, RECIPES["json"]))
    assert [list(record) for record in records] == [[item.label for item in table.items]] * len(table.rows)
    assert orjson.loads(build(table, RECIPES["json-envelope"]))["data"]["records"] == records
    root = etree.fromstring(build(table, RECIPES["xml"]))
    assert len(root) == len(table.rows)
    assert [child.tag for child in root[0]] == [item.name for item in table.items]


def test_lies(table: Table) -> None:
    """What the extension hides: pages and an error."""
    assert b"<table" in build(table, RECIPES["xls-html"])
    assert "登录".encode() in build(table, RECIPES["csv-login"])
    assert orjson.loads(build(table, RECIPES["json-error"]))["code"] == 500


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("csv-units", r"(?m),\d+(\.\d+)?[^\d,.\s:-]+(,|$)"),
        ("csv-thousands", r'"\d{1,3}(,\d{3})+"'),
        ("csv-dates", r"\d{4}年\d{1,2}月\d{1,2}日"),
        ("csv-blanks", r"(?m)^,+\r?$"),
        ("csv-total", r"(?m)^合计,"),
        ("csv-note", r"(?m)^注："),
        ("csv-personal", ID_SPECIMENS[0]),
    ],
)
def test_defects_are_there(name: str, pattern: str, table: Table) -> None:
    """A text file shows its defect, and the clean one does not."""
    found = build(table, RECIPES[name]).decode("utf-8-sig")
    assert re.search(pattern, found)
    assert not re.search(pattern, build(table, RECIPES["csv"]).decode())


def test_mojibake_can_be_reversed(table: Table) -> None:
    """Misread cells of an even number of characters give back what they were."""
    label = table.items[0].heading
    first = text_rows(build(table, RECIPES["csv-mojibake"]), RECIPES["csv-mojibake"])[0][0]
    assert first != label
    assert len(label) % 2 or first.encode("gb18030").decode() == label


def test_truth_names_the_rules() -> None:
    """The truth of a messy GB18030 file lists each of its defects' rules."""
    told = truth(RECIPES["csv-messy"], 30)
    assert set(told["defects"]) == {"E01", "H01", "V01", "V03", "D02", "T03", "T04"}
    assert (told["encoding"], told["format"], told["rows"]) == ("gb18030", "csv", 30)
    assert truth(RECIPES["xls"], 30)["inherent"] == ["F05"]
    assert truth(RECIPES["csv-login"], 30)["rows"] is None


def test_truth_is_served(shared: Client) -> None:
    """`truth.json` lists every file with an address that answers, and all recipes together occur."""
    names = set()
    for site in shared.hub.sites:
        told = orjson.loads(shared.get(f"/{site.profile.slug}/truth.json").body)
        names |= {file["recipe"] for file in told["files"]}
        assert len(told["datasets"]) == len({entry.id for entry in site.catalogue.listing()})
        first = next(file for file in told["files"] if file["open"])
        assert shared.get(first["url"]).body == served(site, first["file"])
    assert names == set(RECIPES)


def served(site: Site, ident: str) -> bytes:
    """The bytes of a file by its id."""
    entry, card = next((entry, card) for entry in site.catalogue.listing() for card in entry.files if card.id == ident)
    return site.store.content(site.catalogue, entry, card)
