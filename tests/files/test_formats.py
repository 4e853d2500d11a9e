"""Every format yields the same table."""

import gzip
import io
import sqlite3
import struct
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.formats import CLEAN, HEADER, ROWS, TEXTS, database, dbf, packed, tar
from xlwt.CompoundDoc import XlsDoc

from ckanext.govopen.files.formats import databases
from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.model import FileProfile, Span
from ckanext.govopen.files.tables import all_tables

WITHOUT_TABLE = {"ttl", "nt"}
MORE = {
    "geojson": 5,
    "gpkg": 5,
    "kml": 6,
    "kmz": 6,
    "rdf": 6,
    "jsonld": 6,
}  # columns that the format adds: geometry, names, links


@pytest.mark.parametrize("name", sorted(set(CLEAN) - WITHOUT_TABLE))
def test_same_table_in_every_format(profile: Callable[..., FileProfile], name: str) -> None:
    """Whoever wrote it, a format's reader finds the names, the values and the number of rows."""
    found = profile(f"人口.{name}", CLEAN[name]())
    tables = all_tables(found)
    expected = "tsv" if name == "txt" else name
    assert (found.format.detected, [one.rows for one in tables], found.sampled) == (expected, [len(ROWS)], False)
    table = tables[0]
    assert table.width == MORE.get(name, len(HEADER))
    frame = table.sheet.collect(table.data)
    names = [field.name for field in table.fields]
    renamed = {"区县": "name"} if name in ("kml", "kmz") else {}
    for position, header in enumerate(HEADER):
        column = frame[f"c{table.layout.left + names.index(renamed.get(header, header))}"].to_list()
        wanted = [row[position] for row in TEXTS]
        assert column == wanted or list(map(float, column)) == list(map(float, wanted)), header


def test_deleted_and_odd_records(profile: Callable[..., FileProfile]) -> None:
    """A deleted record is none; a character cut by the width of its field is one broken character, not a broken file."""
    raw = bytearray(dbf())
    begin, size = 33 + 32 * 4, 1 + 12 + 8 + 8 + 8
    raw[begin] = ord("*")
    raw[begin + size + 1 : begin + size + 13] = "某某某某某某".encode("gb18030")[:11] + b"\xc4"
    table = profile("a.dbf", bytes(raw)).tables[0]
    assert table.rows == len(ROWS) - 1
    assert table.sheet.collect(table.data)["c0"][0].startswith("某某某某某")


@pytest.mark.parametrize(
    ("driver", "encoding", "said"),
    [(0x4D, "gb18030", None), (0x4D, "utf-8", "GB18030"), (0x57, "gb18030", "CP1252"), (0, "gb18030", None)],
)
def test_dbase_encoding_is_proven(profile: Callable[..., FileProfile], driver: int, encoding: str, said: str | None) -> None:
    """The text decides; a language driver that names another encoding is told."""
    found = profile("a.dbf", dbf(encoding, driver))
    assert [field.name for field in found.tables[0].fields] == list(HEADER)
    assert [problem.params["said"] for problem in found.problems] == ([said] if said else [])


@pytest.mark.parametrize(
    ("driver", "page", "city"), [(0x57, "cp1252", "Besançon é"), (0xC9, "cp1251", "Владивосток"), (0x01, "cp437", "Malmö ä")]
)
def test_single_byte_dbase(profile: Callable[..., FileProfile], driver: int, page: str, city: str) -> None:
    """Text that is no Chinese is read as its language driver says, and nothing is odd about it."""
    head = struct.pack("<4BIHH17xBxx", 3, 121, 3, 5, 2, 33 + 32, 1 + 12, driver)
    field = b"CITY".ljust(11, b"\0") + b"C" + bytes(4) + bytes([12, 0]) + bytes(14)
    lines = b"".join(b" " + one.encode(page).ljust(12) for one in (city, "Harbin"))
    found = profile("a.dbf", head + field + b"\r" + lines + b"\x1a")
    assert found.tables[0].sheet.collect(found.tables[0].data)["c0"].to_list() == [city, "Harbin"]
    assert found.problems == ()


def test_cut_dbase(profile: Callable[..., FileProfile]) -> None:
    """Fewer records than the header says."""
    found = profile("a.dbf", dbf()[:-60])
    assert ([problem.kind for problem in found.problems], found.tables[0].rows) == (["corrupt_end"], len(ROWS) - 2)


def test_addresses_of_named_columns(profile: Callable[..., FileProfile]) -> None:
    """A dbf is opened as a sheet whose first row are the names: the first record is row 2."""
    layout = profile("a.dbf", dbf()).tables[0].layout
    assert (layout.header_rows, layout.data_rows) == ((1,), (2, len(ROWS) + 1))


def test_hostile_database(profile: Callable[..., FileProfile], tmp_path: Path) -> None:
    """Views, virtual tables and endless recursion in a database are not touched; its plain tables are read."""
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (区县 TEXT, 户数 INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [("甲县", 12), ("乙县", 30)])
        connection.execute("CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n")
        connection.execute("CREATE VIRTUAL TABLE f USING fts5(x)")
        connection.execute("CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END")
    connection.close()
    found = profile("b.db", path.read_bytes())
    assert ([table.sheet.name for table in found.tables][:1], found.tables[0].rows) == (["t"], 2)
    assert "v" not in [table.sheet.name for table in found.tables]


def test_links_in_a_tar_lead_nowhere(profile: Callable[..., FileProfile]) -> None:
    """Only plain files of a tar are read, whatever their names say."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("passwd.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        info = tarfile.TarInfo("../../../tmp/人口.csv")
        info.size = len(CLEAN["csv"]())
        archive.addfile(info, io.BytesIO(CLEAN["csv"]()))
    assert [one.member for one in profile("a.tar", buffer.getvalue()).members] == ["../../../tmp/人口.csv"]


def test_archives_inside_archives_share_one_limit(
    profile: Callable[..., FileProfile], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the bytes are packed, no more of them are unpacked than one archive may hold."""
    small = {name: getattr(limits(), name) for name in limits().__slots__} | {"archive_bytes": 3000}
    monkeypatch.setattr("ckanext.govopen.files.containers.limits", lambda: type(limits())(**small))
    inner = packed({"a.csv": "a,b\n" + "1,2\n" * 250})
    found = profile("a.zip", packed({f"{n}.zip": inner for n in range(4)}))
    assert "bomb" in {problem.kind for one in found.everything() for problem in one.problems}
    assert sum(table.rows for one in found.everything() for table in one.tables) <= 750


def test_gz_of_a_tar(profile: Callable[..., FileProfile]) -> None:
    """A .tgz leads through the tar to its files, each with its name."""
    found = profile("人口.tgz", gzip.compress(tar()))
    assert [one.member for one in found.everything()] == [None, "人口.tar", "人口.tar/人口.csv"]


def test_library_that_is_missing(profile: Callable[..., FileProfile], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libarchive a 7z is told as not opened, and nothing breaks."""
    monkeypatch.setitem(sys.modules, "libarchive", None)
    assert [problem.kind for problem in profile("a.7z", CLEAN["7z"]()).problems] == ["no_reader"]


def test_spreadsheet_ml_spans(profile: Callable[..., FileProfile]) -> None:
    """Merged cells of SpreadsheetML are merged cells, and the cells behind them keep their columns."""
    content = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data>区县</Data></Cell><Cell><Data>户数</Data></Cell></Row>'
        "<Row><Cell><Data>甲县</Data></Cell><Cell><Data>东乡</Data></Cell><Cell><Data>12</Data></Cell></Row>"
        "</Table></Worksheet></Workbook>"
    )
    sheet = profile("a.xls", content).tables[0].sheet
    assert (sheet.merges, sheet.frame.collect().rows()[0]) == ((Span(1, 0, 1, 1),), (1, "区县", None, "户数"))


def test_web_spans(profile: Callable[..., FileProfile]) -> None:
    """colspan and rowspan of a page are merged cells."""
    rows = (
        '<tr><td rowspan="2">区县</td><td colspan="2">户数</td></tr><tr><td>城</td><td>乡</td></tr>'
        "<tr><td>甲</td><td>1</td><td>2</td></tr>"
    )
    sheet = profile("a.html", f"<html><table>{rows}</table></html>").tables[0].sheet
    assert sheet.merges == (Span(1, 0, 2, 0), Span(1, 1, 1, 2))
    assert sheet.frame.collect().rows()[1] == (2, None, "城", "乡")


def test_shapes_of_placemarks_are_kept(profile: Callable[..., FileProfile]) -> None:
    """Lines and areas of a KML become well-known text."""
    ring = "<LinearRing><coordinates>1,1,0 2,1,0 2,2,0 1,1,0</coordinates></LinearRing>"
    content = (
        '<kml xmlns="http://www.opengis.net/kml/2.2">'
        "<Placemark><name>甲</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark>"
        f"<Placemark><name>乙</name><Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon></Placemark></kml>"
    )
    frame = profile("a.kml", content).tables[0].sheet.frame.collect()
    assert frame["c1"].to_list() == ["LINESTRING (1 2, 3 4)", "POLYGON ((1 1, 2 1, 2 2, 1 1))"]


RECORDS = "<rows><row><区县>甲县</区县><书记>朱镕某</书记></row><row><区县>乙县</区县><书记>某</书记></row></rows>"


@pytest.mark.parametrize(
    ("said", "encoding", "told"),
    [
        ("UTF-8", "utf-8", None),
        ("GB2312", "gb18030", None),
        ("GBK", "gb18030", None),
        ("UTF-8", "gb18030", "UTF-8"),
        ("GB2312", "utf-8", "GB2312"),
        ("", "gb18030", "UTF-8"),
        ("UTF-16", "utf-16", None),
    ],
)
@pytest.mark.parametrize("form", ["xml", "kml"])
def test_encoding_that_xml_claims(
    profile: Callable[..., FileProfile], said: str, encoding: str, told: str | None, form: str
) -> None:
    """XML is read by its proven encoding; a declaration that is not true is told."""
    mark = "<Placemark><name>甲镕</name></Placemark><Placemark><name>乙</name></Placemark>"
    body = RECORDS if form == "xml" else f'<kml xmlns="http://www.opengis.net/kml/2.2">{mark}</kml>'
    head = f'<?xml version="1.0" encoding="{said}"?>' if said else ""
    found = profile(f"a.{form}", f"{head}\n{body}".encode(encoding))
    assert (found.format.detected, [table.rows for table in found.tables]) == (form, [2])
    assert [problem.params["said"] for problem in found.problems] == ([told] if told else [])


def test_links_of_elements_without_text(profile: Callable[..., FileProfile]) -> None:
    """What an empty element says in an attribute is a value; that it is nil is none."""
    row = '<row><名称>甲</名称><网址 href="http://example.test/{0}"/><备注 xsi:nil="true"/></row>'
    content = f'<rows xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{row.format(1)}{row.format(2)}</rows>'
    sheet = profile("a.xml", content).tables[0].sheet
    assert sheet.keys == ("名称", "网址@href", "备注")
    assert sheet.frame.collect()["c1"].to_list() == ["http://example.test/1", "http://example.test/2"]


def test_entities_stay_as_they_are_written(profile: Callable[..., FileProfile]) -> None:
    """What an entity stands for is not read; the value around it is, in its own column, and the place is told."""
    head = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///dev/null"><!ENTITY y "甲">]>'
    found = profile("a.xml", f"{head}\n<r><row><a>&x;</a><b>前&y;后</b></row><row>&y;<a>乙</a><b>丙</b></row></r>")
    sheet = found.tables[0].sheet
    assert (sheet.keys, sheet.frame.select("c0", "c1").collect().rows()) == (("a", "b"), [("&x;", "前&y;后"), ("乙", "丙")])
    assert [(one.kind, one.count, one.line) for one in found.problems] == [("entities", 3, 2)]


@pytest.mark.parametrize(("head", "kinds"), [("<!DOCTYPE r>", []), ('<!DOCTYPE r SYSTEM "r.dtd">', ["dtd"]), ("", [])])
def test_document_types(profile: Callable[..., FileProfile], head: str, kinds: list[str]) -> None:
    """A definition that declares or fetches something is told; a bare name of the root is none."""
    found = profile("a.xml", f"{head}<r><row><a>甲</a></row><row><a>乙</a></row></r>")
    assert [one.kind for one in found.problems] == kinds


def doc(text: bytes) -> bytes:
    """A compound file whose stream `WordDocument` holds a text where its head says."""
    buffer = io.BytesIO()
    head = struct.pack("<24xII", 512, 512 + len(text)).ljust(512, b"\0")
    XlsDoc().save(buffer, (head + text + b"\x07\x07" * 9).ljust(8192, b"\0"))
    raw = bytearray(buffer.getvalue())
    at = raw.find("Workbook".encode("utf-16le"))
    name = "WordDocument".encode("utf-16le")
    raw[at : at + len(name)] = name
    struct.pack_into("<H", raw, at + 64, len(name) + 2)
    return bytes(raw)


@pytest.mark.parametrize("width", ["cp1252", "utf-16le"])
@pytest.mark.parametrize(("text", "tables"), [("a\x07b\x07\x07c\x07d\x07\x07", 1), ("a\x07b\x07\x07c\rd\r", 0), ("text\r", 0)])
@pytest.mark.parametrize("name", ["a.doc", "a.wps"])
def test_tables_of_binary_documents(
    profile: Callable[..., FileProfile], name: str, text: str, tables: int, width: str
) -> None:
    """Rows of cells in the text, and nowhere else in the file, are a table that somebody must copy out."""
    found = profile(name, doc(text.encode(width)))
    assert found.format.detected == name[2:]
    assert [one.params["tables"] for one in found.problems] == [tables] * bool(tables)


@pytest.mark.parametrize(("lines", "text", "tables"), [(8, True, 1), (2, True, 0), (8, False, 0)])
def test_tables_of_ofd(profile: Callable[..., FileProfile], lines: int, text: bool, tables: int) -> None:
    """A page with text between lines shows a table; a picture of lines, or a rule under a heading, is none."""
    paths = "".join(f'<ofd:PathObject ID="{n}" Boundary="20 {n * 8} 170 0.35"/>' for n in range(lines))
    page = f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{"<ofd:TextObject/>" * text}{paths}</ofd:Page>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("OFD.xml", "<OFD/>")
        archive.writestr("Doc_0/Pages/Page_0/Content.xml", page)
    found = profile("a.ofd", buffer.getvalue())
    assert found.format.detected == "ofd"
    assert [one.params["tables"] for one in found.problems] == [tables] * bool(tables)


def test_shapes_in_a_database(profile: Callable[..., FileProfile]) -> None:
    """Shapes are told in words and damaged ones counted; a column without any is left out, text beside a picture is not."""
    shape = b"GP\0\1" + struct.pack("<i", 4490) + b"\1" + struct.pack("<Idd", 1, 116.4, 39.9)
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "PRAGMA application_id = 1196444487; CREATE TABLE gpkg_geometry_columns (table_name, column_name);"
        "INSERT INTO gpkg_geometry_columns VALUES ('T', 'geom'), ('T', 'hex'); CREATE TABLE T (geom, hex, raw, name, note);"
    )
    rows = [
        (shape, shape.hex(), shape, "甲", b"\xff"),
        (None, shape.hex(), None, "乙", "有图"),
        (shape[:-1], "", None, "丙", None),
    ]
    connection.executemany("INSERT INTO T VALUES (?, ?, ?, ?, ?)", rows)
    connection.commit()
    found = profile("a.gpkg", connection.serialize())
    (table,) = found.tables
    assert table.sheet.keys == ("geom", "name", "note")
    assert table.sheet.collect(table.data)["c0"].to_list() == ["POINT (116.4 39.9)", None, None]
    assert table.sheet.collect(table.data)["c2"].to_list() == [None, "有图", None]
    assert [(problem.kind, problem.count) for problem in found.problems] == [("gpkg_shape", 1)]


def test_shapes_that_are_all_damaged(profile: Callable[..., FileProfile]) -> None:
    """They are counted, though there is no column of them to show."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database(0x47504B47))
    (name, column) = connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchone()
    connection.execute(f'UPDATE "{name}" SET "{column}" = x\'4750\'')
    connection.commit()
    found = profile("a.gpkg", connection.serialize())
    assert [problem.kind for problem in found.problems] == ["gpkg_shape"]
    assert column not in found.tables[0].sheet.keys


def test_too_many_shapes(profile: Callable[..., FileProfile], monkeypatch: pytest.MonkeyPatch) -> None:
    """A table whose shapes would take too much room is shown without them."""
    monkeypatch.setattr(databases, "limits", lambda: replace(limits(), shape_bytes=60))
    (table,) = profile("a.gpkg", database(0x47504B47)).tables
    assert table.sheet.keys == HEADER
