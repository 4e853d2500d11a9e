"""What raises a dataset among those that match: factors on its relevance, with weights from `config/search.yml`."""

from collections.abc import Iterable

from ckanext.govopen.national import data


def boost(regions: Iterable[str]) -> str | None:
    """The factor on relevance as a function of Solr, for a query that names regions of these codes."""
    counts = ",".join(f"termfreq(region_path,'{code}')" for code in regions)
    return f"if(gt(sum({counts},0),0),{data.load('search.yml')['boost']['region']},1)" if counts else None
