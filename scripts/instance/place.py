"""Where an instance lies, and what `instance.json` remembers of it."""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from instance import files
from instance.errors import Trouble

CHECKOUT = Path(__file__).resolve().parents[2]
PUBLIC = ["site_url", "solr_url", "database_url", "datastore_url", "redis_url", "sandbox_url", "ckan_ini", "admin"]
SECRETS = ["session", "tokens", "database", "datastore_reader", "superuser", "redis"]
EXTERNAL = {"postgres": "GOVOPEN_DATABASE_URL", "redis": "GOVOPEN_REDIS_URL", "solr": "GOVOPEN_SOLR_URL"}


@dataclass
class Instance:
    """One instance: its folder and its facts.

    `facts` is the content of instance.json: the keys of PUBLIC, and what the next call needs: `data` (folder of the
    private servers), `site_id`, `ports`, `asked_port`, `external` (addresses of servers that are not ours), `demo`,
    `real` (catalogue files the sandbox serves), `secrets`, `done` (fingerprints of finished steps).
    """

    var: Path
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ini(self) -> Path:
        """The configuration of CKAN."""
        return self.var / "ckan.ini"

    @property
    def logs(self) -> Path:
        """The folder of all logs."""
        return self.var / "logs"

    @property
    def portals(self) -> Path:
        """The folder into which the sandbox writes its portal files."""
        return self.var / "config" / "portals"

    @property
    def data(self) -> Path:
        """The folder of the private servers' data."""
        return Path(self.facts["data"])

    def port(self, name: str) -> int:
        """The port of a process."""
        return int(self.facts["ports"][name])

    def private(self, name: str) -> bool:
        """Whether the server (postgres, redis or solr) is one of our own."""
        return name not in self.facts["external"]

    def save(self) -> None:
        """Write instance.json, readable by its owner only."""
        ordered = {key: self.facts.get(key) for key in PUBLIC} | self.facts
        files.write(self.var / "instance.json", json.dumps(ordered, indent=2, ensure_ascii=False) + "\n", mode=0o600)

    def is_done(self, step: str, fingerprint: str) -> bool:
        """Whether a step was finished for what the fingerprint stands for."""
        return bool(self.facts["done"].get(step) == fingerprint)

    def mark(self, step: str, fingerprint: str) -> None:
        """Remember that a step is finished."""
        self.facts["done"][step] = fingerprint
        self.save()


def folder() -> Path:
    """The instance folder that the caller means."""
    return Path(os.environ.get("GOVOPEN_VAR") or CHECKOUT / "var").expanduser().resolve()


def load(var: Path) -> Instance:
    """The instance as the last call left it; its facts are empty where there is none."""
    path = var / "instance.json"
    try:
        facts = json.loads(path.read_text())
    except FileNotFoundError:
        return Instance(var)
    except PermissionError as error:
        raise Trouble(
            f"{path} belongs to somebody else: call as its owner, or set GOVOPEN_VAR to a folder of your own."
        ) from error
    except json.JSONDecodeError as error:
        raise Trouble(f"{path} is damaged ({error}): restore it, or remove {var} to start afresh.") from error
    return Instance(var, facts)


def existing(var: Path) -> Instance:
    """The instance, which has to be there."""
    instance = load(var)
    if not instance.facts:
        raise Trouble(f"There is no instance in {var}: make one with scripts/portal.")
    return instance


def make_folder(var: Path) -> None:
    """Make the instance folder; servers that run as another user have to pass through it, so it is not closed."""
    if not var.exists():
        var.mkdir(parents=True)
        var.chmod(0o755)
    if not var.is_dir():
        raise Trouble(f"{var} is not a folder: remove it, or set GOVOPEN_VAR to another place.")
    for name, mode in (("logs", 0o750), ("storage", 0o700), ("config", 0o755), ("config/portals", 0o755)):
        path = var / name
        if not path.is_dir():
            path.mkdir()
            path.chmod(mode)


def remember_choices(instance: Instance) -> None:
    """Take over what the environment asks for; a variable that is not set keeps what the instance has."""
    facts = instance.facts
    facts.setdefault("done", {})
    facts.setdefault("ports", {})
    facts.setdefault("site_id", f"govopen-{secrets.token_hex(4)}")
    kept = facts.setdefault("secrets", {})
    for name in SECRETS:
        kept.setdefault(name, secrets.token_urlsafe(32))
    facts.setdefault("admin", {"name": "admin", "password": secrets.token_urlsafe(12), "token": None})
    external = facts.setdefault("external", {})
    for server, variable in EXTERNAL.items():
        address = os.environ.get(variable)
        if address:
            external[server] = address.replace("postgres://", "postgresql://", 1).rstrip("/")
        elif address == "":
            external.pop(server, None)
    facts["demo"] = os.environ.get("GOVOPEN_DEMO", "1" if facts.get("demo", True) else "0") != "0"
    real = os.environ.get("GOVOPEN_SANDBOX_REAL")
    if real is not None:
        facts["real"] = [str(Path(name).resolve()) for name in real.split(os.pathsep) if name]
    facts.setdefault("real", [])
    facts["ckan_ini"] = str(instance.ini)
