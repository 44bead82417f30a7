"""Small faults put into a module's source, one at a time: each is what somebody's slip of the hand would make of it."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
Change = Callable[[Any], object]
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """A faulty version of a module: the line, what was done there, and the whole source."""

    line: int
    fault: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yields every mutant of a module."""
    tree = ast.parse(source)
    decorators = {
        id(one) for node in ast.walk(tree) for top in getattr(node, "decorator_list", []) for one in ast.walk(top)
    }
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in decorators:
            continue  # a value that could be changed or is stored otherwise says nothing else
        for fault, change in _faults(node):
            mutated = copy.deepcopy(tree)
            target = next(one for at, one in enumerate(ast.walk(mutated)) if at == place)
            change(target)
            yield Mutant(getattr(node, "lineno", 0), fault, ast.unparse(ast.fix_missing_locations(mutated)))


def _faults(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        other = _COMPARISONS[type(node.ops[0])]
        yield f"{ast.unparse(node)}: {other.__name__}", lambda one: one.ops.__setitem__(0, other())
    elif isinstance(node, ast.BoolOp):
        swapped = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{ast.unparse(node)}: {swapped.__name__}", lambda one: setattr(one, "op", swapped())
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield f"if {ast.unparse(node.test)}: negated", _negate
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        flipped = ast.Sub if isinstance(node.op, ast.Add) else ast.Add
        yield f"{ast.unparse(node)}: {flipped.__name__}", lambda one: setattr(one, "op", flipped())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value}: flipped", lambda one: setattr(one, "value", not one.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield f"{node.value}: one more", lambda one: setattr(one, "value", one.value + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        name = _CALLS[node.func.id]
        yield f"{ast.unparse(node)}: {name}", lambda one: setattr(one.func, "id", name)
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield f"return {ast.unparse(node.value)}: None", lambda one: setattr(one, "value", ast.Constant(None))
    elif isinstance(node, ast.Set) and len(node.elts) > 1:
        for place, element in enumerate(node.elts):
            yield f"{ast.unparse(node)}: without {ast.unparse(element)}", partial(_without, place)
    yield from _dropped(node)


def _dropped(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Statements left out: a check that is called for its refusal, a refusal itself."""
    for place, statement in enumerate(getattr(node, "body", []) if isinstance(getattr(node, "body", []), list) else []):
        call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
        if call or isinstance(statement, (ast.Raise, ast.Continue, ast.AugAssign)):
            said = ast.unparse(statement).splitlines()[0][:80]
            yield f"left out: {said}", partial(_passed_over, place)


def _without(place: int, node: ast.Set) -> None:
    node.elts.pop(place)


def _passed_over(place: int, node: ast.stmt) -> None:
    vars(node)["body"][place] = ast.Pass()


def _negate(node: ast.If | ast.IfExp) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
