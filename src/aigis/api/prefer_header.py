"""What a caller would rather have: the `Prefer` header of RFC 7240, as far as we honour it."""

from dataclasses import dataclass

LONGEST_WAIT = 10


@dataclass(frozen=True, slots=True)
class Preferences:
    """`wait`: so many seconds for an answer that takes a moment; `minimal`: no more than is needed."""

    wait: int = 0
    minimal: bool = False

    @classmethod
    def of(cls, header: str) -> "Preferences":
        """Reads the header; what is unknown or malformed is ignored, as RFC 7240 asks."""
        wait, minimal = 0, False
        for preference in header.split(","):
            name, _, value = (part.strip() for part in preference.partition(";")[0].partition("="))
            value = value.strip('"')
            if name.lower() == "wait" and value.isascii() and value.isdigit() and len(value) < 10 and not wait:
                wait = min(int(value), LONGEST_WAIT)
            elif name.lower() == "return" and value == "minimal":
                minimal = True
        return cls(wait, minimal)

    @property
    def applied(self) -> dict[str, str]:
        """The header that says what was honoured."""
        applied_preferences = [f"wait={self.wait}"] * bool(self.wait) + ["return=minimal"] * self.minimal
        return {"Preference-Applied": ", ".join(applied_preferences)} if applied_preferences else {}
