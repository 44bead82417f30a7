"""Days as English pages write them, to be looked for in their text."""

from datetime import date, datetime

from aigis.core.dates.brussels import BRUSSELS


def written(day: date) -> str:
    """The day, 22 Nov 2026, with the blanks that do not let it break across lines."""
    return f"{day.day}\xa0{day:%b}\xa0{day.year}"


def written_instant(at: datetime) -> str:
    """The instant in Brussels, 22 Nov 2026 06:12."""
    local = at.astimezone(BRUSSELS)
    return f"{written(local.date())} {local:%H:%M}"
