"""What every outgoing message is: a type, a JSON form for webhooks, and a mail for people."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from aigis.core.messages.mail_text import MailText, Translate


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A message, thin by design: ids and locations, no persons. Fields hold plain JSON values.

    `kind` sorts notices for retention and figures; those of a higher `priority` are delivered first.
    """

    type: ClassVar[str] = ""
    kind: ClassVar[str] = "notice"
    priority: ClassVar[int] = 0
    about_field: ClassVar[str] = ""  # the field whose id the message is about

    at: datetime

    @property
    def subject(self) -> str:
        """One line without a language, for lists of notices and for webhooks."""
        return f"Aigis: {self.type}"

    @property
    def about(self) -> UUID | None:
        """The id of what the message tells of."""
        return UUID(getattr(self, self.about_field)) if self.about_field else None

    def data(self) -> dict[str, Any]:
        """Returns the fields as JSON values."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "at"}

    def to_json(self) -> str:
        """Returns the body of a webhook: type, timestamp and data."""
        return json.dumps(
            {"type": self.type, "timestamp": self.at.isoformat(), "data": self.data()}, indent=1, ensure_ascii=False
        )

    @classmethod
    def from_data(cls, timestamp: str, data: dict[str, Any]) -> Self:
        """Builds the message again from its JSON form; raises TypeError if a field is missing or unknown."""
        return cls(at=datetime.fromisoformat(timestamp), **data)

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail, with every sentence passed through `translate`."""
        raise NotImplementedError(f"{self.type} is not sent to people")
