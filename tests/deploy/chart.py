"""Renders the chart: the part of Helm's templates that it uses, read as Jinja's."""

import re
from pathlib import Path
from typing import Any

import jinja2
import yaml

from tests.deploy.programs import DEPLOY

CHART = DEPLOY / "helm" / "aigis"
_ACTION = re.compile(r"\{\{(-?)\s*(.*?)\s*(-?)\}\}", re.DOTALL)


def _expression(text: str) -> str:
    text = re.sub(r"\btoYaml (\S+)", r"\1 | to_yaml", text)
    text = re.sub(r"\bnindent (\d+)", r"nindent(\1)", text)
    return re.sub(r"(?<![\w.])\$?\.(?=[A-Z])", "", text).replace("$", "")


def _condition(text: str) -> str:
    if match := re.fullmatch(r"eq (\S+) (\S+)", text):
        return f"{_expression(match[1])} == {match[2]}"
    if match := re.fullmatch(r"gt \(int (\S+)\) (\d+)", text):
        return f"{_expression(match[1])} > {match[2]}"
    return _expression(text)


def to_jinja(text: str) -> str:
    """Turns the template into Jinja's; raises ValueError for what is not known here."""
    blocks: list[str] = []

    def replace(match: re.Match[str]) -> str:
        left, body, right = match.groups()
        if body == "end":
            return f"{{%{left} end{blocks.pop()} {right}%}}"
        if body.startswith("if "):
            blocks.append("if")
            return f"{{%{left} if {_condition(body[3:])} {right}%}}"
        if ranged := re.fullmatch(r"range \$(\w+), \$(\w+) := (\S+)", body):
            blocks.append("for")
            return f"{{%{left} for {ranged[1]}, {ranged[2]} in ({_expression(ranged[3])}).items() {right}%}}"
        if listed := re.fullmatch(r"range \$(\w+) := list (.*)", body):
            blocks.append("for")
            return f"{{%{left} for {listed[1]} in [{', '.join(listed[2].split())}] {right}%}}"
        if re.match(r"(with|include|define|template|else|range)\b", body):
            raise ValueError(f"not rendered here: {body}")
        return f"{{{{{left} {_expression(body)} {right}}}}}"

    return _ACTION.sub(replace, text)


def render(**changed: Any) -> list[dict[str, Any]]:
    """Returns the objects of a release called `port`."""
    values = yaml.safe_load((CHART / "values.yaml").read_text()) | changed
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - this is YAML
    environment.filters["to_yaml"] = lambda value: yaml.safe_dump(value, default_flow_style=False).rstrip()
    environment.filters["nindent"] = lambda text, width: (
        "\n" + "\n".join(" " * width + line for line in text.splitlines())
    )
    environment.filters["quote"] = lambda value: f'"{value}"'
    context = {"Values": values, "Release": {"Name": "port", "Namespace": "aigis"}}
    texts = [_rendered(environment, path, context) for path in sorted((CHART / "templates").glob("*.yaml"))]
    return [document for text in texts for document in yaml.safe_load_all(text) if document]


def _rendered(environment: jinja2.Environment, path: Path, context: dict[str, Any]) -> str:
    return environment.from_string(to_jinja(path.read_text())).render(context)
