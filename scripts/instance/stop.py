"""Ends all services of one instance."""

import http.client
import time
import xmlrpc.client

from instance import files, place, processes, programs, supervisor
from instance.console import say

PATIENCE = 90


def stop() -> None:
    """End the services of the instance folder and of no other; nothing of it is left running."""
    var = place.folder()
    instance = place.load(var)
    if "data" not in instance.facts:
        say(f"Nothing runs for {var}")
        return
    with files.lock(var / "lock", busy=f"Another call works on {var}: wait until it has ended."):
        if supervisor.is_alive(instance):
            try:
                # The portal's own processes all at once; the supervisor then ends the servers they used.
                supervisor.end(instance, [name for name in supervisor.states(instance) if name not in programs.SERVERS])
                supervisor.proxy(instance).shutdown()
            except (OSError, http.client.HTTPException, xmlrpc.client.Error):
                say("The supervisor broke off; ending its processes one by one")
            deadline = time.monotonic() + PATIENCE
            while supervisor.is_alive(instance) and time.monotonic() < deadline:
                time.sleep(0.1)
        processes.end(var, instance.data)
        programs.socket_path(instance).unlink(missing_ok=True)
    say(f"All services of {var} have ended")
