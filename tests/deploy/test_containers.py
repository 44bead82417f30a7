"""The image and the composition: rootless, read-only, with commands, settings and roles that exist."""

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from aigis.ops.cli import COMMANDS
from aigis.ops.database.privileges import DatabaseRole
from aigis.ops.settings_table import ROWS
from aigis.telemetry import listener
from aigis.web.base.probes import PROBES
from tests.deploy.programs import DEPLOY, ROOT, program, run

CONTAINERFILE = DEPLOY / "container" / "Containerfile"
SETTINGS = {row.name for row in ROWS}
COMPOSITION: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSITION["services"].items() if service["image"] == "aigis"}


def instructions(text: str) -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in joined.splitlines() if line.strip()]


def faults(text: str) -> list[str]:
    """What a reader of a container file would object to (rules of hadolint: DL3002, DL3008, DL3015, DL3020, DL4006)."""
    lines = instructions(text)
    last_stage = lines[max(index for index, (word, _) in enumerate(lines) if word == "FROM") :]
    users = [rest for word, rest in last_stage if word == "USER"]
    found = [] if users and users[-1].split(":")[0] not in ("root", "0") else ["runs as root"]
    found += ["ADD"] if any(word == "ADD" for word, _ in lines) else []
    for word, rest in lines:
        if word == "RUN" and "apt-get install" in rest:
            found += [] if "--no-install-recommends" in rest else ["installs recommendations"]
            found += [] if "rm -rf /var/lib/apt/lists" in rest else ["keeps lists of packages"]
        if word == "RUN" and "pip install" in rest:
            found += [] if "--require-hashes" in rest else ["installs without hashes"]
        if word in ("CMD", "ENTRYPOINT") and not rest.startswith("["):
            found.append(f"{word} runs a shell")
        if word == "COPY" and "--from" not in rest:
            found += [f"no {source}" for source in rest.split()[:-1] if not (ROOT / source).exists()]
    return found


def test_the_image_has_no_fault() -> None:
    assert faults(CONTAINERFILE.read_text()) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("USER 10001:10001", "USER root", "runs as root"),
        (" --require-hashes", "", "installs without hashes"),
        ('CMD ["serve"]', "CMD serve", "CMD runs a shell"),
        ("COPY src src", "COPY source src", "no source"),
    ],
)
def test_a_fault_of_the_image_is_found(before: str, after: str, fault: str) -> None:
    text = CONTAINERFILE.read_text()
    assert before in text and fault in faults(text.replace(before, after))


def test_hadolint_finds_nothing() -> None:
    # Versions of Debian's packages are those of the stable release: its security fixes are wanted.
    linted = run(program("hadolint"), "--ignore", "DL3008", CONTAINERFILE)
    assert linted.returncode == 0, linted.stdout


def test_the_image_names_settings_and_ports_that_exist() -> None:
    text = CONTAINERFILE.read_text()
    assert set(re.findall(r"\bAIGIS_\w+(?==)", text)) <= SETTINGS
    assert f"EXPOSE 8000 {listener.USUAL.rpartition(':')[2]}" in text


@pytest.mark.parametrize("script", [*DEPLOY.rglob("*.sh")], ids=lambda path: path.name)
def test_a_script_is_sound(script: Path) -> None:
    shell = "bash" if "bash" in script.read_text().partition("\n")[0] else "sh"
    assert run(shell, "-n", script).returncode == 0
    assert script.stat().st_mode & 0o111
    if shutil.which("shellcheck"):
        assert run("shellcheck", script).stdout == ""


def test_the_entrypoint_runs_a_command(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    environment = [f"PATH={tmp_path}:/usr/bin:/bin", f"NUMBA_CACHE_DIR={tmp_path / 'compiled'}"]
    done = run("env", "-i", *environment, DEPLOY / "container" / "entrypoint.sh", "serve", "--port", "8000")
    assert done.stdout == "-m aigis.ops.cli serve --port 8000\n"


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_exists_as_nobody_on_a_read_only_disk(name: str) -> None:
    service = OURS[name]
    assert service["command"][0] in COMMANDS
    assert service["read_only"] and service["user"] == "10001:10001" and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert set(service.get("environment", {})) <= SETTINGS


def test_the_composition_runs_every_process_and_a_witness() -> None:
    assert {service["command"][0] for service in OURS.values()} == {
        *("init", "serve", "work", "seal", "reconcile", "witness")
    }


def test_the_shared_settings_exist() -> None:
    named = re.findall(r"^(AIGIS_\w+)=", (DEPLOY / "compose" / "aigis.env").read_text(), re.MULTILINE)
    assert named and set(named) <= SETTINGS


def test_each_process_has_the_role_that_it_is_granted() -> None:
    roles = {
        name: service["environment"]["AIGIS_DATABASE_URL"].partition("//")[2].partition(":")[0]
        for name, service in OURS.items()
        if "AIGIS_DATABASE_URL" in service.get("environment", {})
    }
    processes = {"web": DatabaseRole.WEB, "worker": DatabaseRole.WORKER, "sealer": DatabaseRole.SEALER}
    processes |= {"reconciler": DatabaseRole.READER}
    expected = {name: role.name_in("aigis") for name, role in processes.items()}
    assert roles == {**expected, "migrate": "aigis_owner"}


def test_the_roles_that_are_made_are_those_of_the_list() -> None:
    made = re.findall(r"^role (\w+) ", (DEPLOY / "compose" / "roles.sh").read_text(), re.MULTILINE)
    assert made == ["aigis_owner", *(role.name_in("aigis") for role in DatabaseRole)]


def test_the_health_check_asks_a_probe() -> None:
    (address,) = re.findall(r"http://127.0.0.1:8000(\S+?)'", " ".join(OURS["web"]["healthcheck"]["test"]))
    assert address in PROBES


def test_no_port_but_the_proxys_is_published() -> None:
    published = {name for name, service in COMPOSITION["services"].items() if "ports" in service}
    assert published == {"proxy"}
    assert "outside" not in COMPOSITION["services"]["postgres"]["networks"]


def test_a_composition_reads_its_secrets_from_outside() -> None:
    text = (DEPLOY / "compose" / "compose.yaml").read_text()
    secrets = re.findall(r"(?:PASSWORD: |aigis_\w+:)(\S+)", text)
    assert secrets and all(shlex.split(secret)[0].startswith("${") for secret in secrets)
