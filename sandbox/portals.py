"""The portals' YAML files, by which the harvester finds them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sandbox.errors import SandboxError
from sandbox.server import HOST

if TYPE_CHECKING:
    from sandbox.site import Profile

HTTP = {"delay": 0, "concurrency": 4, "timeout": 30, "retries": 3, "verify": True, "allow_private": True}


def describe(profile: Profile, port: int) -> str:
    """The YAML of a portal served on `port`."""
    data: dict[str, Any] = {
        "title": profile.title,
        "platform": profile.platform,
        "url": f"http://{HOST}:{port}{profile.root}",
        "region": profile.region,
        "publisher": profile.publisher,
        "schedule": "manual",
        "aggregation": profile.aggregation,
        "http": HTTP,
    }
    if profile.options:
        data["options"] = profile.options
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def write(folder: Path, profile: Profile, port: int) -> bool:
    """Writes `sandbox_<slug>.yml` in one step and only where it changed; returns whether it did."""
    path, text = folder / f"sandbox_{profile.slug}.yml", describe(profile, port)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            return False
        with tempfile.NamedTemporaryFile("w", dir=folder, encoding="utf-8", delete=False, prefix=".sandbox_") as file:
            file.write(text)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise SandboxError(message) from None
    return True
