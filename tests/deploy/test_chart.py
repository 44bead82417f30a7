"""The chart: its objects, seen against the commands, settings, ports, probes and roles that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from aigis import __version__
from aigis.ops.cli import COMMANDS
from aigis.ops.database.privileges import DatabaseRole
from aigis.ops.settings_table import ROWS
from aigis.telemetry.listener import OFFSETS, parse_address
from aigis.web.base.probes import PROBES
from tests.deploy.chart import CHART, render, to_jinja
from tests.deploy.programs import ROOT, program, run

OBJECTS = render()
SETTINGS = {row.name for row in ROWS}
PODS = {
    item["metadata"]["name"]: item["spec"]["template"]["spec"]
    for item in OBJECTS
    if item["kind"] in ("Deployment", "StatefulSet", "Job")
}
COMMAND_OF = {name: pod["containers"][0]["args"][0] for name, pod in PODS.items()}
EACH_POD = pytest.mark.parametrize("name", PODS)


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [item for item in OBJECTS if item["kind"] == kind]


def named(kind: str, name: str) -> dict[str, Any]:
    return next(item for item in of_kind(kind) if item["metadata"]["name"] == name)


def test_there_is_a_pod_for_each_process_and_one_that_migrates() -> None:
    assert set(COMMAND_OF.values()) == {"serve", "work", "seal", "reconcile", "migrate"} <= set(COMMANDS)


def test_the_chart_is_of_this_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    assert chart["appVersion"] == values["image"]["tag"] == __version__


@EACH_POD
def test_a_pod_runs_as_nobody_on_a_read_only_disk_and_speaks_to_no_cluster(name: str) -> None:
    pod = PODS[name]
    (container,) = pod["containers"]
    assert (
        pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    )
    assert pod["automountServiceAccountToken"] is False
    limits = container["securityContext"]
    assert limits["readOnlyRootFilesystem"] and not limits["allowPrivilegeEscalation"]
    assert limits["capabilities"] == {"drop": ["ALL"]} and "memory" in container["resources"]["limits"]
    assert {"name": "tmp", "mountPath": "/tmp"} in container["volumeMounts"]


@EACH_POD
def test_a_pod_names_settings_that_exist_and_the_role_of_its_command(name: str) -> None:
    (container,) = PODS[name]["containers"]
    variables = {item["name"]: item.get("value", "") for item in container["env"]}
    assert {variable for variable in variables if variable.startswith("AIGIS_")} <= SETTINGS
    roles = {"serve": DatabaseRole.WEB, "work": DatabaseRole.WORKER, "seal": DatabaseRole.SEALER}
    role = {**roles, "reconcile": DatabaseRole.READER}.get(COMMAND_OF[name])
    user = role.name_in("aigis") if role else "aigis_owner"
    assert variables["AIGIS_DATABASE_URL"].startswith(f"postgresql://{user}:$(DATABASE_PASSWORD)@port-db-rw/aigis?")


@EACH_POD
def test_a_pod_gives_its_figures_where_its_command_listens(name: str) -> None:
    ports = {port["name"]: port["containerPort"] for port in PODS[name]["containers"][0].get("ports", [])}
    if COMMAND_OF[name] == "migrate":
        assert ports == {}
        return
    base = parse_address(named("ConfigMap", "port-settings")["data"]["AIGIS_METRICS"])
    assert base is not None and ports["metrics"] == base[1] + OFFSETS[COMMAND_OF[name]]


@EACH_POD
def test_a_pod_is_probed_at_addresses_that_exist(name: str) -> None:
    (container,) = PODS[name]["containers"]
    probes = [container[kind]["httpGet"] for kind in container if kind.endswith("Probe")]
    ports = {port["name"] for port in container.get("ports", [])}
    assert all(probe["path"] in PROBES and probe["port"] in ports for probe in probes)
    assert COMMAND_OF[name] == "migrate" or "livenessProbe" in container


def test_the_shared_settings_exist() -> None:
    data = named("ConfigMap", "port-settings")["data"]
    assert set(data) <= SETTINGS and data["AIGIS_LOG_LEVEL"] == "info"
    assert "port-web" in data["AIGIS_HOSTS"].split(",")


def test_the_key_of_the_log_is_the_sealers_alone() -> None:
    for name, pod in PODS.items():
        secrets = [volume["secret"] for volume in pod["volumes"] if "secret" in volume]
        if COMMAND_OF[name] in ("serve", "work", "reconcile"):
            assert [item["key"] for secret in secrets for item in secret["items"]] == ["master.key", "django.key"]


def test_the_sealer_is_one_with_a_volume_of_its_own() -> None:
    (sealer,) = of_kind("StatefulSet")
    assert sealer["spec"]["replicas"] == 1 and sealer["spec"]["volumeClaimTemplates"]


def test_a_commit_is_answered_when_a_standby_has_it() -> None:
    (cluster,) = of_kind("Cluster")
    assert cluster["spec"]["instances"] >= 3
    assert cluster["spec"]["postgresql"]["synchronous"] == {"method": "any", "number": 1, "dataDurability": "required"}
    roles = {role["name"] for role in cluster["spec"]["managed"]["roles"]}
    assert roles == {role.name_in("aigis") for role in DatabaseRole}


def test_nothing_reaches_a_pod_that_no_policy_names() -> None:
    closed = named("NetworkPolicy", "port-closed")["spec"]
    assert closed["podSelector"]["matchLabels"] == {"app.kubernetes.io/part-of": "aigis"}
    assert closed["policyTypes"] == ["Ingress", "Egress"] and "ingress" not in closed
    parts = [item for item in OBJECTS if item["kind"] in ("Deployment", "StatefulSet", "Job")]
    labels = [item["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/part-of"] for item in parts]
    assert set(labels) == {"aigis"}


def test_the_web_process_reaches_the_database_and_nothing_else() -> None:
    policies = [item for item in of_kind("NetworkPolicy") if "web" in components(item)]
    leaving = {item["metadata"]["name"] for item in policies if "Egress" in item["spec"]["policyTypes"]}
    assert leaving == {"port-to-database"}


def components(policy: dict[str, Any]) -> list[str]:
    selector = policy["spec"]["podSelector"]
    labelled = selector.get("matchLabels", {}).get("app.kubernetes.io/component")
    expressions = selector.get("matchExpressions", [])
    listed = [row["values"] for row in expressions if row["key"] == "app.kubernetes.io/component"]
    return [labelled] if labelled else [name for row in listed for name in row]


def test_a_backup_is_left_out_until_it_is_set() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    store = {"destinationPath": "s3://aigis"}
    (cluster,) = [i for i in render(postgres=values["postgres"] | {"backup": store}) if i["kind"] == "Cluster"]
    assert cluster["spec"]["backup"]["barmanObjectStore"] == store
    assert "backup" not in of_kind("Cluster")[0]["spec"]


def test_a_template_that_cannot_be_rendered_here_is_refused() -> None:
    with pytest.raises(ValueError, match="not rendered here"):
        to_jinja('{{ include "aigis.labels" . }}')


def test_kubernetes_knows_every_field_of_its_own_objects(tmp_path: Path) -> None:
    own = [
        item for item in OBJECTS if not item["apiVersion"].startswith(("postgresql.cnpg.io", "monitoring.coreos.com"))
    ]
    refused = validated(own, tmp_path)
    assert refused == []


def test_a_field_that_kubernetes_does_not_know_is_found(tmp_path: Path) -> None:
    service = named("Service", "port-web")
    assert validated([service | {"spec": service["spec"] | {"prots": []}}], tmp_path)


def validated(objects: list[dict[str, Any]], folder: Path) -> list[str]:
    """What the schemas of Kubernetes refuse."""
    command = ROOT / ".venv-tools" / "bin" / "kubernetes-validate"
    if not command.exists():
        pytest.skip("no schemas of Kubernetes here: ./aigis test installs them into .venv-tools")
    file = folder / "objects.yaml"
    file.write_text("---\n".join(yaml.safe_dump(item) for item in objects))
    done = run(command, "--strict", file)
    refused = [line for line in done.stderr.splitlines() + done.stdout.splitlines() if " passed for " not in line]
    assert bool(refused) == bool(done.returncode), done.stderr
    return refused


def test_helm_renders_the_same() -> None:
    helm = program("helm")
    assert run(helm, "lint", "--strict", CHART).returncode == 0
    rendered = run(helm, "template", "port", CHART, "--namespace", "aigis")
    assert rendered.returncode == 0, rendered.stderr
    objects = [item for item in yaml.safe_load_all(rendered.stdout) if item]

    def key(item: dict[str, Any]) -> str:
        return f"{item['kind']} {item['metadata']['name']}"

    assert sorted(objects, key=key) == sorted(OBJECTS, key=key)


def test_no_object_has_the_name_of_another() -> None:
    names = [(item["kind"], item["metadata"]["name"]) for item in OBJECTS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"port(-[a-z-]+)?", name) for _, name in names)
