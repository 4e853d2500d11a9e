"""`python -m tests.relevance [--half tune|report] [--class X] [--show N] [--keep] [--write]`: asks the set of a core.

The core is `GOVOPEN_TEST_SOLR_URL`. Of the tuning half it shows the worst queries, what came and what should have come;
of the reporting half it tells figures only, so that nobody tunes for it. `--keep` asks what the core already holds,
`--write` makes today's figures of the reporting half the committed ones.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence

import yaml

from tests.relevance.corpus import Corpus, corpus, packages
from tests.relevance.gate import FIGURES, committed
from tests.relevance.judge import Judged, asker, judge, load, readable, table
from tests.relevance.make import KINDS, read
from tests.support.solr import Core

SITE = "search-tests-relevance"


def main() -> int:
    """Ask and tell."""
    options = arguments()
    url = os.environ.get("GOVOPEN_TEST_SOLR_URL")
    if not url:
        print("GOVOPEN_TEST_SOLR_URL is not set: the address of a core made from config/solr/conf.", file=sys.stderr)
        return 2
    core = Core(url)
    if not options.keep:
        begun = time.monotonic()
        load(core, SITE, list(packages()))
        print(f"loaded {len(corpus().records)} records in {time.monotonic() - begun:.0f} s")
    chosen = [case for case in read() if case.half in options.half and case.kind in options.kind]
    begun = time.monotonic()
    judged = judge(chosen, asker(core, SITE), corpus())
    print(f"asked {len(chosen)} queries in {time.monotonic() - begun:.0f} s\n")
    print(readable(table(judged)))
    for kind in options.kind:
        show([one for one in judged if one.case.kind == kind and one.case.half == "tune"], corpus(), options.show)
    if options.write:
        FIGURES.write_text(yaml.safe_dump(committed(table(judged)["report"]), sort_keys=False), "utf-8")
    return 0


def arguments() -> argparse.Namespace:
    """What the command was told."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance")
    parser.add_argument("--half", choices=["tune", "report"], action="append")
    parser.add_argument("--class", dest="kind", choices=list(KINDS), action="append")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="worst queries of each class of the tuning half")
    parser.add_argument("--keep", action="store_true", help="ask what the core holds from the last time")
    parser.add_argument("--write", action="store_true", help="commit to today's figures of the reporting half")
    options = parser.parse_args()
    options.half = options.half or ["tune", "report"]
    options.kind = options.kind or list(KINDS)
    return options


def show(judged: Sequence[Judged], known: Corpus, count: int) -> None:
    """The worst queries of a class."""
    for one in sorted(judged, key=lambda one: one.outcome.ndcg)[:count]:
        print(f"\n{one.case.kind}: {one.case.query}   nDCG {one.outcome.ndcg:.2f}, {one.outcome.hits} hits")
        for ident in one.found[:5]:
            print(f"    came {one.grades.get(ident, 0)!s:>4}  {known.by_id[ident].title}  [{known.by_id[ident].place.name}]")
        missing = [ident for ident, grade in one.grades.items() if grade and ident not in one.found[:10]]
        for ident in sorted(missing, key=lambda ident: -(one.grades[ident] or 0))[:5]:
            print(f"    lack {one.grades[ident]!s:>4}  {known.by_id[ident].title}  [{known.by_id[ident].place.name}]")


if __name__ == "__main__":
    sys.exit(main())
