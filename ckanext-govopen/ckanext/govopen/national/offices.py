"""Which office of which division a department's title names, on whichever portal it stands."""

from ckanext.govopen.national import data, regions


@data.keeping(8192)
def provider(title: str, region_code: str) -> tuple[str, str]:
    """The division of an office and its bare name: 泸州市民政局 as listed by 四川 and 市民政局 by 泸州 are one."""
    place = region_code
    while step := _division(title, place):
        place, title = step
    return place, title.lstrip("省市县区") or title


def _division(title: str, within: str) -> tuple[str, str] | None:
    """The division, the given one or one below, whose name a department's title begins with, and the title's rest."""
    for length in range(min(regions.longest_name(), len(title) - 2), 1, -1):
        found = [one.code for one in regions.named(title[:length]) if within in regions.path(one.code)]
        if len(found) == 1:
            return found[0], title[length:]
    return None
