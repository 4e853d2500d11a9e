"""The rule book keeps its own order."""

import ast
import inspect
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckanext.govopen.files.profile import opened
from ckanext.govopen.national import data
from ckanext.govopen.scoring.book import explain, markdown, paragraphs
from ckanext.govopen.scoring.catalogue import PublisherFacts, catalogue_rules, facts_of, findings_of, judge
from ckanext.govopen.scoring.check import run
from ckanext.govopen.scoring.model import Facts, Rule, Sample
from ckanext.govopen.scoring.registry import FILE, policy, rules, rules_list, ruleset, texts
from ckanext.govopen.scoring.report import render

ROOT = Path(__file__).parents[2]
RULES = list(rules().values())
SAMPLES = [
    pytest.param(rule.code, sample, good, id=f"{rule.code}-{'passes' if good else 'fails'}-{number}")
    for rule in rules(FILE).values()
    for good, samples in ((True, rule.passes), (False, rule.fails))
    for number, sample in enumerate(samples)
]

CATALOGUE = [
    pytest.param(rule, sample, good, id=f"{rule.code}-{'passes' if good else 'fails'}-{number}")
    for rule in catalogue_rules().values()
    for good, samples in ((True, rule.passes), (False, rule.fails))
    for number, sample in enumerate(samples)
]


def test_codes_are_those_of_the_policy() -> None:
    """Every rule has a policy and every policy a rule."""
    assert set(rules()) == set(policy().rules)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_documents_itself(rule: Rule) -> None:
    """A rule says what is bad and what is good, has examples of both, and is called as its file is."""
    documentation = inspect.cleandoc(rule.__doc__ or "")
    assert "\nBad: " in documentation
    assert "\nGood: " in documentation
    assert rule.passes
    assert rule.fails
    assert inspect.getfile(rule).rpartition("/")[2].startswith(f"{rule.code.lower()}_")  # type: ignore[arg-type]


@pytest.mark.parametrize(("code", "sample", "good"), SAMPLES)
def test_examples(code: str, sample: Sample, good: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A rule finds its bad examples and not its good ones, and no rule breaks on the example of another."""
    path = tmp_path / sample.name
    path.write_bytes(sample.content)
    with opened(path) as profile, caplog.at_level(logging.ERROR):
        found, failed = run(Facts(profile))
    assert failed == []
    assert (code in {one.code for one in found}) != good


@pytest.mark.parametrize(("rule", "sample", "good"), CATALOGUE)
def test_catalogue_examples(rule: Any, sample: dict[str, Any], good: bool, caplog: pytest.LogCaptureFixture) -> None:
    """A rule about datasets finds its bad examples and not its good ones, and its messages have all that they name."""
    facts = facts_of(rule, sample)
    whole = facts if isinstance(facts, PublisherFacts) else PublisherFacts(dataset=facts)
    with caplog.at_level(logging.ERROR):
        found = findings_of(rule.code, rule, whole)
        told = render({"findings": judge(whole).findings}, str)["findings"]
    assert caplog.text == ""
    assert bool(found) != good
    assert all("—" not in one["message"] + one["help"] for one in told)


def test_severities_and_groups_exist() -> None:
    """The policy uses only names that it defines."""
    facts = policy()
    assert {rule.severity for rule in facts.rules.values()} <= set(facts.severities)
    assert {rule.group for rule in facts.rules.values()} == set(facts.groups)
    assert {rule.gate for rule in facts.rules.values() if rule.severity == "fatal"} <= {0, 0.2, 0.4}


def test_messages_name_only_params_that_are_given(check: Callable[..., dict[str, Any]]) -> None:
    """Every placeholder of a message has its value in the finding."""
    for rule in rules(FILE).values():
        for sample in rule.fails:
            for finding in render(check(sample.name, sample.content), str)["findings"]:
                message, help_text = texts(rules()[finding["rule"]], finding["params"].get("variant"))
                assert (message + help_text).replace("{{", "").format_map(finding["params"]) is not None
                assert "—" not in finding["message"]


def test_every_text_is_marked_for_translation() -> None:
    """Titles, messages and help are msgids."""
    for path in (ROOT / "ckanext-govopen/ckanext/govopen/scoring/rules").glob("[a-z]*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and node.targets[0].id in ("title", "message", "help"):  # type: ignore[attr-defined]
                assert isinstance(node.value, ast.Call), f"{path.name}: {ast.unparse(node.targets[0])}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_documentation_speaks_the_language(rule: Rule) -> None:
    """What a rule means is told paragraph by paragraph in the reader's language, its cases among them."""
    told = explain(rule, lambda msgid: f"[{msgid}]")
    assert all(f"[{paragraph}]" in told for paragraph in paragraphs(rule))
    assert [one[:4] for one in paragraphs(rule)][-2:] == ["Bad:", "Good"]
    assert not any("\n" in one for one in paragraphs(rule))


def test_rule_book_is_fresh() -> None:
    """docs/rules.md is what `govopen rules --markdown` prints in English."""
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == markdown(str)


def test_list_and_ruleset() -> None:
    """The list has an entry a rule; the ruleset is version and hash."""
    assert [rule["code"] for rule in rules_list()] == sorted(rules())
    version, _, digest = ruleset().partition("+")
    assert (version, len(digest)) == (policy().version, 12)


@pytest.mark.parametrize("name", ["scoring.yml", "tables.yml", "limits.yml", "vocabularies/regions.json"])
def test_other_data_are_another_ruleset(name: str, tmp_path: Path) -> None:
    """Whatever has a say in a report changes the hash, so that files are checked again."""
    before, target = ruleset(), tmp_path / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data.locate(name).read_bytes() + b"\n")
    data.use(tmp_path)
    try:
        assert ruleset() != before
    finally:
        data.use(None)
    assert ruleset() == before
