"""Every outgoing message by its type."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from aigis.core.messages import alert_messages, probing_messages, register_messages
from aigis.core.messages.message import OutgoingMessage

_MODULES = (alert_messages, register_messages, probing_messages)
MESSAGES: Mapping[str, type[OutgoingMessage]] = MappingProxyType(
    {
        item.type: item
        for module in _MODULES
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, OutgoingMessage) and item.type
    }
)


def read_message(body: str) -> OutgoingMessage | None:
    """Builds the message of a stored body again; None for a body of an earlier form."""
    try:
        stored = json.loads(body)
        return MESSAGES[stored["type"]].from_data(stored["timestamp"], stored["data"])
    except (ValueError, KeyError, TypeError):
        return None
