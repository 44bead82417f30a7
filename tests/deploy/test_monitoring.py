"""Rules and dashboard: understood by Prometheus, tried, and of figures that exist."""

import json
import re
from typing import Any

import pytest
import yaml
from django.utils import timezone

from aigis.apps.audit import publication
from aigis.apps.insight.system_figures import SystemCollector
from aigis.ops.commands import reconcile
from aigis.telemetry.instruments import registry
from aigis.telemetry.listener import OFFSETS, USUAL, figures, parse_address
from aigis.telemetry.processes import ProcessCollector
from tests.apps.fixtures import at, forgetful, world
from tests.deploy.programs import DEPLOY, ROOT, program, run
from tests.world import World

__all__ = ["at", "forgetful", "world"]

PROMETHEUS = DEPLOY / "prometheus"
GROUPS: list[dict[str, Any]] = yaml.safe_load((PROMETHEUS / "aigis-rules.yaml").read_text())["groups"]
RULES = [rule for group in GROUPS for rule in group["rules"]]
ALERTS = [rule for rule in RULES if "alert" in rule]
RECORDED = {rule["record"] for rule in RULES if "record" in rule}
TRIED = [case for test in yaml.safe_load((PROMETHEUS / "aigis-rules-test.yaml").read_text())["tests"]
         for case in test["alert_rule_test"]]  # fmt: skip
DASHBOARD = json.loads((DEPLOY / "grafana" / "aigis.json").read_text())
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def names_in(expression: str) -> set[str]:
    return set(re.findall(r"(?<![\w:\"])aigis[\w:]*(?![\w:\"=])", expression))


@pytest.fixture
def existing(world: World) -> set[str]:
    """Every name that the processes give: of samples, as Prometheus stores them."""
    assert reconcile and publication  # have their figures among them
    text = figures(registry([ProcessCollector("web"), SystemCollector(timezone.now)]))[2].decode()
    declared = re.findall(r"^# TYPE (\S+) (\S+)", text, re.MULTILINE)
    names = {name for name, _ in declared}
    names |= {f"{name}{end}" for name, kind in declared if kind == "histogram" for end in ("_bucket", "_count", "_sum")}
    return names


def test_prometheus_understands_the_rules() -> None:
    checked = run(program("promtool"), "check", "rules", PROMETHEUS / "aigis-rules.yaml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_rules_do_what_they_are_for() -> None:
    tried = run(program("promtool"), "test", "rules", PROMETHEUS / "aigis-rules-test.yaml")
    assert tried.returncode == 0, tried.stdout + tried.stderr


def test_prometheus_understands_the_figures(world: World, tmp_path: Any) -> None:
    text = figures(registry([ProcessCollector("web"), SystemCollector(timezone.now)]))[2]
    (tmp_path / "figures").write_bytes(text)
    linted = run("sh", "-c", f"{program('promtool')} check metrics < {tmp_path / 'figures'}")
    assert (linted.returncode, linted.stdout + linted.stderr) == (0, "")


def test_prometheus_understands_the_scrape_and_asks_every_process() -> None:
    checked = run(program("promtool"), "check", "config", "--syntax-only", PROMETHEUS / "scrape.yaml")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    (job,) = yaml.safe_load((PROMETHEUS / "scrape.yaml").read_text())["scrape_configs"]
    base = parse_address(USUAL)
    assert base is not None and job["job_name"] == "aigis"
    ports = [base[1] + OFFSETS[name] for name in ("serve", "work", "seal", "reconcile")]
    assert job["static_configs"][0]["targets"] == [f"{base[0]}:{port}" for port in ports]


def test_rules_are_of_figures_that_exist(existing: set[str]) -> None:
    used = {name for rule in RULES for name in names_in(rule["expr"])}
    assert used <= existing | RECORDED and len(used) > 20


def test_the_dashboard_is_of_figures_that_exist(existing: set[str]) -> None:
    used = {name for query in QUERIES for name in names_in(query)}
    assert used <= existing | RECORDED and len(used) > 30


def test_a_figure_that_does_not_exist_would_be_found(existing: set[str]) -> None:
    assert not names_in('sum(rate(aigis_cheks_total{door="gate"}[5m]))') <= existing


def test_every_panel_has_a_place_and_a_query() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) == len({str(panel["gridPos"]) for panel in panels})
    assert all(panel["targets"] and panel["title"] for panel in panels)


def test_every_alert_that_pages_is_seen_to_fire() -> None:
    fired = {case["alertname"] for case in TRIED if case["exp_alerts"]}
    assert {rule["alert"] for rule in ALERTS if rule["labels"]["severity"] == "page"} <= fired


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_where_the_runbook_tells_of_it(rule: dict[str, Any]) -> None:
    page, _, topic = rule["annotations"]["runbook"].partition(": ")
    assert topic and topic in (ROOT / page).read_text()
    assert rule["labels"]["severity"] in ("page", "ticket") and rule["annotations"]["summary"]
