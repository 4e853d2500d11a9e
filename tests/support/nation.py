"""A catalogue of national size for benches: real-shaped datasets of every prefecture, written straight into the tables.

`python -m support.nation INI SIZE PART PARTS` writes one part; `fill` runs all parts side by side. Each dataset is an entry
of the sandbox's generator that went through `from_record`: titles, departments, data items, files and tags as a harvest would
have left them, with scores of its files. The index learns of them by `ckan govopen reindex`.
"""

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import msgspec
import sqlalchemy as sa

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk import creation, normal, stored
from ckanext.govopen.bulk.organizations import Organizations
from ckanext.govopen.national import regions
from ckanext.govopen.national.dataset import Converted, from_record

from harvesters.portal import Portal
from harvesters.record import Record, to_json
from sandbox import records
from sandbox.catalogue.generated import Generated
from sandbox.catalogue.topics import load_library
from sandbox.entry import Entry
from sandbox.files.recipes import load_recipes
from sandbox.plan import Plan, load_plan

CONFIG = Path(__file__).parents[2] / "config" / "sandbox"
SIZE = int(os.environ.get("GOVOPEN_BENCH_SIZE", "500000"))
BATCH = 1000
GRADES = "CASE WHEN {0} >= 90 THEN 'A' WHEN {0} >= 75 THEN 'B' WHEN {0} >= 60 THEN 'C' WHEN {0} >= 40 THEN 'D' ELSE 'E' END"
POINTS = "20 + abs(hashtext(resource.id)) % 80"
RAW = rf"\x{zlib.compress(to_json(Record(id='1', url='http://127.0.0.1', title='示例'))).hex()}"
RECORDS = (
    "INSERT INTO govopen_record (portal, source_id, hash, package_id, raw, run_id, first_run, seen, page, state)"
    f" SELECT extras ->> 'source_portal', extras ->> 'source_id', md5(id), id, '{RAW}', 'bench', 'bench', now(), 1, 'active'"
    " FROM package WHERE extras ->> 'source_portal' LIKE '%\\_nation' ON CONFLICT DO NOTHING"
)
FILE_SCORES = (
    "INSERT INTO govopen_file_score (resource_id, package_id, state, source, score, grade, stars, detected_format, encoding,"
    f" row_count, checked) SELECT id, package_id, 'done', id, {POINTS}, {GRADES.format(f'({POINTS})')}, 3, lower(format),"
    " 'utf-8', abs(hashtext(id)) % 5000, now() FROM resource ON CONFLICT DO NOTHING"
)
SCORES = (
    "INSERT INTO govopen_dataset_score (package_id, score, grade, stars, best, examined)"
    f" SELECT package_id, max(score), {GRADES.format('max(score)')}, 3, min(resource_id), now() FROM govopen_file_score"
    " GROUP BY package_id ON CONFLICT DO NOTHING"
)
LAID_OVER = (RECORDS, FILE_SCORES, SCORES, "ANALYZE package, resource, member, govopen_record, govopen_file_score")
"""What is read with datasets: their records and the scores of their files."""


def fill(ini: Path, size: int = SIZE, parts: int = 2) -> None:
    """Write so many datasets, unless they are there already."""
    with application(ini):
        if model.Session.scalar(sa.select(sa.func.count()).select_from(model.package_table)) >= size:
            return
    command = [sys.executable, "-m", "support.nation", str(ini), str(size)]
    running = [subprocess.Popen([*command, str(part), str(parts)]) for part in range(parts)]
    codes = [process.wait() for process in running]
    if any(codes):
        raise SystemExit("the catalogue could not be written")
    with application(ini):
        for statement in LAID_OVER:
            model.Session.execute(sa.text(statement.replace(":", r"\:")))
            model.Session.commit()


def ready(folder: Path) -> dict[str, Any]:
    """The facts of the instance in a folder, once its catalogue is written and indexed."""
    fill(folder / "ckan.ini")
    facts: dict[str, Any] = json.loads((folder / "instance.json").read_text())
    if indexed(facts) < SIZE:
        reindex(folder)
    return facts


def indexed(facts: Mapping[str, Any]) -> int:
    """How many datasets the index holds."""
    answer = httpx.get(f"{facts['solr_url']}/select", params={"q": "*:*", "rows": 0, "wt": "json"}, timeout=60)
    return int(answer.json()["response"]["numFound"])


def reindex(folder: Path) -> None:
    """Make the index anew."""
    command = [str(Path(sys.executable).parent / "ckan"), "-c", str(folder / "ckan.ini"), "govopen", "reindex"]
    with (folder / "logs" / "bench-reindex.log").open("w") as log:
        if subprocess.run(command, stdout=log, stderr=log, check=False).returncode:
            raise SystemExit(Path(log.name).read_text()[-2000:])


def application(ini: Path) -> Any:
    """CKAN, as in a request."""
    return make_app(load_config(str(ini)))._wsgi_app.test_request_context()


def plans(size: int) -> list[Plan]:
    """A portal of each prefecture, with its counties."""
    usual = load_plan(CONFIG / "yibin.yml")
    cities = [one for one in regions.all_regions() if one.level == 2 and one.successor is None and regions.children(one.code)]
    each = -(-size // len(cities))
    return [
        msgspec.structs.replace(
            usual,
            slug=f"{one.code}_nation",
            title=f"{one.name}公共数据开放网",
            region=one.code,
            name=one.name,
            short=one.short,
            publisher=f"{one.name}数据局",
            seed=int(one.code),
            size=each,
            districts={county.name: county.code for county in regions.children(one.code)},
            departments="full",
        )
        for one in cities
    ]


def datasets(size: int, part: int = 0, parts: int = 1) -> Iterator[Converted]:
    """Every `parts`-th dataset of the catalogue, the portals in turns."""
    library, recipes = load_library(CONFIG), load_recipes(CONFIG / "data" / "recipes.yml")
    known = [(one, Generated(one, library, recipes), portal(one)) for one in plans(size)]
    for number in range(part, size, parts):
        plan, catalogue, source = known[number % len(known)]
        yield from_record(record(plan, catalogue.make(number // len(known), 0)), source)


def portal(plan: Plan) -> Portal:
    """The portal of a plan."""
    url = f"http://127.0.0.1/{plan.region}/portal"
    return Portal(code=plan.slug, title=plan.title, platform="oportal", url=url, region=plan.region, publisher=plan.publisher)


def record(plan: Plan, entry: Entry) -> Record:
    """What a perfect reader makes of an entry."""
    base = f"http://127.0.0.1/{plan.region}/portal/catalog"
    files = [
        records.file(f"{base}/download?idInRc={card.number}", id=card.id, name=card.name, format=card.format)
        for card in entry.files
    ]
    items = [records.item(item.name, item.heading, item.type) for item in entry.items]
    told = records.told(entry)
    known = {
        "open_type": records.text(entry.open_condition),
        "update_cycle": records.text(entry.update_cycle),
        "issued": records.date(entry.issued),
        "modified": records.date(entry.modified),
        "formats": records.formats(entry.formats),
        "volume": {"rows": entry.rows},
        "region": entry.about.place if entry.about else plan.region,
    }
    found = records.record(entry.id, f"{base}/{entry.id}", entry.title, **told, **known, items=items, files=files)
    return msgspec.convert(found, Record)


def write(size: int, part: int, parts: int) -> None:
    """Write one part, batch by batch."""
    user = str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])
    user_id = str(model.User.get(user).id)
    organizations, form = Organizations(user), normal.form()
    if form is None:
        raise SystemExit("the dataset schema has something that bulk writing does not know")
    waiting = datasets(size, part, parts)
    while batch := list(islice(waiting, BATCH)):
        organizations.ensure(*(one.department for one in batch))
        owners = stored.organizations({one.dataset["owner_org"] for one in batch})
        found = [form.normal(one.dataset) for one in batch]
        for one in found:
            one.columns["owner_org"] = owners[one.columns["owner_org"]]
        creation.write(found, user_id, datetime.now(UTC).replace(tzinfo=None))
        model.Session.commit()


if __name__ == "__main__":
    path, *numbers = sys.argv[1:]
    with application(Path(path)):
        write(*map(int, numbers))
