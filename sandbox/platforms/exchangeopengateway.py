"""exchangeopengateway: JSON under the first letters of pinyin, behind a value that a page's script makes.

Every call wants `appCode`, 32 hexadecimal characters, else it is a 401. The list tells pages and no total; dates are
milliseconds as text; the slash of an id must come as `%2F`. Neither items nor files are shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox import calls, records
from sandbox.dice import chance
from sandbox.dress import cycle, joined
from sandbox.markup import plain
from sandbox.moments import epoch
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json, whole

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

CYCLES = {"01": "每日", "02": "每周", "03": "每月", "04": "季度", "05": "年", "06": "半年"}
OPEN_CODES = {"有条件开放": "01", "无条件开放": "02"}
CONDITION = "需提交申请，经数据提供单位审核同意后开放"
APP_CODE = re.compile(r"[0-9a-f]{32}")
RAW_SLASH = re.compile(r"[?&]mlbh=[^&]*/")
SCRIPT = (
    "<script>var s='';for(var i=0;i<32;i++){s+=Math.floor(Math.random()*16).toString(16);}"
    "document.cookie='_appId='+s+';path=/';</script>"
)


class ExchangeOpenGateway(Simulator):
    """An exchangeopengateway portal."""

    name = "exchangeopengateway"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        match path.strip("/").split("/"):
            case [""]:
                return html(plain.page(self.site.profile, "首页", SCRIPT))
            case ["exchangeopengateway", "v1.0", "mh", "sjml", "getMlxxList"]:
                return self._called(request, "POST")
            case ["exchangeopengateway", "v1.0", "mlxx", "getSjmlxq"]:
                return self._called(request, "GET")
        return html(plain.page(self.site.profile, "页面不存在"), 404)

    def _called(self, request: Request, method: str) -> Reply:
        """The list by POST or a detail by GET, once method and code are right."""
        if request.method != method:
            return calls.wrong_method()
        # Only the detail takes the code in its address too.
        shown = request.headers.get("appcode") or (request.query.get("appCode", "") if method == "GET" else "")
        if not APP_CODE.fullmatch(shown):
            return calls.refusal("appCode无效", 401, 401)
        return self._list(request) if method == "POST" else self._detail(request)

    def _list(self, request: Request) -> Reply:
        asked = request.data
        if asked is None:
            return calls.refusal("请求参数格式错误", 400, 400)
        number, size = whole(asked.get("pageNo"), 1), whole(asked.get("pageSize"), 10)
        word = str(asked.get("mlmc") or "")
        entries, total, size = calls.window(self.site, number, size, (lambda entry: word in entry.title) if word else None)
        return json({"data": {"totalPage": calls.pages(total, size), "rows": [self._row(entry) for entry in entries]}})

    @staticmethod
    def _date(value: str | None, key: str) -> str:
        """A date of an entry in milliseconds as text, "" where there is none."""
        found = epoch(value, key)
        return "" if found is None else str(found)

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "mlbh": entry.id,
            "mlmc": entry.title,
            "mlms": entry.description,
            "ssbmmc": entry.publisher,
            "fbsj": self._date(entry.issued, f"{entry.id}issued"),
            "xgsj": self._date(entry.modified, entry.id),
            "gxzq": cycle(CYCLES, entry),
            "wjlx": "\\".join(calls.format_words(entry.formats)),
            "kfptLlsl": calls.mixed(entry.views, entry, "llsl"),
            "kfptSqsl": calls.mixed(calls.used(entry, 0.02), entry, "sqsl"),
            "jghxxjls": calls.mixed(entry.rows, entry, "jghxxjls"),
        }

    def _detail(self, request: Request) -> Reply:
        if RAW_SLASH.search(request.target):
            return calls.refusal("请求地址不合法", 400, 400)
        ident = request.query.get("mlbh", "")
        entry = self.site.catalogue.find(ident)
        if entry is None:
            return calls.refusal("数据目录不存在" if ident else "mlbh不能为空")
        return json({"data": self._fields(entry)})

    def _fields(self, entry: Entry) -> dict[str, Any]:
        mobile = chance(entry.id, "sjhm") < 1 / 5  # an office's number in the field for mobile numbers
        return {
            "xxzymc": entry.title,
            "mlmc": entry.title,
            "xxzytgf": entry.publisher,
            "ssztlmmc": joined(entry.themes, "，"),
            "ssqtlmmc": joined(entry.industries, "，"),
            "fbrq": self._date(entry.issued, f"{entry.id}issued"),
            "gxrq": self._date(entry.modified, entry.id),
            "kflx": OPEN_CODES.get(entry.open_condition or ""),
            "kftj": "" if entry.unconditional else CONDITION,
            "sjl": None if entry.rows is None else str(entry.rows),
            "gxzq": cycle(CYCLES, entry),
            "zjhm": "" if mobile else entry.phone,
            "sjhm": entry.phone if mobile else "",
            "mlbqmcList": list(entry.tags) if entry.tags else None,
            "zyzy": entry.description,
            "zygs": "\\".join(calls.format_words(entry.formats)),
            "llsl": calls.mixed(entry.views, entry, "llsl"),
            "sqsl": calls.mixed(calls.used(entry, 0.02), entry, "sqsl"),
        }

    def download(self, _entry: Entry, _card: Card) -> str | None:
        """See `Simulator`."""
        return None

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. Applications are no downloads: they are no counter of a record."""
        code = cycle(CYCLES, entry)
        return records.record(
            entry.id,
            f"{base}/#/DataSet/{quote(entry.id, safe='')}",
            entry.title,
            **records.told(entry),
            open_type=entry.open_condition if entry.open_condition in OPEN_CODES else None,
            open_condition=None if entry.unconditional else CONDITION,
            update_cycle=CYCLES[code] if code else None,
            issued=records.stamp(entry.issued, f"{entry.id}issued"),
            modified=records.stamp(entry.modified, entry.id),
            formats=records.formats(calls.format_words(entry.formats)),
            contact={"phone": records.text(entry.phone)},
            volume={"rows": entry.rows},
            region=self.site.profile.region,
            counters={"views": entry.views},
        )
