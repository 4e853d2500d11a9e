"""Linked data earns its stars by links: things with web addresses as names, and links to things that others named.

A table poured into RDF, with blank nodes and literals only, is worth no more than CSV (three stars). Names of one's own
give four, links to other people's data five. It costs no points.

Bad: `[] ex:name "甲县"`; subjects that are all blank nodes.
Good: `<http://data.example.test/county/1> owl:sameAs <http://www.wikidata.org/entity/Q1>`.
"""

from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import at_file
from ckanext.govopen.scoring.samples import text

code = "R01"
title = N_("Linked data has names and links")
message = N_("None of the {things} things has a web address as its name: nobody can link to them.")
help = N_(  # noqa: A001
    "Give every thing an address of your own domain that stays the same for good, such as "
    "http://data.example.cn/county/110101, and use it as the subject."
)
variants = {
    "unlinked": (
        N_("The {things} things have addresses, but none of them links to anybody else's data."),
        N_("Link to what others named: divisions, places, institutions in Wikidata, DBpedia, GeoNames or other portals."),
    ),
}
PREFIXES = "@prefix ex: <http://data.example.test/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
passes = [text("区划.ttl", f'{PREFIXES}ex:1 ex:name "甲县" ; owl:sameAs <http://www.wikidata.org/entity/Q1> .\n')]
fails = [
    text("区划.ttl", f'{PREFIXES}[] ex:name "甲县" ; ex:count 12 .\n'),
    text("区划.ttl", f'{PREFIXES}ex:1 ex:name "甲县" ; ex:near ex:2 .\n'),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Takes what the readers of linked data counted."""
    for one, index in facts.problems("rdf_unnamed", "rdf_unlinked"):
        problem = one.problems[index]
        variant = "unlinked" if problem.kind == "rdf_unlinked" else None
        yield Finding(1 / len(facts.files), at_file(one), params=problem.params, variant=variant)
