"""The description of the API is one that programs can read: every answer has a shape, every error is the same one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from aigis.api.api import api
from aigis.api.description import ANSWERS, operations

DESCRIPTION: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
OPERATIONS = dict(operations(DESCRIPTION))
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_the_description_is_openapi() -> None:
    validate(DESCRIPTION)


def responses(address: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for status, response in OPERATIONS[address]["responses"].items():
        yield int(status), response


@pytest.mark.parametrize("address", OPERATIONS)
def test_every_success_has_a_shape_and_every_error_is_a_problem(address: str) -> None:
    for status, response in responses(address):
        content = response.get("content", {})
        if status >= 400:
            assert content == PROBLEM
        elif status not in (204, 304):
            shape = content.get("application/json", {"schema": {"$ref": ""}})["schema"]
            assert content and "$ref" in shape, f"{address} {status} has no shape"


def test_every_operation_names_its_errors_and_its_subject() -> None:
    tags = {tag["name"] for tag in DESCRIPTION["tags"]}
    for address, operation in OPERATIONS.items():
        assert {"401", "403", "422", "503"} <= operation["responses"].keys(), address
        assert set(operation["tags"]) <= tags and operation["summary"], address


def test_operations_are_named_once_and_no_shape_stands_for_nothing() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert {name.replace(".", "_") for name in ANSWERS} <= set(names)


def test_a_generator_of_clients_takes_it_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "aigis.json").write_text(json.dumps(DESCRIPTION))
    files = OPERATIONS["POST /api/v1/screenings"]["requestBody"]["content"]
    overrides = dict.fromkeys(files, "application/octet-stream")  # the generator's own setting for bodies of bytes
    (tmp_path / "settings.json").write_text(json.dumps({"content_type_overrides": overrides, "post_hooks": []}))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", "aigis.json", "--meta", "none"]
    command += ["--config", "settings.json"]
    command += ["--output-path", "client", "--fail-on-warning"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    client = (tmp_path / "client" / "models" / "check_answer.py").read_text()
    assert "verdict: CheckAnswerVerdict" in client
