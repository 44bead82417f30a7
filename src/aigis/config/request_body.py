"""Reads a request's body before a thread is given to it: whole, in time, or not at all.

A client that sends its body byte by byte would otherwise hold a thread for as long as it likes, and forty of them every
gate. Nothing here blocks: slow bodies wait in the event loop, and are refused by deadline, by rate and by address.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterable
from dataclasses import dataclass, field

LARGEST_BYTES = 32 * 1024 * 1024  # an imported list and what a form puts around it
GRACE_SECONDS = 5.0  # for the whole body, and for
BYTES_PER_SECOND = 16 * 1024  # after it: the slowest that is waited for
SLOW_AFTER_SECONDS = 1.0  # a body that is not complete by then counts
MOST_SLOW_OF_AN_ADDRESS = 8
MOST_SLOW = 128


class SlowBody(Exception):
    """The body did not come in time, or its address sends too many slow ones at once."""


class BodyTooLong(Exception):
    """The body is longer than any that is taken."""


@dataclass(slots=True)
class BodyReader:
    """Reads bodies and counts those that are slow, by the address they come from."""

    grace: float = GRACE_SECONDS
    slow_after: float = SLOW_AFTER_SECONDS
    _slow: Counter[str] = field(default_factory=Counter)

    async def read(self, chunks: AsyncIterable[bytes], *, address: str) -> bytes:
        """Returns the whole body.

        Args:
            chunks: the parts as they come.
            address: the client's, without its port.

        Raises:
            BodyTooSlow: it was not complete in time, or too many of its address are slow at once.
            BodyTooLong: it has more than `LARGEST_BYTES`.
        """
        loop = asyncio.get_running_loop()
        begun, parts, size = loop.time(), list[bytes](), 0
        is_counted = False

        def count_as_slow() -> None:
            nonlocal is_counted
            if self._slow[address] >= MOST_SLOW_OF_AN_ADDRESS or self._slow.total() >= MOST_SLOW:
                deadline.reschedule(loop.time())
                return
            self._slow[address] += 1
            is_counted = True

        watch = loop.call_later(self.slow_after, count_as_slow)
        try:
            async with asyncio.timeout(self.grace) as deadline:
                async for part in chunks:
                    parts.append(part)
                    size += len(part)
                    if size > LARGEST_BYTES:
                        raise BodyTooLong
                    deadline.reschedule(begun + self.grace + size / BYTES_PER_SECOND)
        except TimeoutError:
            raise SlowBody from None
        finally:
            watch.cancel()
            if is_counted:
                self._slow[address] -= 1
                self._slow += Counter()  # drops addresses that have none left
        return b"".join(parts)
