"""Datasets as hypothesis makes them: of records, whatever a portal may say, and with values that no record gives."""

from typing import Any

from hypothesis import strategies as st

from ckanext.govopen.national.dataset import from_record

from harvesters.record import Api, File, Item, Record, Volume
from tests.ckan.ways import PORTAL

Dataset = dict[str, Any]

TEXT = st.text(st.sampled_from("数据教育局 aB1-，、（）<b>&amp;　Ａ１三\u200b\u0301臺灣圖書館二〇一九年😀\n\t\\"), max_size=30)
LONG = st.sampled_from(["长标题，" * 20, "长标题，" * 400])
PLAIN = st.text("数据教育资源目录清单", min_size=2, max_size=8)
WORDS = st.one_of(PLAIN, TEXT, LONG)
MAYBE = st.one_of(st.none(), WORDS)
URLS = st.sampled_from(
    [
        "https://data.example.test/a.csv",
        "http://data.example.test:8080/b?x=1&y=二",
        "https://data.example.test/ c d.xlsx",
        "HTTPS://Data.example.test/E.JSON",
        "javascript:alert(1)",
        "没有地址",
    ]
)
DATES = st.sampled_from([None, "2024-01-02", "2024-05-06 10:11:12", "不详", "2050-01-01"])
FILES = st.builds(
    File,
    id=st.one_of(st.none(), st.sampled_from(["1", "2", "3"])),
    name=MAYBE,
    url=URLS,
    format=st.sampled_from([None, "csv", "XLSX", ".json", "api", "weird", "file"]),
    size=st.sampled_from([None, 0, 17, 5_000_000_000]),
    rows=st.sampled_from([None, 0, 12]),
    modified=DATES,
    access=st.sampled_from(["open", "post", "login", "apply"]),
)
APIS = st.builds(Api, id=st.one_of(st.none(), st.just("api-1")), name=MAYBE, url=URLS, description=MAYBE)
ITEMS = st.builds(
    Item,
    name=WORDS,
    label=MAYBE,
    type=st.sampled_from([None, "字符型", "varchar(20)", "N", "怪型"]),
    length=st.sampled_from([None, 0, 20]),
    description=MAYBE,
)

TAGS = st.one_of(PLAIN, TEXT, st.sampled_from(["学校", "学校", "a.b-c d", "能源（电）"]))


def records() -> st.SearchStrategy[Record]:
    """Records of one dataset, whatever a portal may say of it."""
    return st.builds(
        Record,
        id=st.just("29200/00001"),
        url=URLS,
        title=WORDS,
        description=MAYBE,
        publisher=st.just("昆山市教育局"),
        theme=st.lists(st.sampled_from(["教育科技", "社会救助", "没有的主题"]), max_size=2).map(tuple),
        industry=st.lists(st.sampled_from(["教育", "没有的行业"]), max_size=2).map(tuple),
        open_type=st.sampled_from([None, "无条件开放", "有条件开放", "无"]),
        open_condition=MAYBE,
        update_cycle=st.sampled_from([None, "每年", "自定义", "牲畜饲养"]),
        issued=DATES,
        modified=DATES,
        tags=st.lists(TAGS, max_size=6).map(tuple),
        formats=st.lists(st.sampled_from(["csv", "xls", "api", "怪"]), max_size=3).map(tuple),
        items=st.lists(ITEMS, max_size=3).map(tuple),
        files=st.one_of(st.lists(FILES, max_size=4), st.lists(FILES, min_size=30, max_size=30)).map(tuple),
        apis=st.lists(APIS, max_size=2).map(tuple),
        volume=st.builds(Volume, rows=st.sampled_from([None, 0, 99]), bytes=st.sampled_from([None, 1234])),
    )


ODDITIES = st.dictionaries(
    st.sampled_from(
        *[
            [
                *("title", "notes", "region_code", "theme", "industry", "open_type", "license_id", "issued", "data_items"),
                *("record_count", "contact_phone", "contact_email", "provider_name", "tags", "source_id", "unknown", "author"),
                *("source_formats", "private", "provider_code", "terms_url", "share_type", "score", "version", "extras"),
            ]
        ]
    ),
    st.one_of(
        st.none(),
        st.sampled_from(["", "1", "999999", "320583", "昆山市", 7, -1, True, "13800138000", "\x1f", "a\x1eb", "a\tb\nc"]),
        WORDS,
    ),
    max_size=2,
)
LISTS = st.dictionaries(
    st.sampled_from(["theme", "industry", "data_items", "tags", "source_formats", "extras", "related_codes"]),
    st.one_of(
        st.lists(WORDS, max_size=2),
        st.just([{"name": "x"}, {"name": "x"}]),
        st.just([{"name": "一个", "type": "C", "length": 3}]),
    ),
    max_size=1,
)


def datasets() -> st.SearchStrategy[Dataset]:
    """Datasets as records give them, some of them with a value or two that no record gives."""
    made = records().map(lambda record: from_record(record, PORTAL).dataset)
    return st.builds(lambda package, odd: package | odd, made, st.one_of(st.just({}), st.just({}), ODDITIES, LISTS))


STEPS = st.lists(st.one_of(datasets(), datasets(), st.just("remove"), st.just("again")), min_size=1, max_size=4)
