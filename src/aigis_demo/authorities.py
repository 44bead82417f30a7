"""The courts and judges that impose port bans, named in Belgium's three languages and in English."""

from dataclasses import dataclass

from aigis.core.bans.versions import BanKind


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    """A court or judge; `kind` is the kind of ban it imposes, `share` its part of the bans in force, of 235."""

    code: str
    kind: BanKind
    nl: str
    fr: str
    de: str
    en: str
    share: int = 0

    @property
    def mailbox(self) -> str:
        """Where reminders of its bans go."""
        return f"{self.code}@justice.example"

    @property
    def prosecutor(self) -> str:
        """The prosecutor's office that is told of what happens to its bans."""
        return "parket-gent" if self.code.endswith(("gent", "brugge")) else "parket-antwerpen"


_COURT = (
    "Correctionele rechtbank {}",
    "Tribunal correctionnel {}",
    "Korrektionalgericht {}",
    "Criminal Court of {}",
)
_APPEAL = ("Hof van beroep {}", "Cour d'appel {}", "Appellationshof {}", "Court of Appeal of {}")
_JUDGE = ("Onderzoeksrechter {}", "Juge d'instruction {}", "Untersuchungsrichter {}", "Investigating Judge of {}")

_ANTWERP = ("Antwerpen", "d'Anvers", "Antwerpen", "Antwerp")
_GHENT = ("Gent", "de Gand", "Gent", "Ghent")
_BRUGES = ("Brugge", "de Bruges", "Brügge", "Bruges")
_BRUSSELS = ("Brussel", "de Bruxelles", "Brüssel", "Brussels")
_LIEGE = ("Luik", "de Liège", "Lüttich", "Liège")
_MONS = ("Bergen", "de Mons", "Bergen", "Mons")
_DENDERMONDE = ("Dendermonde", "de Termonde", "Dendermonde", "Dendermonde")


def _authority(
    code: str, kind: BanKind, office: tuple[str, str, str, str], seat: tuple[str, str, str, str], share: int = 0
) -> DemoAuthority:
    nl, fr, de, en = (name.format(where) for name, where in zip(office, seat, strict=True))
    return DemoAuthority(code, kind, nl, fr, de, en, share)


AUTHORITIES = (
    _authority("corr-antwerpen", BanKind.PENALTY, _COURT, _ANTWERP, 128),
    _authority("hvb-antwerpen", BanKind.PENALTY, _APPEAL, _ANTWERP, 46),
    _authority("or-antwerpen", BanKind.CONDITION, _JUDGE, _ANTWERP, 48),
    _authority("corr-gent", BanKind.PENALTY, _COURT, _GHENT, 3),
    _authority("hvb-gent", BanKind.PENALTY, _APPEAL, _GHENT, 2),
    _authority("or-gent", BanKind.CONDITION, _JUDGE, _GHENT, 2),
    _authority("corr-brugge", BanKind.PENALTY, _COURT, _BRUGES, 2),
    _authority("or-brugge", BanKind.CONDITION, _JUDGE, _BRUGES, 1),
    _authority("corr-brussel", BanKind.PENALTY, _COURT, _BRUSSELS, 1),
    _authority("hvb-brussel", BanKind.PENALTY, _APPEAL, _BRUSSELS),
    _authority("or-brussel", BanKind.CONDITION, _JUDGE, _BRUSSELS),
    _authority("corr-luik", BanKind.PENALTY, _COURT, _LIEGE, 1),
    _authority("hvb-luik", BanKind.PENALTY, _APPEAL, _LIEGE),
    _authority("or-luik", BanKind.CONDITION, _JUDGE, _LIEGE),
    _authority("corr-dendermonde", BanKind.PENALTY, _COURT, _DENDERMONDE, 1),
    _authority("or-dendermonde", BanKind.CONDITION, _JUDGE, _DENDERMONDE),
    _authority("hvb-bergen", BanKind.PENALTY, _APPEAL, _MONS),
)
