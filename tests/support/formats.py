"""One clean Chinese table in every format that holds tables, written by other hands than the readers' or byte by byte."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

import libarchive
import openpyxl
import polars as pl
import xlwt

HEADER = ("区县", "户数", "面积", "日期")
ROWS = (
    ("东城区", 1200, 12.5, "2021-03-05"),
    ("西城区", 980, 30.25, "2021-03-06"),
    ("朝阳区", 31, 7.75, "2021-04-07"),
    ("丰台区", 450, 18.5, "2021-05-18"),
    ("石景山区", 77, 9.25, "2021-06-21"),
    ("海淀区", 2031, 44.5, "2021-07-02"),
)
PLACES = tuple((116.1 + 0.125 * n, 39.5 + 0.125 * n) for n in range(len(ROWS)))
TEXTS = [[str(value) for value in row] for row in ROWS]
VBA = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]'


def delimited(mark: str, encoding: str = "utf-8") -> bytes:
    """Text with a separator."""
    return "".join(f"{mark.join(row)}\n" for row in [HEADER, *TEXTS]).encode(encoding)


def packed(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def records() -> list[dict[str, object]]:
    """The rows as objects."""
    return [dict(zip(HEADER, row, strict=True)) for row in ROWS]


def as_json(value: object) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode()


def geojson() -> bytes:
    """Points with the row as properties."""
    features = [
        {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": list(place)}}
        for row, place in zip(records(), PLACES, strict=True)
    ]
    return as_json({"type": "FeatureCollection", "features": features})


def xml() -> bytes:
    """One element a record."""
    rows = "".join(
        f"<record>{''.join(f'<{key}>{value}</{key}>' for key, value in zip(HEADER, row, strict=True))}</record>"
        for row in TEXTS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><records>{rows}</records>'.encode()


def kml() -> bytes:
    """One placemark a record."""
    marks = "".join(
        f"<Placemark><name>{row[0]}</name><ExtendedData>"
        + "".join(f'<Data name="{key}"><value>{value}</value></Data>' for key, value in zip(HEADER[1:], row[1:], strict=True))
        + f"</ExtendedData><Point><coordinates>{x},{y}</coordinates></Point></Placemark>"
        for row, (x, y) in zip(TEXTS, PLACES, strict=True)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'.encode()


def gml() -> bytes:
    """A feature collection."""
    members = "".join(
        f"<gml:featureMember><区划>{''.join(f'<{key}>{value}</{key}>' for key, value in zip(HEADER, row, strict=True))}"
        "</区划></gml:featureMember>"
        for row in TEXTS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml">'
        f"{members}</gml:FeatureCollection>"
    ).encode()


def rdf() -> bytes:
    """RDF/XML whose things have names and links."""
    things = "".join(
        f'<rdf:Description rdf:about="http://data.example.test/county/{n}">'
        + "".join(f"<ex:{key}>{value}</ex:{key}>" for key, value in zip(HEADER, row, strict=True))
        + f'<owl:sameAs rdf:resource="http://www.wikidata.org/entity/Q{n}"/></rdf:Description>'
        for n, row in enumerate(TEXTS, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:owl="http://www.w3.org/2002/07/owl#" xmlns:ex="http://data.example.test/term/">'
        f"{things}</rdf:RDF>"
    ).encode()


def triples() -> bytes:
    """N-Triples."""
    lines = []
    for n, row in enumerate(TEXTS, 1):
        subject = f"<http://data.example.test/county/{n}>"
        lines += [f'{subject} <http://data.example.test/term/{c}> "{value}" .' for c, value in enumerate(row)]
        lines.append(f"{subject} <http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/Q{n}> .")
    return "\n".join([*lines, ""]).encode()


def turtle() -> bytes:
    """Turtle."""
    body = "".join(
        f'c:{n} t:name "{row[0]}"@zh ; t:count {row[1]} ; t:area {row[2]} ; t:date "{row[3]}"^^xsd:date ;'
        f" owl:sameAs w:Q{n} .\n"
        for n, row in enumerate(TEXTS, 1)
    )
    prefixes = {
        "c": "http://data.example.test/county/", "t": "http://data.example.test/term/",
        "w": "http://www.wikidata.org/entity/", "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }  # fmt: skip
    return ("".join(f"@prefix {key}: <{value}> .\n" for key, value in prefixes.items()) + body).encode()


def jsonld() -> bytes:
    """JSON-LD with a context of its own."""
    context = {"@vocab": "http://data.example.test/term/", "sameAs": {"@id": "owl:sameAs", "@type": "@id"}}
    graph = [
        {"@id": f"http://data.example.test/county/{n}", **row, "sameAs": f"http://www.wikidata.org/entity/Q{n}"}
        for n, row in enumerate(records(), 1)
    ]
    return as_json({"@context": context, "@graph": graph})


def html() -> bytes:
    """A page with one table."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEADER, *TEXTS])
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>表</title></head>'
    return f"{head}<body><table>{rows}</table></body></html>".encode()


def xls() -> bytes:
    """A binary workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row, cells in enumerate([HEADER, *ROWS]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx() -> bytes:
    """A workbook of today."""
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsm() -> bytes:
    """The same with a place for macros."""
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed({**parts, "xl/vbaProject.bin": VBA})


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of an xlsb: kind and length in seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    return head + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + body


def wide(text: str) -> bytes:
    """A string of an xlsb."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(merges: tuple[tuple[int, int, int, int], ...] = (), hidden_row: int = -1, hidden_column: int = -1) -> bytes:
    """A workbook of binary parts; `merges` are first and last row, first and last column; all count from 0.

    In the hidden row the second cell is a formula.
    """
    cells = b""
    for r, row in enumerate([HEADER, *ROWS]):
        flags = bytes([0, 0x10 if r == hidden_row else 0, 0])
        cells += record(0, struct.pack("<IIH", r, 0, 300) + flags + struct.pack("<I", 0))
        for c, value in enumerate(row):
            at = struct.pack("<II", c, 0)
            if r == hidden_row and c == 1:
                cells += record(9, at + struct.pack("<dHII", value, 0, 0, 0))
            else:
                cells += record(6, at + wide(value)) if isinstance(value, str) else record(5, at + struct.pack("<d", value))
    merged = b"".join(record(176, struct.pack("<4I", *one)) for one in merges)
    ranges = record(177, struct.pack("<I", len(merges))) + merged + record(178) if merges else b""
    size = record(148, struct.pack("<4I", 0, len(ROWS), 0, len(HEADER) - 1))
    hidden = record(390) + record(60, struct.pack("<iiIIH", hidden_column, hidden_column, 0, 0, 1)) + record(391)
    sheet = (
        record(129) + size + (hidden if hidden_column >= 0 else b"") + record(145) + cells + record(146) + ranges + record(130)
    )
    book = (
        record(131)
        + record(143)
        + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表"))
        + record(144)
        + record(132)
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    )
    return packed(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relations.format(
                f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.bin"/>'
            ),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations.format(
                f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.bin"/>'
            ),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def ods(body: str | None = None, styles: str = "") -> bytes:
    """An OpenDocument spreadsheet; `body` replaces the rows."""
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in [HEADER, *ROWS])
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{rows if body is None else body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_cell(value: object) -> str:
    """One cell."""
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def dbf(encoding: str = "gb18030", driver: int = 0x4D) -> bytes:
    """A dBASE III table."""
    columns = (("C", 12, 0), ("N", 8, 0), ("N", 8, 2), ("D", 8, 0))
    fields = b"".join(
        name.encode(encoding)[:10].ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width, places]) + bytes(14)
        for name, (kind, width, places) in zip(HEADER, columns, strict=True)
    )
    size = 1 + sum(width for _, width, _ in columns)
    head = struct.pack("<4BIHH17xBxx", 3, 121, 3, 5, len(ROWS), 33 + len(fields), size, driver)
    lines = b""
    for row in TEXTS:
        cells = [row[0].encode(encoding).ljust(12), row[1].rjust(8).encode(), row[2].rjust(8).encode()]
        lines += b" " + b"".join(cells) + row[3].replace("-", "").encode()
    return head + fields + b"\r" + lines + b"\x1a"


def shape_parts() -> dict[str, bytes]:
    """The five files of a layer of points."""
    xs, ys = zip(*PLACES, strict=True)
    bounds = struct.pack("<8d", min(xs), min(ys), max(xs), max(ys), 0, 0, 0, 0)

    def head(length: int) -> bytes:
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length // 2) + struct.pack("<2i", 1000, 1) + bounds

    shapes = b"".join(struct.pack(">2i", n, 10) + struct.pack("<i2d", 1, *place) for n, place in enumerate(PLACES, 1))
    index = b"".join(struct.pack(">2i", (100 + 28 * n) // 2, 10) for n in range(len(PLACES)))
    return {
        "区划.shp": head(100 + len(shapes)) + shapes,
        "区划.shx": head(100 + len(index)) + index,
        "区划.dbf": dbf("utf-8", 0),
        "区划.prj": WGS84.encode(),
        "区划.cpg": b"UTF-8",
    }


def database(kind: int = 0) -> bytes:
    """A SQLite file, or with the application id of a GeoPackage one of these."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"PRAGMA application_id = {kind}")
    geometry = ', "geom" BLOB' if kind else ""
    connection.execute(f'CREATE TABLE "区划" ("区县" TEXT, "户数" INTEGER, "面积" REAL, "日期" TEXT{geometry})')
    if kind:
        connection.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        connection.execute("INSERT INTO gpkg_contents VALUES ('区划', 'features')")
        connection.execute("CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT)")
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('区划', 'geom')")
    for row, (x, y) in zip(ROWS, PLACES, strict=True):
        shape = (b"GP\0\1" + struct.pack("<iBI2d", 4326, 1, 1, x, y),) if kind else ()
        connection.execute(f"INSERT INTO 区划 VALUES ({','.join('?' * (4 + len(shape)))})", (*row, *shape))
    connection.commit()
    return connection.serialize()


def parquet() -> bytes:
    """Typed columns."""
    frame = pl.DataFrame(ROWS, schema=list(HEADER), orient="row").with_columns(pl.col(HEADER[3]).str.to_date())
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def tar(name: str = "人口.csv") -> bytes:
    """A tar of one file."""
    buffer, content = io.BytesIO(), delimited(",")
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def seven_zip() -> bytes:
    """A 7z of one file."""
    blocks: list[bytes] = []
    with libarchive.custom_writer(lambda block: blocks.append(bytes(block)) or len(block), "7zip") as archive:
        content = delimited(",")
        archive.add_file_from_memory("people.csv", len(content), content)
    return b"".join(blocks)


def rar(*, locked: bool = False, secret: bool = False) -> bytes:
    """A RAR 5 of one file that is stored as it is; `locked`: its headers are encrypted, `secret`: the file is."""
    content = delimited(",")

    def number(value: int) -> bytes:
        found = b""
        while value > 0x7F:
            found += bytes([value & 0x7F | 0x80])
            value >>= 7
        return found + bytes([value])

    def block(body: bytes) -> bytes:
        sized = number(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    name = "人口.csv".encode()
    lock = number(49) + number(1) + bytes(48) if secret else b""
    file = (
        number(2)
        + number(2 + secret)
        + (number(len(lock)) if secret else b"")
        + number(len(content))
        + number(4)
        + number(len(content))
        + number(0o644)
    )
    file += struct.pack("<I", zlib.crc32(content)) + number(0) + number(1) + number(len(name)) + name + lock
    sealed = block(number(4) + number(0) + number(0) + number(0) + bytes([15]) + bytes(16)) if locked else b""
    end = block(number(5) + number(0) + number(0))
    return b"Rar!\x1a\x07\x01\0" + sealed + block(number(1) + number(0) + number(0)) + block(file) + content + end


COLOURS = "/ColorSpace /DeviceGray /BitsPerComponent 8"


def pdf(*pages: str) -> bytes:
    """A PDF whose pages draw these operators; /I is a picture of one point, /F a font."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 {COLOURS} /Length 1 >>\nstream\n0\nendstream",
    ]
    for n, drawn in enumerate(pages):
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {6 + 2 * n} 0 R"
            " /Resources << /Font << /F 3 0 R >> /XObject << /I 4 0 R >> >> >>"
        )
        parts.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    body = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{part}\nendobj\n" for n, part in enumerate(parts, 1))
    return f"{body}trailer\n<< /Root 1 0 R /Size {len(parts) + 1} >>\nstartxref\n0\n%%EOF".encode()


CLEAN: dict[str, Callable[[], bytes]] = {
    "csv": lambda: delimited(","),
    "tsv": lambda: delimited("\t"),
    "txt": lambda: delimited("\t"),
    "json": lambda: as_json(records()),
    "jsonl": lambda: b"".join(as_json(row) + b"\n" for row in records()),
    "geojson": geojson,
    "xml": xml,
    "kml": kml,
    "kmz": lambda: packed({"doc.kml": kml()}),
    "gml": gml,
    "rdf": rdf,
    "ttl": turtle,
    "nt": triples,
    "jsonld": jsonld,
    "html": html,
    "xls": xls,
    "xlsx": xlsx,
    "xlsm": xlsm,
    "xlsb": xlsb,
    "ods": ods,
    "et": xls,
    "zip": lambda: packed({"人口.csv": delimited(",")}),
    "gz": lambda: gzip.compress(delimited(",")),
    "tar": tar,
    "7z": seven_zip,
    "rar": rar,
    "shp": lambda: packed(shape_parts()),
    "dbf": dbf,
    "gpkg": lambda: database(0x47504B47),
    "sqlite": database,
    "parquet": parquet,
}
