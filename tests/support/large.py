"""Large tables as cities publish them, made from a seed: the rows are the same for every container."""

import datetime as dt
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

HEADER = ("序号", "统一社会信用代码", "企业名称", "区县", "经营地址", "行业", "联系电话", "成立日期")
HEADER += ("注册资本(万元)", "从业人数", "完成率(%)", "备注")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
DISTRICTS = (
    "上城区",
    "下城区",
    "江干区",
    "拱墅区",
    "西湖区",
    "滨江区",
    "萧山区",
    "余杭区",
    "富阳区",
    "临安区",
    "桐庐县",
    "淳安县",
    "建德市",
)
TRADES = ("批发和零售业", "餐饮业", "软件和信息技术服务业", "建筑业", "房地产业", "教育", "居民服务业")
STREETS = ("文三路", "解放路", "中山北路", "人民大道", "滨盛路", "体育场路", "学院路", "古墩路", "莫干山路")
KINDS = ("有限公司", "商贸有限公司", "科技股份有限公司", "餐饮店", "建筑工程有限公司")
LETTERS = "宏达鑫盛华瑞丰泰和兴隆昌顺安康佳美嘉禾天地中南远东方圆新世纪"
NOTES = ("", "", "", "", "", "", "无", "—", "已年报", "地址变更")
DIRT = 200
"""One cell in so many of the columns that have dirt."""

Maker = Callable[[random.Random], str]


def credit_code(chance: random.Random) -> str:
    """统一社会信用代码 with its check character (GB 32100)."""
    digits = [9, 1, *(chance.randrange(10) for _ in range(6)), *(chance.randrange(31) for _ in range(9))]
    total = sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return "".join(ALPHABET[digit] for digit in [*digits, -total % 31])


def name(chance: random.Random) -> str:
    """A firm."""
    return f"杭州{''.join(chance.choices(LETTERS, k=3))}{chance.choice(KINDS)}"


def place(chance: random.Random) -> str:
    """An address."""
    return (
        f"杭州市{chance.choice(STREETS)}{chance.randrange(1, 999)}号{chance.randrange(1, 30)}幢{chance.randrange(101, 2600)}室"
    )


def phone(chance: random.Random) -> str:
    """A landline."""
    return f"0571-8{chance.randrange(10**7):07}"


def day(chance: random.Random) -> str:
    """A date, now and then as people write it."""
    date = dt.date(2001, 1, 1) + dt.timedelta(chance.randrange(8000))
    return f"{date.year}年{date.month}月{date.day}日" if chance.randrange(DIRT) == 0 else date.isoformat()


def capital(chance: random.Random) -> str:
    """An amount, now and then with thousands separators or with its unit."""
    value = chance.randrange(3, 20000)
    dirt = chance.randrange(DIRT)
    return f"{value:,}" if dirt == 0 else f"{value}万元" if dirt == 1 else str(value)


def share(chance: random.Random) -> str:
    """A share in per cent, now and then with the sign."""
    value = f"{chance.randrange(10000) / 100:.2f}"
    return f"{value}%" if chance.randrange(DIRT) == 0 else value


def staff(chance: random.Random) -> str:
    """A count."""
    return str(chance.randrange(1, 500))


MAKERS: tuple[Maker, ...] = (
    credit_code,
    name,
    lambda chance: chance.choice(DISTRICTS),
    place,
    lambda chance: chance.choice(TRADES),
    phone,
    day,
    capital,
    staff,
    share,
    lambda chance: chance.choice(NOTES),
)
POOL = 200_000
"""Different values of a column at most."""


def rows(count: int, seed: int) -> Iterator[Sequence[str]]:
    """The data rows, of twelve cells each."""
    chance = random.Random(seed)
    pools = [[make(chance) for _ in range(min(POOL, count))] for make in MAKERS]
    return zip(map(str, range(1, count + 1)), *(chance.choices(pool, k=count) for pool in pools), strict=True)


def write_csv(path: Path, count: int, seed: int, encoding: str) -> None:
    """The rows as CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(",".join(HEADER) + "\n")
        file.writelines(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\n" for row in rows(count, seed))


NUMBERS = (0, 9)
"""Columns of a workbook that hold numbers."""
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{SHEET}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="名录" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
}


def write_xlsx(path: Path, count: int, seed: int) -> None:
    """The rows under a merged title and a header of two rows, with a total in the end."""
    upper = ["企业", *[""] * 5, "联系方式", "登记", *[""] * 4]
    total = ["合计", *[""] * 8, str(count), "", ""]
    lines = [["企业名录", *[""] * 11], upper, list(HEADER), *rows(count, seed), total]
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, content in PARTS.items():
            book.writestr(name, content)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<?xml version="1.0"?><worksheet xmlns="{SHEET}"><sheetData>'.encode())
            for n, row in enumerate(lines, 1):
                cells = "".join(
                    f'<c r="{letter}{n}"><v>{cell}</v></c>'
                    if cell.isdecimal() and column in NUMBERS
                    else f'<c r="{letter}{n}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
                    for column, (letter, cell) in enumerate(zip("ABCDEFGHIJKL", row, strict=True))
                    if cell
                )
                sheet.write(f'<row r="{n}">{cells}</row>'.encode())
            merges = '<mergeCell ref="A1:L1"/><mergeCell ref="A2:F2"/><mergeCell ref="H2:L2"/>'
            sheet.write(f'</sheetData><mergeCells count="3">{merges}</mergeCells></worksheet>'.encode())
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
        book.writestr("xl/sharedStrings.xml", f'<?xml version="1.0"?><sst xmlns="{SHEET}">{items}</sst>')
