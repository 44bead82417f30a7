"""Sessions in the database under the hash of their cookie, with an idle time-out and a last instant."""

import hashlib
from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import IntegrityError, transaction
from django.utils import timezone

from aigis.apps.accounts.models import SignInSession

# Until the first page tells the role; `session_activity.py` moves the end from then on.
FIRST_IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


def hash_key(session_key: str | None) -> str:
    """Returns the hash under which a session stands, in hex."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


class SessionStore(DatabaseSessionStore):
    """Django's sessions in our table; the cookie's value never reaches the database."""

    row: SignInSession | None = None

    @classmethod
    def get_model_class(cls) -> type[SignInSession]:
        """Returns the table's model."""
        return SignInSession

    def _get_session_from_db(self) -> SignInSession | None:
        now = timezone.now()
        rows = SignInSession.objects.filter(session_key=hash_key(self.session_key))
        self.row = rows.filter(expire_date__gt=now, ends_at__gt=now).first()
        if self.row is None:
            self._session_key = None
        return self.row

    def exists(self, session_key: str) -> bool:
        """Tells whether a session of the key exists."""
        return SignInSession.objects.filter(session_key=hash_key(session_key)).exists()

    def save(self, must_create: bool = False) -> None:
        """Writes the session's data; raises CreateError for a key in use and UpdateError for a session that ended."""
        if self.session_key is None:
            self.create()
            return
        data: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        values = {"session_data": self.encode(data), "user_id": data.get(SESSION_KEY)}
        if must_create:
            self._insert(values)
        elif not SignInSession.objects.filter(session_key=hash_key(self.session_key)).update(**values):
            raise UpdateError

    def _insert(self, values: dict[str, Any]) -> None:
        now = timezone.now()
        times = {"started_at": now, "seen_at": now, "expire_date": now + FIRST_IDLE, "ends_at": now + LONGEST}
        try:
            with transaction.atomic():
                SignInSession.objects.create(session_key=hash_key(self.session_key), **times, **values)
        except IntegrityError:
            raise CreateError from None

    def delete(self, session_key: str | None = None) -> None:
        """Removes a session, this one unless another is named."""
        key = session_key or self.session_key
        if key is not None:
            SignInSession.objects.filter(session_key=hash_key(key)).delete()
