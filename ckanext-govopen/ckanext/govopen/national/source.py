"""What a step gets: one record, its portal, and a place to report what could not be carried over."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from ckanext.govopen.national import issues, personal, regions
from ckanext.govopen.national.regions import Region
from ckanext.govopen.national.text import clean, clean_lines
from ckanext.govopen.national.vocabularies import vocabulary

from harvesters.issues import Issue
from harvesters.portal import Portal
from harvesters.record import Record

Fields = dict[str, Any]
Step = Callable[["Source"], Fields]
"""One job: the dataset's fields that it alone fills, from the record alone; asked twice it gives the same."""


class Source:
    """A record on its way to a dataset."""

    def __init__(self, record: Record, portal: Portal) -> None:
        self.record = record
        self.portal = portal
        self._issues: dict[tuple[str, str], Issue] = {}

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was reported, each thing once, in order."""
        return tuple(self._issues.values())

    def report(self, kind: str, **data: object) -> None:
        """Report something of a kind of `issues.KINDS`; personal numbers in it are masked."""
        data = {key: personal.mask(value) if isinstance(value, str) else value for key, value in data.items()}
        key = (kind, repr(data))
        if key not in self._issues:
            self._issues[key] = issues.issue(self.portal, self.record.id, kind, data)

    def corrected(self, field: str, label: str) -> str | None:
        """The label by the portal's own lookups, which come before the vocabularies; `None` = leave it out."""
        return self.portal.lookups.get(field, {}).get(label, label)

    def code(self, field: str, name: str, label: str) -> str | None:
        """National code of a label; codes count only where the portal's lookups give them, as sources use their own."""
        corrected = self.corrected(field, label)
        terms = vocabulary(name)
        if corrected in terms and corrected in self.portal.lookups.get(field, {}).values():
            return corrected
        return terms.match(corrected)

    def text(self, field: str, text: str | None, *, lines: bool = False) -> str | None:
        """A text cleaned and with personal numbers masked."""
        cleaned = clean_lines(text) if lines else clean(text)
        masked = personal.mask(cleaned) if cleaned else cleaned
        if masked != cleaned:
            self.report("personal-data", field=field)
        return masked

    def region(self) -> Region | None:
        """The division in force of the dataset: the record's, else the portal's; `None` where GB/T 2260 has neither."""
        return self._region

    @cached_property
    def _region(self) -> Region | None:
        return next(self._regions(), None)

    def _regions(self) -> Iterator[Region]:
        for code in dict.fromkeys((self.record.region, self.portal.region)):
            found = regions.region(code[:6] if code else None)
            today = regions.in_force(found.code) if found else None
            if code and today is None:
                self.report("unknown-region", value=code)
            if found and found.successor:
                self.report("retired-region", value=code, successor=found.successor)
            if today:
                yield today
