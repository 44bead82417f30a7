"""Answers about the caller itself."""

from aigis.api.answers.answer_base import AnswerShape, Instant


class ClientKeyAnswer(AnswerShape):
    """A public key of an API client; `ends_at` null while nothing takes over from it."""

    key_id: str
    created_at: Instant
    ends_at: Instant | None


class ClientAnswer(AnswerShape):
    """Who the caller is, what its key may do (null: all that its role may), and which public keys work."""

    client: str
    role: str | None
    scopes: list[str] | None
    keys: list[ClientKeyAnswer]
