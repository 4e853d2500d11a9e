"""What a person typed, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import regions
from ckanext.govopen.search import placenames
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.query import kinds, tokens


def read(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens.read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公园", [("word", "公园")]),
        ("公园信息", [("word", "公园")]),
        ("信息", [("word", "信息")]),
        ("图书馆的活动", [("word", "图书馆"), ("word", "活动")]),
        ("泸州公园", [("place", "泸州"), ("word", "公园")]),
        ("公园泸州市", [("word", "公园"), ("place", "泸州市")]),
        ("公园 泸州", [("word", "公园"), ("place", "泸州")]),
        ("沪", [("place", "沪")]),
        ("盐", [("word", "盐")]),
        ("教育局", [("office", "教育局")]),
        ("泸州市教育局公园", [("place", "泸州"), ("office", "市教育局"), ("word", "公园")]),
        ("公园卫健委", [("word", "公园"), ("office", "卫健委")]),
        ("教育部门", [("office", "教育部门")]),
        ("2020年公园", [("year", "2020年"), ("word", "公园")]),
        ("公园２０２０", [("word", "公园"), ("year", "2020")]),
        ("二〇二〇年度公园", [("year", "2020年度"), ("word", "公园")]),
        ("公园2018-2020年", [("word", "公园"), ("year", "2018-2020年")]),
        ("2018年至2020年公园", [("year", "2018年至2020年"), ("word", "公园")]),
        ("watersheds", [("latin", "watersheds")]),
        ("GDP 2020", [("latin", "GDP"), ("year", "2020")]),
        ("C++", [("latin", "C++")]),
        ("29200/00403601", [("code", "29200/00403601")]),
        ("zwb-5105-2020", [("code", "zwb-5105-2020")]),
        ("06883182b278466ab0f19bc81acf4908", [("code", "06883182b278466ab0f19bc81acf4908")]),
        ("https://data.example.cn/portal/catalog/0688", [("address", "https://data.example.cn/portal/catalog/0688")]),
        ("公園", [("word", "公园")]),
        ("公园（2016年至2035年）", [("word", "公园"), ("year", "2016年至2035年")]),
        ('"gdp" [2020]', [("latin", "gdp"), ("year", "2020")]),
        ("双塔区教育局", [("place", "双塔区"), ("office", "教育局")]),
        ("高县 公园", [("place", "高县"), ("word", "公园")]),
        ("中江公园", [("place", "中江"), ("word", "公园")]),
        ("渝北", [("place", "渝北")]),
        ("雄安 学校", [("place", "雄安"), ("word", "学校")]),
        ("长三角公园", [("place", "长三角"), ("word", "公园")]),
        ("山海关区教育局", [("place", "山海关"), ("office", "区教育局")]),
        ("北海关税", [("place", "北海"), ("word", "关税")]),
        *((f"{name}教育局", [("place", name), ("office", "教育局")]) for name in ("苍南县", "南县", "泸县", "叶县", "高县")),
        ("泰州地区的公园", [("place", "泰州"), ("word", "公园")]),
        ("泸州地区", [("place", "泸州")]),
        ("川渝两地 医院", [("place", "川渝"), ("word", "医院")]),
        ("宜宾市范围内公园", [("place", "宜宾市"), ("word", "公园")]),
        ("泰州地区教育局", [("place", "泰州"), ("office", "教育局")]),
        ("大兴安岭地区公园", [("place", "大兴安岭地区"), ("word", "公园")]),
        ("地区公园", [("word", "地区"), ("word", "公园")]),
        ("宜宾县公园", [("place", "宜宾县"), ("word", "公园")]),
        ("锦溪镇政府", [("word", "锦溪"), ("word", "镇政府")]),
        ("宜宾市政府的数据", [("place", "宜宾"), ("word", "市政府")]),
        ("高县政府", [("place", "高县"), ("word", "政府")]),
        ("泸州政府", [("place", "泸州"), ("word", "政府")]),
        ("双塔区政府", [("place", "双塔区"), ("word", "政府")]),
        ("宜宾市政府办公室", [("place", "宜宾"), ("office", "市政府办公室")]),
        ("有多少家医院", [("word", "医院")]),
        ("医院数量", [("word", "医院")]),
        ("数量", [("word", "数量")]),
        ("请问泸州有几所学校", [("place", "泸州"), ("word", "学校")]),
        ("？！", []),
        ("", []),
    ],
)
def test_each_kind_is_known(text: str, expected: list[tuple[str, str]]) -> None:
    """Words, places, offices, years, codes and addresses, in any order, width and script."""
    assert read(text) == expected


def test_every_name_of_a_region_alone_means_the_region() -> None:
    """Full, short, former and other names, but for those that are ordinary words first: of full names those of no place of
    their own (城区, 东区), which are districts of a few cities and parts of all."""
    names = {normalise(name) for region in regions.all_regions() for name in placenames.of(region)}
    unread = {name for name in names if read(name) != [("place", name)]}
    assert unread == names & regions.ordinary()
    assert unread & {region.name for region in regions.all_regions()} == {"城区", "矿区", "郊区", "东区", "西区"}


@pytest.mark.parametrize(
    "text",
    ["提高县级", "提高要求", "新会计", "四会议室", "陕西和山西", "高青年", "正安装", "大余额", "古县城", "上林业", "安全南路"],
)
def test_a_name_across_two_words_is_none(text: str) -> None:
    """高县 in 提高县级: places that a dictionary would cut are words only where nothing else is."""
    assert all(
        name not in {"高县", "高要", "新会", "四会", "西和", "高青", "正安", "大余", "古县", "上林", "全南"}
        for _, name in read(text)
    )


@pytest.mark.parametrize(
    "text",
    [
        "我想找公园的数据",
        "请问有没有公园的信息？",
        "哪里可以下载公园数据",
        "公园在哪里",
        "怎么查公园",
        "有哪些公园呢",
        "麻烦帮我找一下公园",
        "公园的数据有吗",
    ],
)
def test_a_question_is_what_it_asks_for(text: str) -> None:
    """The words that ask are left out."""
    assert read(text) == [("word", "公园")]


def test_a_place_that_is_all_of_a_query_has_nothing_above_it() -> None:
    """What a city has is no answer to the name of its county, but one to a topic there; nor is a year a topic."""
    above = "about:511500^"
    assert above in tokens.read("珙县 公园")[0].clause
    assert above not in tokens.read("珙县")[0].clause
    assert above not in tokens.read("珙县 2020年")[0].clause


def test_a_name_inside_the_name_of_another_place_is_another() -> None:
    """文县 is no part of 兴文县; 南昌 is what 南昌县 lies in."""
    assert "-region_path:511528" in tokens.read("文县")[0].clause
    assert "-region_path" not in tokens.read("南昌")[0].clause


def test_a_group_takes_in_all_its_regions() -> None:
    """With all that they have."""
    clause = tokens.read("川渝 公园")[0].clause
    assert "region_path:500000^" in clause
    assert "region_path:510000^" in clause


def test_characters_in_no_word_are_looked_for_together() -> None:
    """They may be the name of something that no dictionary has."""
    assert read("公共测所") == [("word", "公共"), ("word", "测所")]


def test_a_word_of_words_is_looked_for_by_its_parts() -> None:
    """And as a word, which weighs more."""
    first, second = tokens.read("养老机构")
    assert (first.text, second.text) == ("养老", "机构")
    assert "title_word:养老机构" in first.clause


def test_the_pair_between_two_words_weighs() -> None:
    """Words side by side in the title, as they were typed."""
    assert "title_bi:园树^" in tokens.read("公园树木")[0].clause
    assert "title_bi:园树" not in tokens.read("公园 树木")[0].clause


def test_a_word_that_says_little_raises_its_title() -> None:
    """公园信息 finds 公园名录 too, but after 公园信息."""
    assert "(title_bi:公园 AND title_bi:信息^" in tokens.read("公园信息")[0].clause


def test_a_span_of_years_finds_each_of_them() -> None:
    """Datasets of a year between, and those that name the span."""
    clause = tokens.read("2018-2020")[0].clause
    assert all(f"years:{year}" in clause for year in (2018, 2019, 2020))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("镇政府", "镇人民"), ("乡政府", "乡人民"), ("市政府", "市人民"), ("自治区政府", "自治区人民"), ("街道办", "街道办事处")],
)
def test_a_government_is_found_by_its_full_name(typed: str, meant: str) -> None:
    """As the department of a dataset above all; 市政府采购 is none, nor does 城区 have one."""
    token = tokens.read(typed)[0]
    assert (token.text, f"org_bi:{meant}" in token.clause) == (typed, True)
    for other in ("市政府采购", "城市政府", "街道办事处"):
        assert f"org_bi:{meant}" not in "".join(one.clause for one in tokens.read(other))


def test_letters_may_be_pinyin() -> None:
    """Of a title from any of its words on, whole or by initials."""
    assert "title_py:gongjijin*" in tokens.read("gong ji jin")[0].clause
    assert "title_init:gjj" in tokens.read("GJJ")[0].clause
    assert "title_init:gy" in tokens.read("gy")[0].clause
    assert not any("title_init" in tokens.read(word)[0].clause for word in ("CT", "ic", "b2"))
    assert "title_py" not in tokens.read("flood")[0].clause


def test_a_code_comes_first() -> None:
    """As name, id or number of the source, whole."""
    clause = tokens.read("29200/00403601")[0].clause
    assert r"name:29200\/00403601^" in clause
    assert r"code:29200\/00403601^" in clause


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((f"{word}公园", [("word", "公园")]) for word in ("全国", "各地", "附近的", "我家附近的", "全国 ")),
        ("csv 格式的空气质量", [("format", "csv"), ("word", "空气"), ("word", "质量")]),
        ("可以下载的 excel 学校名单", [("format", "excel"), ("word", "学校")]),
        ("停车接口", [("word", "停车"), ("format", "接口")]),
        ("怎么办社保卡", [("word", "社保卡")]),
        ("如何办理社保卡", [("word", "社保卡")]),
        ("带坐标的充电桩", [("word", "坐标"), ("word", "充电桩")]),
        ("最新的数据", [("word", "最新"), ("word", "数据")]),
    ],
)
def test_words_that_are_no_topic(text: str, expected: list[tuple[str, str]]) -> None:
    """Everywhere and near me, how to apply, in which format."""
    assert read(text) == expected


def test_a_form_is_of_the_files_or_a_word() -> None:
    """Excel is several formats; an interface is what the portal itself offers too; letters may be pinyin all the same."""
    assert "formats:xlsx^" in tokens.read("excel 公园")[0].clause
    assert "facet_has_api:yes^" in tokens.read("公园 API")[1].clause
    (token,) = tokens.read("pdf")
    assert token.kind == "format"
    assert "formats:pdf^" in token.clause
    assert "title_init:pdf" in token.clause
    assert tokens.read("link")[0].kind == "latin"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("空氣品質", "空气质量"), ("電腦", "计算机"), ("腳踏車", "自行车"), ("捷運", "地铁"), ("計程車", "出租车"),
        ("停車格", "停车位"), ("國中", "初中"), ("托嬰中心", "托育机构"), ("警察局", "公安局"), ("戶政", "户籍"),
        ("勞保", "社会保险"), ("長照", "养老服务"), ("身障", "残疾人"), ("志工", "志愿者"), ("焚化爐", "垃圾焚烧"),
        ("河川", "河流"), ("土石流", "泥石流"), ("交通號誌", "红绿灯"), ("酒駕", "酒后驾驶"), ("統一編號", "统一社会信用代码"),
        ("都市計畫", "城市规划"), ("都更", "城市更新"), ("便利商店", "便利店"), ("資訊公開", "信息公开"), ("綠能", "新能源"),
        ("巴士", "公交"), ("單車", "自行车"), ("街市", "农贸市场"), ("長者", "老年人"), ("泊車", "停车场"), ("公屋", "公租房"),
    ],
)  # fmt: skip
def test_words_of_taiwan_and_hong_kong_find_the_mainlands(typed: str, meant: str) -> None:
    """All that was typed is met by the mainland's word."""
    assert all(meant in token.clause for token in tokens.read(typed))


def test_a_department_is_found_by_its_duty() -> None:
    """Whatever it is called there."""
    clause = tokens.read("市监局")[0].clause
    assert "offices:市场监督管理^" in clause
    assert "org_bi:市监局^" in clause


@given(st.text(max_size=120) | st.text(alphabet="泸州市教育局公园2020-年 abc的信息?/:.", max_size=60))
def test_every_token_has_a_clause(text: str) -> None:
    """Of a known kind, with balanced brackets outside what is escaped."""
    known = {kinds.WORD, kinds.PLACE, kinds.OFFICE, kinds.YEAR, kinds.LATIN, kinds.CODE, kinds.ADDRESS, kinds.FORMAT}
    for token in tokens.read(text):
        assert token.kind in known
        assert token.clause
        bare = token.clause.replace("\\\\", "").replace("\\(", "").replace("\\)", "")
        assert bare.count("(") == bare.count(")")


def test_the_address_of_a_page_names_its_dataset() -> None:
    """A file's page too, on whatever portal; an id is found however it is written."""
    for address in ("https://a.example/dataset/gong-yuan/resource/1b", "http://a.example:5000/en/dataset/gong-yuan?x=1"):
        (token,) = tokens.read(address)
        assert "name:gong\\-yuan^60" in token.clause
    (token,) = tokens.read("7F0B1C2D-0000-4000-8000-0123456789AB")
    assert "id:7f0b1c2d\\-0000\\-4000\\-8000\\-0123456789ab^60" in token.clause
