"""All portals behind one address: finds a request's portal, lets the switches have their way, asks the simulator."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

from sandbox.errors import SandboxError
from sandbox.reply import Reply, fresh, html, json
from sandbox.switches import Mutation

if TYPE_CHECKING:
    from sandbox.platform import Simulator
    from sandbox.reply import Request
    from sandbox.site import Site

ROBOTS = b"User-agent: *\nDisallow: /*/_switch\nDisallow: /*/truth.json\nDisallow: /*/records.jsonl\n"
LINES = "application/x-ndjson"


class Hub:
    """The portals of one process by slug."""

    def __init__(self, simulators: list[Simulator]) -> None:
        self._simulators = {one.site.profile.slug: one for one in simulators}

    @property
    def sites(self) -> list[Site]:
        """All portals."""
        return [one.site for one in self._simulators.values()]

    def answer(self, request: Request) -> Reply:
        """The answer to any request."""
        slug, _, rest = request.path.lstrip("/").partition("/")
        if slug in self._simulators:
            return self._portal(self._simulators[slug], request, rest)
        match slug:
            case "":
                return self._home()
            case "health":
                return json({"status": "ok", "portals": len(self._simulators)})
            case "robots.txt":
                return Reply(ROBOTS, media_type="text/plain")
        return html("<html><body><h1>404</h1></body></html>", 404)

    def _portal(self, simulator: Simulator, request: Request, rest: str) -> Reply:
        site = simulator.site
        if rest == "_switch":
            return self._switch(site, request)
        if rest == "truth.json":
            return json(site.truth(simulator.download))
        if rest == "records.jsonl":
            return self._records(simulator, request)
        if (failure := site.board.before(request)) is not None:
            return failure
        below = site.profile.root.removeprefix(f"/{site.profile.slug}").strip("/")
        inside = not below or rest == below or rest.startswith(f"{below}/")
        reply = simulator.answer(request, rest.removeprefix(below)) if inside else simulator.beside(request, rest)
        return site.board.after(request, fresh(request, reply))

    def _records(self, simulator: Simulator, request: Request) -> Reply:
        """The truth of every distinct entry that can be read, in the order of the listing, whatever the switches hide."""
        entries = {entry.id: entry for entry in simulator.site.catalogue.listing()}.values()
        told = (simulator.record(entry, simulator.base(request)) for entry in entries)
        lines = (orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in told if record)
        return Reply(b"".join(lines), media_type=LINES)

    def _switch(self, site: Site, request: Request) -> Reply:
        """Reads or sets the switches; 400 with a sentence where the body is not understood."""
        answer: dict[str, Any] = {}
        if request.method == "POST":
            try:
                data = orjson.loads(request.body or b"{}")
                change = msgspec.convert(data.pop("mutate", {}), Mutation)
                if data:
                    site.board.set(data)
                answer = {"mutated": site.catalogue.mutate(**msgspec.structs.asdict(change))}
            except (SandboxError, ValueError, TypeError, AttributeError) as error:
                return json({"error": str(error)}, 400)
        return json({"switches": msgspec.structs.asdict(site.board.state), **answer})

    def _home(self) -> Reply:
        rows = "\n".join(
            f'<tr><td><a href="{site.profile.root}{one.front}">{escape(site.profile.title)}</a></td>'
            f"<td>{site.profile.platform}</td><td>{site.profile.region}</td><td>{site.listing().total:,}</td>"
            f'<td><a href="/{site.profile.slug}/truth.json">truth</a></td></tr>'
            for one in self._simulators.values()
            for site in [one.site]
        )
        return html(
            '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="UTF-8"/><title>示例门户</title></head><body>'
            "<h1>示例门户</h1><p>以下门户及其数据均为模拟，仅供演示和测试。</p>\n<table><tr><th>门户</th><th>平台</th><th>区划</th>"
            f"<th>目录条目</th><th></th></tr>\n{rows}\n</table></body></html>\n"
        )
