"""A record of usual size, for what is measured over many of them: three files, five tags, eight data items."""

from harvesters.record import File, Item, Record

KINDS = ("csv", "xlsx", "json")


def record(key: str) -> Record:
    """The record with this id; its title is its own too."""
    return Record(
        id=key,
        url=f"http://127.0.0.1/catalog/{key}",
        title=f"泸州市养老机构基本信息{key}",
        description="全市备案养老机构名称、地址、床位数、联系电话、运营性质。",
        publisher="泸州市民政局",
        theme=("社会救助",),
        industry=("卫生和社会工作",),
        open_type="无条件开放",
        update_cycle="每季度",
        issued="2022-11-09",
        modified="2024-03-05",
        tags=("养老", "机构", "床位", "民政", "备案"),
        items=tuple(Item(name=f"F{number}", label=f"字段{number}", type="字符型") for number in range(8)),
        files=tuple(
            File(id=f"{key}-{kind}", name="养老机构", url=f"http://127.0.0.1/{key}.{kind}", format=kind) for kind in KINDS
        ),
    )
