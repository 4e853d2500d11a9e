"""A Solr core with datasets in it, filled and asked as CKAN fills and asks its own."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from ckanext.govopen.national import regions
from ckanext.govopen.national.vocabularies import vocabulary
from ckanext.govopen.search.document import document

REAL = Path(os.environ.get("GOVOPEN_REAL") or Path(__file__).resolve().parents[3] / "shared" / "real")
SITE = "search-tests"
STOCK_FIELDS = "name^4 title^4 tags^2 groups^2 text"


class Core:
    """One Solr core; every corpus in it has a site of its own, as portals that share a core have."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url.rstrip("/"), timeout=60)

    def add(self, site: str, packages: Sequence[Mapping[str, Any]]) -> None:
        for at in range(0, len(packages), 500):
            docs = [
                document(
                    ckan_document(site, package),
                    package,
                    organizations=package["organizations"],
                    score=package.get("scored"),
                )
                for package in packages[at : at + 500]
            ]
            self.post("/update", json=docs)
        self.post("/update", json={"commit": {}})

    def clear(self) -> None:
        self.post("/update", json={"delete": {"query": f"site_id:{SITE}*"}, "commit": {}})

    def post(self, path: str, **kwargs: Any) -> dict[str, Any]:
        answer = self.http.post(path, params={"wt": "json"}, **kwargs)
        assert answer.status_code == 200, answer.text[:2000]
        return answer.json()

    def search(self, site: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """What CKAN 2.12 makes of parameters (ckan/lib/search/query.py) and Solr of that."""
        asked = {"df": "text", "fl": "id title_string", "rows": 10, **params}
        if ":" not in asked["q"] or asked.get("defType") == "edismax":
            asked = {"defType": "dismax", "tie": "0.1", "mm": "2<-1 5<80%", "qf": STOCK_FIELDS, **asked}
        asked["q.op"] = "AND"
        asked["fq"] = [*asked.pop("fq_list", []), asked.get("fq") or "*:*", f'+site_id:"{site}"', "+state:active"]
        asked.setdefault("sort", "score desc, metadata_modified desc")
        return self.post("/select", data=asked)


def ckan_document(site: str, package: Mapping[str, Any]) -> dict[str, Any]:
    """What CKAN's indexer hands to plugins for a dataset of our schema (ckan/lib/search/index.py)."""
    own = {
        "theme",
        "industry",
        "open_type",
        "update_cycle",
        "region_code",
        "data_items",
        "source_portal",
        "provider_name",
    }
    plain = {key: value if isinstance(value, str) else json.dumps(value) for key, value in package.items() if key in own}
    resources = package.get("resources", [])
    return {
        "id": package["id"],
        "index_id": hashlib.md5(f"{package['id']}{site}".encode()).hexdigest(),
        "site_id": site,
        "entity_type": "package",
        "dataset_type": "dataset",
        "state": "active",
        "capacity": "public",
        "name": package["name"],
        "title": package["title"],
        "title_string": package["title"],
        "notes": package.get("notes"),
        "tags": [tag["name"] for tag in package.get("tags", [])],
        "groups": package.get("groups", []),
        "organization": package.get("organization"),
        "owner_org": package.get("owner_org"),
        "res_name": [one.get("name", "") for one in resources],
        "res_format": [one.get("format", "") for one in resources],
        "metadata_modified": "2026-01-01T00:00:00Z",
        "metadata_created": "2026-01-01T00:00:00Z",
        "data_dict": "{}",
        **plain,
        **{f"extras_{key}": value for key, value in plain.items()},
    }


def real_packages(path: Path) -> Iterator[dict[str, Any]]:
    """The datasets of a file of real records, one for every address."""
    region = path.stem.split("_")[0]
    place = regions.region(region)
    assert place
    seen = set()
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        if row["详情页网址"] in seen:
            continue
        seen.add(row["详情页网址"])
        yield {
            "id": f"{path.stem}-{number}",
            "name": f"{path.stem.replace('_', '-')}-{number}",
            "title": row["标题"],
            "notes": row.get("描述"),
            "tags": [{"name": word} for word in as_text(row.get("标签")).split()],
            "theme": [code] if (code := vocabulary("themes").match(as_text(row.get("重点领域")))) else [],
            "theme_source": as_text(row.get("重点领域")),
            "industry": [code] if (code := vocabulary("industries").match(as_text(row.get("所属行业")))) else [],
            "region_code": region,
            "provider_name": row.get("来源部门"),
            "organizations": [row.get("来源部门"), f"{place.name}人民政府"],
            "source_portal": path.stem,
            "resources": [],
        }


def as_text(value: str | list[str] | None) -> str:
    """A value of a real record: the three files write several labels in two ways."""
    return " ".join(value) if isinstance(value, list) else value or ""
