"""Trust policies (C2SP tlog-policy): logs, witnesses, groups of witnesses, and the quorum that must have cosigned."""

import re
from collections.abc import Callable

from aigis_verifier.errors import CannotTell
from aigis_verifier.note import Key, Trust

_Holds = Callable[[set[str]], bool]


def read_policy(data: bytes) -> Trust:
    """Reads a policy file; raises CannotTell with the line that cannot be used.

    Octets above ASCII are names as they are; of the control characters only tab and newline are allowed.
    """
    text = data.decode(errors="surrogateescape")
    if found := re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        raise CannotTell(f"line {text.count(chr(10), 0, found.start()) + 1} of the policy has a control character")
    logs: list[Key] = []
    witnesses: dict[str, Key] = {}
    rules: dict[str, _Holds] = {"none": lambda _: True}
    grouped: set[str] = set()
    quorum: _Holds | None = None
    for at, line in enumerate(text.split("\n"), start=1):
        words = re.split(r"[ \t]+", line.strip(" \t"))
        if not words[0] or words[0].startswith("#"):
            continue
        if words[0] == "log" and len(words) in (2, 3):
            logs.append(_new_key(words[1], logs, at, witness=False))
        elif words[0] == "witness" and len(words) in (3, 4) and words[1] not in rules:
            witnesses[words[1]] = _new_key(words[2], list(witnesses.values()), at, witness=True)
            rules[words[1]] = _is_there(words[1])
        elif words[0] == "group" and len(words) > 3 and words[1] not in rules:
            rules[words[1]] = _group(words[2], words[3:], rules, grouped, at)
        elif words[0] == "quorum" and len(words) == 2 and words[1] in rules and quorum is None:
            quorum = rules[words[1]]
        else:
            raise CannotTell(f"line {at} of the policy cannot be used")
    if quorum is None or not logs:
        raise CannotTell("the policy names no log or no quorum")
    return Trust(tuple(logs), witnesses, quorum)


def _new_key(text: str, others: list[Key], at: int, *, witness: bool) -> Key:
    key = Key.parse(text)
    if key.witness != witness or key.public in {one.public for one in others}:
        raise CannotTell(f"line {at} of the policy has a key of another kind, or one that is there already")
    return key


def _is_there(name: str) -> _Holds:
    return lambda seen: name in seen


def _group(threshold: str, members: list[str], rules: dict[str, _Holds], grouped: set[str], at: int) -> _Holds:
    words = {"any": "1", "all": str(len(members))}
    least = words.get(threshold, threshold)
    for member in members:
        if member not in rules or member == "none" or member in grouped:
            raise CannotTell(f"line {at} of the policy has a member that is not defined above, or has a group already")
        grouped.add(member)
    if not re.fullmatch(r"[1-9][0-9]{0,8}", least) or int(least) > len(members):
        raise CannotTell(f"line {at} of the policy has a number that cannot be")
    of = [rules[member] for member in members]
    return lambda seen: sum(one(seen) for one in of) >= int(least)
