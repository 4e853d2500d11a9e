"""How an instance is: its processes, and whether the portal answers."""

from typing import Any

from instance import programs, supervisor, web
from instance.place import Instance

READY = "ready"
TROUBLES = {
    "away": "the search index does not answer: scripts/portal logs solr",
    "schema": "the search index was made for another schema: scripts/portal ckan govopen reindex",
}
PORTAL = ["web", *(f"worker-{number}" for number in range(1, programs.WORKERS + 1)), programs.SCHEDULER]


def names(instance: Instance) -> list[str]:
    """The processes that the instance has when it is up."""
    private = ("solr", "postgres", "redis")
    return [
        *PORTAL,
        *(name for name in private if instance.private(name)),
        *(["sandbox"] if instance.facts["demo"] else []),
    ]


def report(instance: Instance) -> dict[str, Any]:
    """`{"healthy", "index", "processes": [{"name", "pid", "state"}]}`; a process that does not run has the pid null.

    `index` is ready, away, schema (made for another one), or null while the portal does not answer.
    """
    known = supervisor.states(instance)
    rows = []
    for name in names(instance):
        row = known.get(name, {})
        rows.append({"name": name, "pid": row.get("pid") or None, "state": row.get("statename", "STOPPED")})
    index = (web.call(instance, "status_show") or {}).get("search_index")
    healthy = all(row["state"] == "RUNNING" for row in rows) and index == READY
    return {"healthy": healthy, "index": index, "processes": rows}


def runs(instance: Instance, name: str) -> bool:
    """Whether a process has run for long enough to count as started."""
    return bool(supervisor.states(instance).get(name, {}).get("statename") == "RUNNING")


def table(instance: Instance, found: dict[str, Any]) -> str:
    """The report as lines for people."""
    head = f"{'healthy' if found['healthy'] else 'not healthy'}  {instance.facts.get('site_url') or ''}"
    lines = [f"{row['name']:<10} {row['state']:<9} {row['pid'] or ''}".rstrip() for row in found["processes"]]
    lines += [TROUBLES[found["index"]]] if found["index"] in TROUBLES else []
    return "\n".join([head, *lines, f"instance folder: {instance.var}"])
