"""What machines watch: answered under any host name, in detail only to this machine, and without a person."""

import re

from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from aigis.apps.checks.actions import perform
from aigis.telemetry.instruments import CHECKS
from aigis.web.base.probes import PROBES
from tests.world import BANNED, STRANGER, World

ELSEWHERE = "10.1.2.3"


def samples(client: Client) -> list[Sample]:
    text = client.get("/metrics").content.decode()
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def value(client: Client, name: str, **labels: str) -> float:
    (found,) = (sample.value for sample in samples(client) if (sample.name, sample.labels) == (name, labels))
    return found


def test_a_probe_is_answered_under_the_address_of_a_pod(world: World, client: Client) -> None:
    answers = {path: client.get(path, headers={"host": "10.42.0.17:8000"}).status_code for path in PROBES}
    assert answers == {"/healthz": 200, "/readyz": 503, "/metrics": 200}  # nothing is sealed in this world
    assert client.get("/account/login/", headers={"host": "10.42.0.17:8000"}).status_code == 400


def test_why_checks_are_not_answered_is_told_to_this_machine_alone(world: World, client: Client) -> None:
    assert set(client.get("/readyz").json()) == {"ready", "problems", "alarms", "setup"}
    assert client.get("/readyz").json()["problems"]
    assert client.get("/readyz", REMOTE_ADDR=ELSEWHERE).json() == {"ready": False}
    assert client.get("/readyz", headers={"x-forwarded-for": "127.0.0.1"}).json() == {"ready": False}


def test_figures_are_for_this_machine_alone(world: World, client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR=ELSEWHERE).status_code == 404
    assert client.get("/metrics", headers={"x-real-ip": "127.0.0.1"}).status_code == 404


def test_every_figure_has_a_name_a_sentence_and_a_type(world: World, client: Client) -> None:
    text = client.get("/metrics").content.decode()
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    helped = {line.split()[2] for line in text.splitlines() if line.startswith("# HELP") and len(line.split()) > 5}
    assert names == helped and len(names) > 30
    assert all(re.fullmatch(r"aigis_[a-z_]+", name) for name in names)
    families = list(text_string_to_metric_families(text))
    assert all(family.type in ("gauge", "counter", "histogram", "info") for family in families)


def test_a_check_is_counted_by_verdict_and_source(world: World, client: Client) -> None:
    world.ban()
    before = {verdict: CHECKS.labels(verdict, "gate")._value.get() for verdict in ("clear", "denied")}
    perform([world.query(BANNED), world.query(STRANGER), world.query(STRANGER)], at=world.at)
    assert value(client, "aigis_checks_total", verdict="denied", source="gate") == before["denied"] + 1
    assert value(client, "aigis_checks_total", verdict="clear", source="gate") == before["clear"] + 2


def test_what_waits_is_counted_by_queue(world: World, client: Client) -> None:
    world.ban()
    perform([world.query(BANNED)], at=world.at)
    assert value(client, "aigis_queue_depth", queue="mail") > 0
    assert value(client, "aigis_queue_depth", queue="seal") == value(client, "aigis_log_waiting") > 0
    assert value(client, "aigis_database_up") == 1


def test_no_figure_names_a_person_or_an_organisation(world: World, client: Client) -> None:
    world.ban()
    perform([world.query(BANNED)], at=world.at)
    words = {word for sample in samples(client) for label in sample.labels.values() for word in label.split()}
    assert not words & {"Vandenbroucke", "Zoltan", "Haven", "police@justice.example", "BEANR-0001/main"}
