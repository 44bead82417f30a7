"""A mail for people: heading, facts, sentences, one link and a telephone number, as text and as HTML.

Nothing in it names a person who was checked: mail passes through hands that may not know about whom it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from aigis.core.dates.brussels import BRUSSELS

Translate = Callable[[str], str]


def N_(sentence: str) -> str:
    """Marks a sentence for the catalogues; it is translated where the mail is written."""
    return sentence


@dataclass(frozen=True, slots=True)
class MailText:
    """What a mail says. `facts` are pairs of label and value; `link` is the page to open, named by `link_label`."""

    subject: str
    heading: str
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    link: str = ""
    link_label: str = ""
    footer: str = ""


def written_instant(iso: str) -> str:
    """Writes an ISO instant as a Belgian reads it: day, month, year and time in Brussels, to the second."""
    return datetime.fromisoformat(iso).astimezone(BRUSSELS).strftime("%d/%m/%Y %H:%M:%S")


def plain_text(mail: MailText) -> str:
    """Returns the text part of a mail."""
    blocks = [mail.heading.upper(), *mail.sentences]
    if mail.facts:
        width = max(len(label) for label, _ in mail.facts) + 2
        blocks.append("\n".join(f"{label + ':':<{width}}{value}" for label, value in mail.facts))
    if mail.link:
        blocks.append(f"{mail.link_label}:\n{mail.link}")
    return "\n\n".join([*blocks, *([mail.footer] if mail.footer else [])])


_ROW = (
    '<tr><td style="padding:4px 16px 4px 0;color:#505a5f;vertical-align:top">{}</td>'
    '<td style="padding:4px 0;font-weight:bold">{}</td></tr>'
)
_BUTTON = (
    '<p style="margin:24px 0"><a href="{}" style="background:#12355b;color:#ffffff;padding:12px 20px;'
    'text-decoration:none;font-weight:bold">{}</a></p>'
)


def html_part(mail: MailText) -> str:
    """Returns the body of a mail in HTML, without anything that is loaded from elsewhere."""
    parts = [f'<h1 style="font-size:20px;margin:0 0 16px">{escape(mail.heading)}</h1>']
    parts += [f'<p style="margin:0 0 12px">{escape(sentence)}</p>' for sentence in mail.sentences]
    if mail.facts:
        rows = "".join(_ROW.format(escape(label), escape(value)) for label, value in mail.facts)
        parts.append(f'<table role="presentation" style="border-collapse:collapse">{rows}</table>')
    if mail.link:
        parts.append(_BUTTON.format(escape(mail.link), escape(mail.link_label)))
    if mail.footer:
        parts.append(f'<p style="color:#505a5f;font-size:14px">{escape(mail.footer)}</p>')
    return "".join(parts)


def html_document(bodies: list[tuple[str, str]]) -> str:
    """Returns an HTML document of one or more bodies, each with the code of its language."""
    style = "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.4;color:#0b0c0c;max-width:600px"
    line = '<hr style="border:0;border-top:1px solid #b1b4b6;margin:24px 0">'
    inner = line.join(f'<div lang="{language}">{body}</div>' for language, body in bodies)
    return f'<!DOCTYPE html><html lang="{bodies[0][0]}"><body style="{style}">{inner}</body></html>'
