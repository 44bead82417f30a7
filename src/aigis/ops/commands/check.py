"""`aigis check`: asks the API about one person; what is not surely an answer leaves with 3, never with 0."""

import os
import sys
import uuid
from argparse import ArgumentParser, Namespace
from typing import Any

import httpx

from aigis.core.errors import DomainError, InvalidInput, NoAnswer
from aigis.core.values import Purpose, Verdict

EXIT_CODES = {Verdict.CLEAR: 0, Verdict.DENIED: 1, Verdict.REFER: 2}
NO_ANSWER = 3
_PARTS = ("id", "verdict", "reason", "instruction", "checked_at", "receipt")
_ANSWERED = (200, 201)


def add_arguments(parser: ArgumentParser) -> None:
    """Adds whom to ask, for which gate and why, and the details of the person."""
    parser.add_argument("--url", default=os.environ.get("AIGIS_URL", "http://127.0.0.1:8000"), help="or AIGIS_URL")
    parser.add_argument("--key", default=os.environ.get("AIGIS_KEY"), help="or AIGIS_KEY, which other users cannot see")
    parser.add_argument("--gate", required=True, help="such as BEANR-0001/main")
    parser.add_argument("--purpose", required=True, choices=[purpose.value for purpose in Purpose])
    parser.add_argument("--note", help="such as an order number")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds to wait for the answer")
    person = parser.add_argument_group("the person")
    for name in ("family-name", "given-names", "birth-date", "national-number", "sex", "nationality"):
        person.add_argument(f"--{name}")
    person.add_argument("--document", action="append", default=[], help="state and number, such as BEL:590123456")
    person.add_argument("--mrz", nargs="+", metavar="LINE", help="the machine-readable lines instead of all the others")


def run(args: Namespace) -> int:
    """Prints verdict, instruction and reference; returns 0 clear, 1 denied, 2 refer, 3 no answer."""
    try:
        answer = _ask(args)
        verdict = Verdict(answer["verdict"])
    except DomainError as refusal:
        print(f"no answer: {refusal.sentence}", file=sys.stderr)
        return NO_ANSWER
    except Exception as failure:  # whatever it was, it was no verdict
        print(f"no answer: {type(failure).__name__}: {failure}", file=sys.stderr)
        return NO_ANSWER
    print(f"{verdict.value}\n{answer['instruction']}\n{answer['id']}  {answer['checked_at']}", flush=True)
    return EXIT_CODES[verdict]


def _ask(args: Namespace) -> dict[str, Any]:
    if not args.key:
        raise InvalidInput("Give a key with --key or in AIGIS_KEY.", field="key")
    headers = {"Authorization": f"Bearer {args.key}", "Idempotency-Key": str(uuid.uuid4())}
    address = f"{args.url.rstrip('/')}/api/v1/checks"
    try:
        response = httpx.post(address, json=query(args), headers=headers, timeout=args.timeout)
    except (httpx.HTTPError, httpx.InvalidURL) as failed:
        raise NoAnswer(f"{address} could not be asked ({type(failed).__name__}: {failed}).") from None
    return _whole(response)


def query(args: Namespace) -> dict[str, Any]:
    """Builds the body of the request; raises InvalidInput where no person is given, or a person twice."""
    body: dict[str, Any] = {"gate": args.gate, "purpose": args.purpose}
    if args.note:
        body["note"] = args.note
    person = _person(args)
    if bool(args.mrz) == bool(person):
        raise InvalidInput("Give either --mrz or the details of the person.", field="person")
    return body | ({"mrz": args.mrz} if args.mrz else {"person": person})


def _person(args: Namespace) -> dict[str, Any]:
    names = ("family_name", "given_names", "birth_date", "national_number", "sex", "nationality")
    person: dict[str, Any] = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    if args.document:
        person["documents"] = [_document(text) for text in args.document]
    return person


def _document(text: str) -> dict[str, str]:
    state, colon, number = text.partition(":")
    if not (state and colon and number):
        raise InvalidInput("A document is written BEL:590123456.", field="document")
    return {"state": state, "number": number}


def _whole(response: httpx.Response) -> dict[str, Any]:
    """Returns the answer if it is one in every part; raises NoAnswer with the server's own words otherwise."""
    try:
        answer = response.json()
    except ValueError:
        raise NoAnswer(f"The server answered {response.status_code} and no JSON.") from None
    if not isinstance(answer, dict):
        raise NoAnswer("The server's answer has another shape.")
    if response.status_code not in _ANSWERED:
        raise NoAnswer(f"{response.status_code}: {answer.get('detail') or answer.get('title') or answer.get('code')}")
    missing = [name for name in _PARTS if not isinstance(answer.get(name), str) or not answer[name]]
    if type(answer.get("register_version")) is not int:
        missing.append("register_version")
    if missing or answer["verdict"] not in set(Verdict):
        raise NoAnswer(f"The server's answer is not whole: {', '.join(missing) or 'unknown verdict'}.")
    return answer
