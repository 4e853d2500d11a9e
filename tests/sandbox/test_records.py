"""The truth of records: complete, clean, and one line a dataset."""

from pathlib import Path

import orjson
import pytest
import yaml

from harvesters.record import Record, from_json
from sandbox import portals, records
from sandbox.errors import SandboxError
from sandbox.start import assemble
from tests.sandbox.client import CONFIG, Client

KEYS = list(Record.__struct_fields__)


def truth(client: Client, slug: str) -> list[dict]:
    """The truth of a portal's records."""
    return [orjson.loads(line) for line in client.get(f"/{slug}/records.jsonl").body.splitlines()]


def test_a_line_a_distinct_entry_with_every_key(shared: Client) -> None:
    """Each dataset comes once, in the order of the listing, with all keys of a record."""
    found = truth(shared, "sichuan")
    site = next(one for one in shared.hub.sites if one.profile.slug == "sichuan")
    assert [one["id"] for one in found] == list(dict.fromkeys(entry.id for entry in site.catalogue.listing()))
    assert all(list(one) == KEYS for one in found)
    assert all(from_json(orjson.dumps(one)) for one in found)
    assert found[0]["url"] == f"http://127.0.0.1/sichuan/portal/catalog/{found[0]['id']}"


def test_placeholders_are_nothing_and_dates_are_iso(shared: Client) -> None:
    """暂无 and empty fields are absent; unpadded dates are padded; a date before the other one stays."""
    found = truth(shared, "kunshan")
    site = next(one for one in shared.hub.sites if one.profile.slug == "kunshan")
    entries = [site.catalogue.find(one["id"]) for one in found]
    assert any(entry.themes == ("暂无",) and one["theme"] == [] for entry, one in zip(entries, found, strict=True))
    assert any(entry.phone == "" and one["contact"]["phone"] is None for entry, one in zip(entries, found, strict=True))
    assert any(len(entry.issued) < 10 for entry in entries)
    assert all(len(one["issued"]) == 10 for one in found)
    assert any(one["modified"] < one["issued"] for one in found)


def test_refused_files_lead_to_the_landing_page(shared: Client) -> None:
    """A file that a GET does not give has the landing page for its address and says what it takes."""
    for one in truth(shared, "yibin"):
        for file in one["files"]:
            assert file["access"] == ("open" if one["open_type"] == "无条件开放" else "apply")
            assert (file["url"] == one["url"]) == (file["access"] != "open")


@pytest.mark.parametrize(
    ("said", "kept"),
    [("　２０２１年ＡＢ ", "2021年AB"), ("暂无", None), (" - ", None), (None, None), ("甲（乙）", "甲（乙）"), (7, "7")],
)
def test_text(said: object, kept: str | None) -> None:
    """Full-width letters, digits and spaces are folded, Chinese punctuation stays, placeholders are nothing."""
    assert records.text(said) == kept


def test_unknown_keys_are_an_error() -> None:
    """A misspelt field of a truth is found at once."""
    with pytest.raises(KeyError):
        records.record("1", "http://x.test/1", "甲", themes=[])


def test_further_plans_and_options(tmp_path: Path) -> None:
    """A further folder adds portals; a portal may have the bare host for its root; options reach the portal file."""
    plan = yaml.safe_load((CONFIG / "yibin.yml").read_text()) | {"root": "", "size": 12, "options": {"colour": "red"}}
    (tmp_path / "little.yml").write_text(yaml.safe_dump(plan))
    client = Client(assemble(CONFIG, plans=[tmp_path]))
    assert client.get("/little/catalog/index").status == 200
    assert client.get("/yibin/portal/catalog/index").status == 200
    profile = next(site.profile for site in client.hub.sites if site.profile.slug == "little")
    told = yaml.safe_load(portals.describe(profile, 80))
    assert (told["url"], told["options"]) == ("http://127.0.0.1:80/little", {"colour": "red"})


def test_unknown_dialect_is_named(tmp_path: Path) -> None:
    """A dialect that the platform does not have is an error with the file's name."""
    plan = yaml.safe_load((CONFIG / "yibin.yml").read_text()) | {"options": {"dialect": "martian"}}
    (tmp_path / "little.yml").write_text(yaml.safe_dump(plan))
    with pytest.raises(SandboxError, match=r"little\.yml at options\.dialect"):
        assemble(CONFIG, plans=[tmp_path])
