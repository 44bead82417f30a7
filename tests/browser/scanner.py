"""A scanner that types into a page: real key events, sent to the browser in one batch for each scan."""

import asyncio
import time
from collections.abc import Sequence

from playwright.sync_api import Page

LINE_ENDS = {"enter": ["Enter"], "tab": ["Tab"], "cr lf": ["Enter", "Enter"], "none": []}
_TIMEOUT_MS = 10_000
_SECONDS_A_KEY = 0.002
_SECONDS_BETWEEN_SCANS = 0.3
_CODES = {"Enter": ("Enter", 13, "\r"), "Tab": ("Tab", 9, "")}


_last_key = 0.0


def type_keys(page: Page, keys: Sequence[str]) -> None:
    """Sends the keys as a keyboard does: each goes to whatever has the focus when it arrives.

    The keys carry the times of a scanner, whatever time a busy machine takes to bring them.
    """
    global _last_key
    session = page.context.new_cdp_session(page)
    send = session._impl_obj.send  # one call for each key would be slower than a scanner on a busy machine
    begins = max(time.time(), _last_key + _SECONDS_BETWEEN_SCANS)
    events = [
        event | {"timestamp": begins + number * _SECONDS_A_KEY}
        for number, key in enumerate(keys)
        for event in _events(key)
    ]
    _last_key = begins + len(keys) * _SECONDS_A_KEY

    async def send_all() -> None:
        await asyncio.gather(*(send("Input.dispatchKeyEvent", event, _TIMEOUT_MS) for event in events))

    # As one call, the driver looks at the stack once and not for every key, which would make a slow scanner.
    session._sync(session._impl_obj._wrap_api_call(lambda _zone: send_all()))
    session.detach()


def _events(key: str) -> list[dict[str, object]]:
    code, number, text = _CODES.get(key, ("", 0, key))
    down = {"type": "keyDown", "key": key, "code": code, "windowsVirtualKeyCode": number}
    if key not in _CODES:
        return [down | {"text": text, "unmodifiedText": text}]  # nothing listens to the end of a character's key
    return [down | ({"text": text} if text else {}), {"type": "keyUp", "key": key, "code": code}]


def keys_of(lines: Sequence[str], line_end: str) -> list[str]:
    """The keys of a scan: the characters of each line, then the line end."""
    return [key for line in lines for key in (*line, *LINE_ENDS[line_end])]
