"""`python -m tests.relevance [--half tune|report] [--class X] [--show N] [--keep] [--real] [--write] [--fresh SEED]`: asks the
set of a core.

The core is `GOVOPEN_TEST_SOLR_URL`. Of the tuning half it shows the worst queries, what came and what should have come;
of the reporting half it tells figures only, so that nobody tunes for it. `--keep` asks what the core already holds,
`--real` asks the same classes of the real records, `--write` makes today's figures the committed ones; `--fresh` asks
queries of another seed instead, of neither half, which may be tuned with as often as one likes.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence

from tests.relevance import gate, make
from tests.relevance.corpus import Corpus, Record
from tests.relevance.gate import SOURCES
from tests.relevance.judge import Judged, asker, judge, load, readable, table
from tests.relevance.make import KINDS
from tests.relevance.real import RealCorpus
from tests.support.solr import Core


def main() -> int:
    """Ask and tell."""
    options = arguments()
    url = os.environ.get("GOVOPEN_TEST_SOLR_URL")
    if not url:
        print("GOVOPEN_TEST_SOLR_URL is not set: the address of a core made from config/solr/conf.", file=sys.stderr)
        return 2
    core, source = Core(url), SOURCES["real" if options.real else "generated"]
    if not options.keep:
        load(core, source.site, list(source.packages()))
    asked = make.fresh(options.fresh) if options.fresh else source.cases()
    chosen = [case for case in asked if case.half in (*options.half, "real", make.FRESH) and case.kind in options.kind]
    begun = time.monotonic()
    judged = judge(chosen, asker(core, source.site), source.corpus())
    print(f"{len(chosen)} queries in {time.monotonic() - begun:.0f} s\n\n{readable(table(judged))}")
    for kind in options.kind:
        show([one for one in judged if one.case.kind == kind and one.case.half != "report"], source.corpus(), options.show)
    if options.write:
        gate.write(table(judged))
    return 0


def arguments() -> argparse.Namespace:
    """What the command was told."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance")
    parser.add_argument("--half", choices=["tune", "report"], action="append")
    parser.add_argument("--class", dest="kind", choices=list(KINDS), action="append")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="worst queries of each class of the tuning half")
    parser.add_argument("--keep", action="store_true", help="ask what the core holds from the last time")
    parser.add_argument("--write", action="store_true", help="commit to today's figures")
    parser.add_argument("--fresh", metavar="SEED", help="queries that another seed makes, of neither half")
    parser.add_argument("--real", action="store_true", help="the same classes on the real records")
    options = parser.parse_args()
    options.half = options.half or ["tune", "report"]
    options.kind = options.kind or list(KINDS)
    return options


def show(judged: Sequence[Judged], known: Corpus | RealCorpus, count: int) -> None:
    """The worst queries of a class."""
    for one in sorted(judged, key=lambda one: one.outcome.ndcg)[:count]:
        print(f"\n{one.case.kind}: {one.case.query}   nDCG {one.outcome.ndcg:.2f}, {one.outcome.hits} hits")
        for ident in one.found[:5]:
            print(f"    came {one.grades.get(ident, 0)!s:>4}  {told(known, ident)}")
        missing = [ident for ident, grade in one.grades.items() if grade and ident not in one.found[:10]]
        for ident in sorted(missing, key=lambda ident: -(one.grades[ident] or 0))[:5]:
            print(f"    lack {one.grades[ident]!s:>4}  {told(known, ident)}")


def told(known: Corpus | RealCorpus, ident: str) -> str:
    """A dataset in a line."""
    record = known.by_id[ident]
    return f"{record.title}  [{record.place.name if isinstance(record, Record) else record.file}]"


if __name__ == "__main__":
    sys.exit(main())
