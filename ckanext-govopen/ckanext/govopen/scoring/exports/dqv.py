"""A rendered report in the W3C's Data Quality Vocabulary: JSON-LD with its context in it, or the same as Turtle.

A `dqv:QualityMeasurement` for the score, the stars and each group; a `dqv:QualityAnnotation` for each finding, which
points at its first cell: by a fragment of RFC 7111 in delimited text, by sheet and A1 reference elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.reach import place

if TYPE_CHECKING:
    from collections.abc import Mapping

Node = dict[str, Any]

CONTEXT: Node = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DELIMITED = ("csv", "tsv", "txt")
RFC7111 = "http://tools.ietf.org/rfc/rfc7111"


@dataclass(frozen=True, slots=True)
class Names:
    """Addresses of what the report speaks of: the distribution, its dataset, the report itself and the rule book.

    `language` is that of the texts, as BCP 47 has it.
    """

    distribution: str
    dataset: str
    report: str
    rules: str
    language: str = "zh-Hans"


def jsonld(report: Mapping[str, Any], names: Names) -> Node:
    """The JSON-LD document of a rendered report."""
    measured = [measurement(report, names, *one) for one in values(report)]
    noted = [annotation(report, names, index, one) for index, one in enumerate(report["findings"])]
    distribution = {
        "@id": names.distribution,
        "@type": "dcat:Distribution",
        "dqv:hasQualityMeasurement": [{"@id": one["@id"]} for one in measured],
        "dqv:hasQualityAnnotation": [{"@id": one["@id"]} for one in noted],
    }
    dataset = {"@id": names.dataset, "@type": "dcat:Dataset", "dcat:distribution": {"@id": names.distribution}}
    about = {
        "@id": names.report,
        "@type": "dqv:QualityMetadata",
        "dct:conformsTo": {"@id": names.rules},
        "dct:source": {"@id": names.distribution},
        "prov:generatedAtTime": {"@value": report["checked"], "@type": "xsd:dateTime"},
        "prov:value": report["ruleset"],
    }
    return {"@context": CONTEXT, "@graph": [dataset, distribution, about, *metrics(names), *measured, *noted]}


def turtle(report: Mapping[str, Any], names: Names) -> str:
    """The same as Turtle."""
    from rdflib import Graph

    graph = Graph().parse(data=json.dumps(jsonld(report, names)), format="json-ld")
    return graph.serialize(format="turtle")


def values(report: Mapping[str, Any]) -> list[tuple[str, float | int]]:
    """What was measured: metric and value; what a report lacks is left out."""
    found = [("score", report["score"]), ("stars", report["stars"]), ("confidence", report["confidence"])]
    found += [(f"group-{name}", value) for name, value in (report["groups"] or {}).items()]
    return [(name, value) for name, value in found if value is not None]


def metrics(names: Names) -> list[Node]:
    """The metrics and dimensions that measurements refer to."""
    told = {
        "score": "Machine readability of the file, 0 to 100",
        "stars": "Stars of the 5-star scheme of open data, 0 to 5",
        "confidence": "How sure the score is, 0 to 1",
    }
    groups = ("access", "encoding", "structure", "values", "description")
    told |= {f"group-{name}": f"What is left of the points of the group {name}, 0 to 100" for name in groups}
    dimension = f"{names.rules}#machine-readability"
    return [
        {"@id": dimension, "@type": "dqv:Dimension", "skos:prefLabel": text("Machine readability", "en")},
        *(
            {
                "@id": f"{names.rules}#{name}",
                "@type": "dqv:Metric",
                "skos:definition": text(definition, "en"),
                "dqv:expectedDataType": {"@id": "xsd:integer" if name == "stars" else "xsd:double"},
                "dqv:inDimension": {"@id": dimension},
            }
            for name, definition in told.items()
        ),
    ]


def measurement(report: Mapping[str, Any], names: Names, metric: str, value: float) -> Node:
    """One measured value."""
    kind = "xsd:integer" if metric == "stars" else "xsd:double"
    return {
        "@id": f"{names.report}#{metric}",
        "@type": "dqv:QualityMeasurement",
        "dqv:computedOn": {"@id": names.distribution},
        "dqv:isMeasurementOf": {"@id": f"{names.rules}#{metric}"},
        "dqv:value": {"@value": str(value), "@type": kind},
        "prov:generatedAtTime": {"@value": report["checked"], "@type": "xsd:dateTime"},
    }


def annotation(report: Mapping[str, Any], names: Names, index: int, finding: Mapping[str, Any]) -> Node:
    """One finding: what it says, and where."""
    body = {
        "@type": "oa:TextualBody",
        "rdf:value": text(f"{finding['message']} {finding['help']}".strip(), names.language),
        "dct:format": "text/plain",
    }
    return {
        "@id": f"{names.report}#finding-{index + 1}",
        "@type": ["dqv:QualityAnnotation", "oa:Annotation"],
        "oa:motivatedBy": {"@id": "dqv:qualityAssessment"},
        "dct:subject": {"@id": f"{names.rules}/{finding['rule']}"},
        "oa:hasBody": body,
        "oa:hasTarget": target(report, names, finding),
    }


def target(report: Mapping[str, Any], names: Names, finding: Mapping[str, Any]) -> Node:
    """What a finding is about: the distribution, or a place in it."""
    selector = selected(report["format"]["detected"] if report["format"] else "", finding)
    if selector is None:
        return {"@id": names.distribution}
    return {"@type": "oa:SpecificResource", "oa:hasSource": {"@id": names.distribution}, "oa:hasSelector": selector}


def selected(kind: str, finding: Mapping[str, Any]) -> Node | None:
    """A selector of a finding's first place; `None` where it is the whole file."""
    where = finding["where"]
    at = next((example["at"] for example in finding["examples"] if example["at"]), where["range"] or where["pointer"])
    row, column = place((at or "").partition(":")[0])
    if row and kind in DELIMITED and not where["member"]:
        fragment = f"cell={row},{column + 1}"
        return {"@type": "oa:FragmentSelector", "rdf:value": fragment, "dct:conformsTo": {"@id": RFC7111}}
    told = "!".join(part for part in (where["member"], where["sheet"], at) if part)
    return {"@type": "oa:FragmentSelector", "rdf:value": told} if told else None


def text(value: str, language: str) -> Node:
    """A text with its language."""
    return {"@value": value, "@language": language}
