"""Asks Aigis, the register of port bans. An error or a missing answer is never a verdict."""

from aigis_client.alert_chain import ChainReport, verify_chain
from aigis_client.answers import (
    Alert,
    ChangePage,
    EntryVerdict,
    ItemAnswer,
    Replacement,
    Roster,
    RosterChange,
    RosterEntry,
)
from aigis_client.async_client import AsyncAigisClient
from aigis_client.calls import CheckItem
from aigis_client.client import AigisClient
from aigis_client.errors import AigisError, BadSignature, NoAnswer, Refused
from aigis_client.followers import Cursor, FileCursor, FunctionCursor
from aigis_client.persons import SANDBOX, Document, Person
from aigis_client.retries import Retries
from aigis_client.verdicts import CheckAnswer, Verdict
from aigis_client.webhooks import WebhookVerifier

__all__ = [
    "SANDBOX",
    "AigisClient",
    "AigisError",
    "Alert",
    "AsyncAigisClient",
    "BadSignature",
    "ChainReport",
    "ChangePage",
    "CheckAnswer",
    "CheckItem",
    "Cursor",
    "Document",
    "EntryVerdict",
    "FileCursor",
    "FunctionCursor",
    "ItemAnswer",
    "NoAnswer",
    "Person",
    "Refused",
    "Replacement",
    "Retries",
    "Roster",
    "RosterChange",
    "RosterEntry",
    "Verdict",
    "WebhookVerifier",
    "verify_chain",
]
