"""Files and interfaces as resources."""

from collections.abc import Iterator
from typing import Any

from ckanext.govopen.national import checks
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.source import Fields, Source

from harvesters.record import Api, File


def step(source: Source) -> Fields:
    """Files first, then interfaces; one without a web address cannot be offered and is reported."""
    return {"resources": [*_files(source), *_apis(source)]}


def _files(source: Source) -> Iterator[dict[str, Any]]:
    for file in source.record.files:
        url = _url(source, file)
        name = checks.file_format(file.format) if file.format else None
        if url:
            yield {
                "name": source.text("resources", file.name),
                "description": None,
                "url": url,
                "format": name,
                "size": file.size,
                "delivery_mode": name if name in ("api", "link") else "file",
                "access": file.access,
                "source_file_id": file.id,
                "source_modified": file.modified,
                "source_rows": file.rows,
            }


def _apis(source: Source) -> Iterator[dict[str, Any]]:
    for api in source.record.apis:
        url = _url(source, api)
        if url:
            yield {
                "name": source.text("resources", api.name),
                "description": source.text("resources", api.description, lines=True),
                "url": url,
                "format": "api",
                "size": None,
                "delivery_mode": "api",
                "access": None,
                "source_file_id": api.id,
                "source_modified": None,
                "source_rows": None,
            }


def _url(source: Source, resource: File | Api) -> str | None:
    try:
        return checks.url(resource.url)
    except CheckError:
        source.report("bad-address", field="resources", value=resource.url)
        return None
