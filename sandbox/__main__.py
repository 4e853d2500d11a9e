"""`python -m sandbox`: serves the portals until it is told to stop."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from sandbox import portals
from sandbox.errors import SandboxError
from sandbox.server import HOST, Server
from sandbox.start import assemble


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox", description="Simulated open data portals on this machine.")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--config", type=Path, default=Path("config/sandbox"), help="folder of the sandbox portals")
    parser.add_argument("--write-portals", type=Path, metavar="DIR", help="write the portals' YAML files there")
    parser.add_argument(
        "--real",
        type=Path,
        nargs="*",
        default=[],
        metavar="FILE",
        help="real records (JSON lines), as oportal or PLATFORM=FILE",
    )
    parser.add_argument("--plans", type=Path, nargs="*", default=[], metavar="DIR", help="further folders of portals")
    return parser.parse_args()


def serve(arguments: argparse.Namespace) -> None:
    """Serves until SIGTERM or SIGINT."""
    hub = assemble(arguments.config, arguments.real, arguments.plans)
    with Server(hub, arguments.port) as server:
        for number in (signal.SIGTERM, signal.SIGINT):
            # shutdown() waits for the loop, which this thread runs: so another one calls it.
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        if arguments.write_portals:
            for site in hub.sites:
                portals.write(arguments.write_portals, site.profile, server.server_port)
        sys.stdout.write(f"{len(hub.sites)} sandbox portals on http://{HOST}:{server.server_port}/\n")
        sys.stdout.flush()
        server.serve_forever(poll_interval=0.2)


def main() -> int:
    """Exit code 0 after a clean stop, 2 with one sentence on stderr where it cannot start."""
    try:
        serve(_arguments())
    except SandboxError as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
