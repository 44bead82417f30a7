"""The mail of a notice: in the recipient's language, or in all four where it is not known."""

from django.utils.translation import gettext, override

from aigis.apps.notices.models import Notice
from aigis.core.messages.catalogue import read_message
from aigis.core.messages.mail_text import MailText, html_document, html_part, plain_text
from aigis.core.messages.message import OutgoingMessage

LANGUAGES = ("nl", "fr", "de", "en")
_OURS = "Aigis: "  # once is enough where a subject is in four languages


def letter_of(notice: Notice) -> tuple[str, str, str]:
    """Returns subject, text and HTML of a notice's mail; the stored body as text for a notice of an earlier form."""
    message = read_message(notice.body)
    if message is None:
        return notice.subject, notice.body, ""
    languages = (notice.language,) if notice.language else LANGUAGES
    mails = [_mail(message, language) for language in languages]
    text = f"\n\n{'-' * 60}\n\n".join(plain_text(mail) for mail in mails)
    html = html_document([(language, html_part(mail)) for language, mail in zip(languages, mails, strict=True)])
    subjects = [mails[0].subject, *(mail.subject.removeprefix(_OURS) for mail in mails[1:])]
    subject = " / ".join(dict.fromkeys(subjects))
    return subject, text, html


def _mail(message: OutgoingMessage, language: str) -> MailText:
    with override(language):
        return message.mail(gettext)
