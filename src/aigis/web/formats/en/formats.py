"""Days in English, as it is written in Belgium: 22 Nov 2026 everywhere."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y H:i"
SHORT_DATE_FORMAT = "j\u00a0M\u00a0Y"  # in tables and facts: it never breaks across lines
SHORT_DATETIME_FORMAT = "j\u00a0M\u00a0Y H:i"
YEAR_MONTH_FORMAT = "M\u00a0Y"
MONTH_DAY_FORMAT = "j\u00a0M"
FIRST_DAY_OF_WEEK = 1
