"""Names WGS 84 at the columns of longitude and latitude of maps whose format knows no other system (GeoJSON, KML).

The format says so of itself; a CSV would not.
"""

import re
from collections.abc import Sequence

from ckanext.govopen.files.words import words
from ckanext.govopen.national import data
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "coordinate_system"  # noqa: A001
title = N_("Name the coordinate system")
kind = "lossless"
order = 25
mends: dict[str, None] = {}
PLACE = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'.format(
    "".join(
        f"<Placemark><name>{name}</name><Point><coordinates>{at}</coordinates></Point></Placemark>"
        for name, at in (("甲站", "116.1,39.1"), ("乙站", "116.2,39.2"))
    )
)
examples = [(text("站点.kml", PLACE), "name,longitude(WGS84),latitude(WGS84)\n甲站,116.1,39.1\n乙站,116.2,39.2\n")]
FORMATS = ("geojson", "kml", "kmz")


def mend(draft: Draft, _: Sequence[Hit]) -> None:
    """Columns whose names do not say it yet."""
    files = {one.member: one.format.detected for one in draft.profile.everything()}
    if draft.profile.format.detected not in FORMATS and files.get(draft.table.member) not in FORMATS:
        return
    for column in draft.columns:
        name = column.field.name
        place = any(words().says(one, column.field.label) for one in ("longitude", "latitude"))
        if place and not re.search(data.load("tables.yml")["systems"], name):
            draft.rename(column, f"{name}(WGS84)")
            draft.count(id, 1)
