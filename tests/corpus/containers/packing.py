"""Bytes of things that are no tables: compound files, pictures, documents, archives."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each padded to at least 4096 bytes so that none is a short one."""
    bodies = [data.ljust(4096, b"\0") for data in streams.values()]
    bodies = [data + b"\0" * (-len(data) % SECTOR) for data in bodies]
    counts = [len(data) // SECTOR for data in bodies]
    entries = 1 + len(bodies)
    directory = -(-entries * 128 // SECTOR)
    used = sum(counts) + directory
    fats = -(-(used + used // 100 + 4) * 4 // SECTOR)
    table, starts = [FAT] * fats, []
    for count in [directory, *counts]:
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + count), END]
    table += [FREE] * (fats * 128 - len(table))
    names = ["Root Entry", *streams]
    sizes = [0, *map(len, bodies)]
    entry = b"".join(
        ole_entry(name, index, sizes[index], END if index == 0 else starts[index], entries) for index, name in enumerate(names)
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fats, starts[0], 0, 4096, END, 0, END, 0) + struct.pack(f"<{fats}I", *range(fats))
    head = head.ljust(SECTOR, b"\xff")
    return head + struct.pack(f"<{len(table)}I", *table) + entry.ljust(directory * SECTOR, b"\0") + b"".join(bodies)


def ole_entry(name: str, index: int, size: int, start: int, entries: int) -> bytes:
    """One entry of the directory; all streams hang in a chain to the right."""
    encoded = name.encode("utf-16-le")
    right = FREE if index == 0 or index + 1 >= entries else index + 1
    child = 1 if index == 0 and entries > 1 else FREE
    return struct.pack(
        "<64sHBB3I16xI16xIQ", encoded, len(encoded) + 2, 5 if index == 0 else 2, 1, FREE, right, child, 0, start, size
    )


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name), data, compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def png(width: int = 60, height: int = 40) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def gif() -> bytes:
    """The smallest picture of this kind."""
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


def bmp() -> bytes:
    """A white picture of 8 × 8."""
    body = b"\xff" * (8 * 24)
    return (
        b"BM"
        + struct.pack("<IHHI", 54 + len(body), 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 8, 8, 1, 24, 0, len(body), 2835, 2835, 0, 0)
        + body
    )


def tif() -> bytes:
    """A white picture of 8 × 8, one bit a point."""
    tags = [
        (256, 3, 1, 8),
        (257, 3, 1, 8),
        (258, 3, 1, 1),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 3, 1, 8),
        (279, 4, 1, 8),
    ]
    body = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<I", 16) + b"\xff" * 8 + struct.pack("<H", len(tags)) + body + b"\0\0\0\0"


def jpg() -> bytes:
    """A grey picture of 8 × 8."""
    quantities = b"\xff\xdb\x00\x43\x00" + b"\x10" * 64
    frame = b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
    direct = b"\xff\xc4\x00\x14\x00\x01" + b"\0" * 15 + b"\x00"
    alternate = b"\xff\xc4\x00\x14\x10\x01" + b"\0" * 15 + b"\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f"
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + quantities
        + frame
        + direct
        + alternate
        + scan
        + b"\xff\xd9"
    )


def pdf(content: bytes, resources: bytes, *more: bytes) -> bytes:
    """One page of A4; objects after the fifth are `more`."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<" + resources + b">>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *more,
    ]
    data, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    cross = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    return data + cross + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))


def scanned_pdf() -> bytes:
    """A page that is one picture."""
    body = zlib.compress(bytes((x * 7) % 256 for x in range(100 * 140)))
    image = b"<</Type/XObject/Subtype/Image/Width 100/Height 140/ColorSpace/DeviceGray/BitsPerComponent 8"
    image += b"/Filter/FlateDecode/Length %d>>" % len(body)
    return pdf(b"q 595 0 0 842 0 0 cm /Im0 Do Q", b"/XObject<</Im0 5 0 R>>", image + b"stream\n" + body + b"\nendstream")


def written_pdf(lines: list[str]) -> bytes:
    """A page of text in a Chinese font that readers bring along."""
    shown = b"".join(b"<%s> Tj 0 -18 Td\n" % line.encode("utf-16-be").hex().encode() for line in lines)
    font = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>"
    glyphs = b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R"
    glyphs += b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>"
    about = b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    about += b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
    return pdf(b"BT /F1 12 Tf 50 780 Td\n" + shown + b"ET", b"/Font<</F1 5 0 R>>", font, glyphs, about)
