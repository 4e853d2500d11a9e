"""What a file is, by content."""

import gzip
import io
import sqlite3
import struct
import tarfile
import zipfile
from collections.abc import Callable

import libarchive
import pytest
import xlwt
from support.formats import rar, seven_zip

from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.files.ole import MAGIC
from ckanext.govopen.scoring.samples import workbook

TABLE = "区县,户数\n甲县,12\n乙县,30\n"
SPREADSHEET_ML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table>'
    "<Row><Cell><Data>区县</Data></Cell><Cell><Data>户数</Data></Cell></Row>"
    '<Row><Cell><Data>甲县</Data></Cell><Cell ss:Index="2"><Data>12</Data></Cell></Row></Table></Worksheet></Workbook>'
)


def old_workbook() -> bytes:
    """A binary workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row, cells in enumerate([["区县", "户数"], ["甲县", 12], ["乙县", 30]]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ole(*names: str) -> bytes:
    """An OLE file that has empty streams of these names and nothing else."""
    header = bytearray(512)
    header[:8] = MAGIC
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for number, name in enumerate(["Root Entry", *names]):
        entry = bytearray(128)
        raw = name.encode("utf-16le") + b"\0\0"
        entry[: len(raw)] = raw
        struct.pack_into("<H", entry, 64, len(raw))
        entry[66] = 5 if not number else 2
        entries += bytes(entry)
    return bytes(header) + fat + entries.ljust(512, b"\0")


def packed(**members: str | bytes) -> bytes:
    """A ZIP of these members; two underscores stand for a slash, one for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def database(application: int = 0) -> bytes:
    """A SQLite file."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"PRAGMA application_id = {application}")
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    return connection.serialize()


def tarred(*, folder: bool = False) -> bytes:
    """A tar of one file, or of a folder."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.type = tarfile.DIRTYPE if folder else tarfile.REGTYPE
        archive.addfile(info)
    return buffer.getvalue()


def macro_workbook() -> bytes:
    """A workbook that says it may have macros and has none."""
    with zipfile.ZipFile(io.BytesIO(workbook([["区县"], ["甲县"]]).content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"))
    return buffer.getvalue()


def locked_ods() -> bytes:
    """An OpenDocument spreadsheet whose content is encrypted."""
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x8a\x1f")
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


MHTML = (
    'MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related;\n\tboundary="b"\n\n--b\n'
    'Content-Transfer-Encoding: quoted-printable\nContent-Type: text/html; charset="utf-8"\n\n'
    "<html><table><tr><td>=E5=8C=BA=E5=8E=BF</td><td>=E6=88=B7=E6=95=B0</td></tr>"
    "<tr><td>=E7=94=B2=E5=8E=BF</td><td>12</td></tr></table></html>\n--b--\n"
)
CASES = [
    ("csv", "a.csv", TABLE),
    ("csv", "a.dat", TABLE.encode("gb18030")),
    ("csv", "a.csv", TABLE.replace(",", ";")),
    ("csv", "a.csv", TABLE.replace(",", "|")),
    ("csv", "a.csv", "区县\n甲县\n"),
    ("txt", "a.txt", "区县\n甲县\n"),
    ("txt", "a.txt", "本数据由统计局提供。\n每年更新。\n"),
    ("tsv", "a.xls", TABLE.replace(",", "\t").encode("gb18030")),
    ("csv", "a.csv", TABLE.encode("utf-16")),
    ("json", "a.json", '[{"a": 1}]'),
    ("json", "a.json", '{"code": 500, "msg": "系统繁忙"}'),
    ("json", "a.json", "3"),
    ("json", "a", '"一句话"'),
    ("json", "a.json", '[{"a": 1},]'),
    ("json", "a.json", "[" * 100_000),
    ("jsonl", "a.json", '{"a": 1}\n{"a": 2}\n'),
    ("geojson", "a.json", '{"type": "FeatureCollection", "features": []}'),
    ("jsonld", "a.json", '{"@context": "https://schema.org", "@graph": []}'),
    ("xml", "a.xml", "<rows><row><a>1</a></row></rows>"),
    ("xml", "a.xml", '<?xml version="1.0"?><rows><row>'),
    ("xml", "a.xls", SPREADSHEET_ML),
    ("kml", "a.xml", '<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'),
    ("rdf", "a.xml", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    ("gml", "a.xml", '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>'),
    ("svg", "a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ("ttl", "a.ttl", "@prefix a: <http://example.test/> .\na:b a:c a:d .\n"),
    ("nt", "a.nt", "<http://example.test/a> <http://example.test/b> <http://example.test/c> .\n"),
    ("html", "a.xls", "<html><body><table><tr><td>区县</td></tr><tr><td>甲县</td></tr></table></body></html>"),
    ("html", "a.csv", "<!DOCTYPE html><title>404</title>"),
    ("rtf", "a.doc", r"{\rtf1 text}"),
    ("pdf", "a.pdf", b"%PDF-1.4\n%%EOF"),
    ("png", "a.jpg", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ("jpg", "a.png", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    ("gif", "a.gif", b"GIF89a\1\0\1\0\0\0\0"),
    ("gz", "a.gz", gzip.compress(TABLE.encode())),
    ("rar", "a.zip", b"Rar!\x1a\x07\x01\0abc"),
    ("7z", "a.7z", b"7z\xbc\xaf\x27\x1c\0\4"),
    ("tar", "a.tar", tarred()),
    ("exe", "a.xls", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0"),
    ("parquet", "a.parquet", b"PAR1\x15\4\x15"),
    ("sqlite", "a.db", database()),
    ("gpkg", "a.db", database(0x47504B47)),
    ("mdb", "a.mdb", b"\0\1\0\0Standard Jet DB\0"),
    ("zip", "a.xlsx", packed(a_csv=TABLE)),
    ("xlsx", "a.zip", workbook([["区县"], ["甲县"]]).content),
    ("xlsb", "a.xlsx", packed(xl__workbook_bin=b"")),
    ("xlsm", "a.xlsx", packed(xl__vbaProject_bin=b"", xl__workbook_xml="")),
    ("docx", "a.zip", packed(word__document_xml="")),
    ("pptx", "a.zip", packed(ppt__presentation_xml="")),
    ("ofd", "a.pdf", packed(OFD_xml="")),
    ("ods", "a.zip", packed(mimetype="application/vnd.oasis.opendocument.spreadsheet")),
    ("odt", "a.zip", packed(mimetype="application/vnd.oasis.opendocument.text")),
    ("shp", "a.zip", packed(a_shp=b"", a_shx=b"", a_dbf=b"")),
    ("kmz", "a.zip", packed(doc_kml="<kml/>")),
    ("xls", "a.csv", old_workbook()),
    ("et", "a.et", old_workbook()),
    ("doc", "a.doc", ole("WordDocument")),
    ("wps", "a.wps", ole("WordDocument")),
    ("ppt", "a.ppt", ole("PowerPoint Document")),
    ("docx", "a.docx", ole("EncryptedPackage", "EncryptionInfo")),
    ("xlsx", "a.bin", ole("EncryptedPackage", "EncryptionInfo")),
    ("xls", "a.xls", b"\x09\x02\x06\0\0\0\x10\0\xd3\x18" + bytes(40)),
    ("ppt", "a", ole("PowerPoint Document")),
    ("doc", "a", ole("WORDDOCUMENT")),
    ("xls", "a.doc", ole("WORKBOOK")),
    ("xlsx", "a.bin", ole("ENCRYPTEDPACKAGE")),
    ("wps", "a.wps", ole("worddocument")),
    ("pdf", "a.pdf", b"\xef\xbb\xbf%PDF-1.4\n%%EOF"),
    ("tar", "a.dat", tarred().replace(b"ustar  \0", bytes(8)).replace(b"0006277", b"0005111")),
    ("html", "a.xls", MHTML),
    ("html", "a.xls", "<!-- a --><!-- b --><table><tr><td>区县</td></tr></table>"),
    ("xml", "a.xml", "<rows><table><td>12</td></table><table><td>13</td></table></rows>"),
    ("kml", "a.xml", '<kml xmlns="http://www.opengis.net/kml/2.2"><description><![CDATA[<table><tr>]]></description></kml>'),
    (
        "gml",
        "a.xml",
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml/3.2"/>',
    ),
    ("ttl", "a.txt", "# 说明\n\n@prefix a: <http://example.test/> .\na:b a:c a:d .\n"),
    ("ttl", "a.txt", '<http://example.test/a> a <http://example.test/T> ;\n  <http://example.test/name> "甲县" .\n'),
    ("nt", "a.txt", '_:a <http://example.test/b> "甲县" .\n# 完\n_:a <http://example.test/c> _:b .\n'),
    ("jsonld", "a.json", '[{"@id": "http://example.test/a", "name": "甲县"}]'),
    ("kmz", "a.zip", packed(区划_kml="<kml/>")),
    ("zip", "a.zip", packed(一_kml="<kml/>", 二_kml="<kml/>")),
    ("shp", "a.zip", packed(a_shp=b"", a_shx=b"")),
    ("shp", "a.zip", packed(a_shp=b"", a_shx=b"", a_dbf=b"", 说明_txt="说明")),
    ("zip", "a.zip", packed(a_shp=b"", a_shx=b"", a_dbf=b"", b_csv=TABLE)),
    ("zip", "a.zip", packed(xl__readme_txt="")),
    ("xlsm", "a.xlsx", macro_workbook()),
    ("unknown", "a.db", bytes(12) + b"b1\5\0" + bytes(5000)),
    ("unknown", "a.csv", b"a,b\n" + bytes(5000)),
    ("empty", "a.csv", b""),
    ("empty", "a.csv", b"\xef\xbb\xbf \r\n"),
    ("unknown", "a.csv", bytes(range(256)) * 4),
]


@pytest.mark.parametrize(
    ("expected", "name", "content"), CASES, ids=lambda value: value if isinstance(value, str) and len(value) < 9 else ""
)
def test_content_decides(profile: Callable[..., FileProfile], expected: str, name: str, content: bytes | str) -> None:
    """A file is what its bytes are, whatever its name says."""
    assert profile(name, content).format.detected == expected


def test_container_is_told(profile: Callable[..., FileProfile]) -> None:
    """ZIP and OLE containers are named, text has none."""
    names = {"a.xlsx": workbook([["区县"], ["甲县"]]).content, "a.xls": old_workbook(), "a.csv": TABLE.encode()}
    assert [profile(name, content).format.container for name, content in names.items()] == ["zip", "ole", None]


def test_declaration_beats_extension(profile: Callable[..., FileProfile]) -> None:
    """The declared format is the given one, in lower case; without it the extension; without that None."""
    assert profile("a.xls", TABLE, "CSV").format.declared == "csv"
    assert profile("a.XLS", TABLE).format.declared == "xls"
    assert profile("a", TABLE).format.declared is None


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("encrypted", "a.xlsx", ole("EncryptedPackage")),
        ("corrupt", "a.xlsx", workbook([["区县"], ["甲县"]]).content[:200]),
        ("corrupt", "a.xls", MAGIC + b"\0" * 100),
        ("empty", "a.csv", b""),
        ("corrupt", "a.gz", b"\x1f\x8b\x08\0broken"),
        ("corrupt", "a.pdf", b"%PDF-1.4 cut off"),
        ("encrypted", "a.pdf", b"%PDF-1.4 /Encrypt %%EOF"),
        ("empty_archive", "a.zip", packed()),
        ("empty_archive", "a.tar", tarred(folder=True)),
        ("encrypted", "a.rar", rar(locked=True)),
        ("encrypted", "a.rar", rar(secret=True)),
        ("corrupt", "a.rar", rar()[:60]),
        ("corrupt", "a.7z", seven_zip()[:60]),
        ("encrypted", "a.ods", locked_ods()),
        ("corrupt", "a.parquet", b"PAR1" + bytes(20) + b"PAR1"),
        ("corrupt", "a.db", b"SQLite format 3\0" + bytes(4000)),
        ("corrupt", "a.ttl", '@prefix a: <http://example.test/> .\na:b a:c "offen .\n'),
    ],
)
def test_what_stands_in_the_way(profile: Callable[..., FileProfile], kind: str, name: str, content: bytes) -> None:
    """A file that cannot be read says why."""
    assert [problem.kind for problem in profile(name, content).problems] == [kind]


ZEROS = b"0" * (20 << 20)


def inflated(form: str) -> bytes:
    """An archive of 20 MB of zeros."""
    if form == "gz":
        return gzip.compress(ZEROS)
    buffer = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", ZEROS)
    else:
        with libarchive.custom_writer(buffer.write, "7zip") as archive:
            archive.add_file_from_memory("a.csv", len(ZEROS), ZEROS)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["zip", "gz", "7z"])
def test_bomb_is_not_opened(profile: Callable[..., FileProfile], form: str) -> None:
    """A member that unpacks to hundreds of times its size is left alone."""
    assert [problem.kind for problem in profile(f"a.{form}", inflated(form)).problems] == ["bomb"]


def test_entities_are_not_expanded(profile: Callable[..., FileProfile]) -> None:
    """An XML bomb costs nothing."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    found = profile("a.xml", f'<!DOCTYPE r [<!ENTITY a0 "x">{entities}]><r><a>&a11;</a><a>&a11;</a></r>')
    assert found.format.detected == "xml"
