"""An invented harbour on Belgium's real ports: facilities with gates, the organisations around them, and their people.

Ports and their UN/LOCODEs are real; companies, facilities, telephone numbers and people are not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from random import Random

from aigis.core.access.permissions import Role
from aigis_demo.authorities import AUTHORITIES, DemoAuthority
from aigis_demo.bans import BANS, DemoBan, bans
from aigis_demo.identities import DemoIdentity, public_identities
from aigis_demo.population import national_number as number_of

__all__ = [
    "AUTHORITIES",
    "BANS",
    "DESKS",
    "GATE",
    "OFFICES",
    "PORTS",
    "USERS",
    "DemoAuthority",
    "DemoBan",
    "DemoDesk",
    "DemoFacility",
    "DemoIdentity",
    "DemoOrganisation",
    "DemoPort",
    "DemoUser",
    "bans",
    "companies",
    "facilities",
    "public_identities",
]


@dataclass(frozen=True, slots=True)
class DemoPort:
    """A port by its UN/LOCODE without blank, and how many of the invented facilities it has."""

    locode: str
    name: str
    facilities: int


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An organisation: `kind` is company, court, prosecutor, police, customs, shipping, security, prison or service."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class DemoFacility:
    """A port facility with its gates, and what its plan says to do when there is no answer."""

    code: str
    name: str
    port: str
    organisation: str
    gates: tuple[str, ...]
    pfso_phone: str
    plans: dict[str, str]


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody who signs in; no password here, the loader makes one."""

    username: str
    role: Role
    given_name: str
    family_name: str
    organisation: str
    unit: str

    @property
    def national_number(self) -> str:
        """The invented person's number: approvals must know that two accounts are two people."""
        position = [user.username for user in USERS].index(self.username)
        return number_of(date(1960 + position, 3, 1 + position), 900 + position)


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """A unit that receives alerts, `prosecutor` or `police`, for some ports or (none given) for all."""

    code: str
    name: str
    kind: str
    organisation: str
    ports: tuple[str, ...]

    @property
    def mailbox(self) -> str:
        """Where its alerts go."""
        return f"{self.code}@desk.example"


PORTS = (
    DemoPort("BEANR", "Antwerpen", 128),
    DemoPort("BEZEE", "Zeebrugge", 30),
    DemoPort("BEGNE", "Gent", 26),
    DemoPort("BEOST", "Oostende", 6),
    DemoPort("BEBRU", "Brussel", 5),
    DemoPort("BELGG", "Liège", 5),
)

OPERATOR = "meeuwland-terminals"  # runs BEANR-0001
BADGES = "havenbadge"  # issues the badges

OFFICES = (
    DemoOrganisation(BADGES, "Havenbadge cv", "company"),
    DemoOrganisation("griffie-antwerpen", "Griffie rechtbank van eerste aanleg Antwerpen", "court"),
    DemoOrganisation("parket-antwerpen", "Parket Antwerpen", "prosecutor"),
    DemoOrganisation("parket-gent", "Parket Gent", "prosecutor"),
    DemoOrganisation("scheepvaartpolitie", "Federale Scheepvaartpolitie", "police"),
    DemoOrganisation("douane", "Algemene Administratie van de Douane en Accijnzen", "customs"),
    DemoOrganisation("scheepvaartcontrole", "Directie Scheepvaartcontrole", "shipping"),
    DemoOrganisation("gevangenis-antwerpen", "Gevangenis Antwerpen", "prison"),
    DemoOrganisation("toezicht", "Toezicht gegevensbescherming", "service"),
    DemoOrganisation("beheer", "Beheer van het register", "service"),
)

USERS = (
    DemoUser("guard", Role.GUARD, "Jelle", "Wouters", OPERATOR, "Gate"),
    DemoUser("guard2", Role.GUARD, "Samira", "El Bakkali", OPERATOR, "Gate"),
    DemoUser("pfso", Role.PFSO, "Katrien", "De Ridder", OPERATOR, "Security"),
    DemoUser("registrar", Role.REGISTRAR, "Ann", "Lemmens", "griffie-antwerpen", "Correctionele griffie"),
    DemoUser("registrar2", Role.REGISTRAR, "Olivier", "Charlier", "parket-antwerpen", "Secretariaat"),
    DemoUser("approver", Role.APPROVER, "Johan", "Verlinden", "parket-antwerpen", "Strafuitvoering"),
    DemoUser("prosecutor", Role.PROSECUTOR, "Isabelle", "Poncelet", "parket-antwerpen", "Sectie haven"),
    DemoUser("officer", Role.OFFICER, "Bram", "Cuypers", "scheepvaartpolitie", "Post Antwerpen"),
    DemoUser("officer-customs", Role.OFFICER, "Leyla", "Şahin", "douane", "Opsporing"),
    DemoUser("officer-shipping", Role.OFFICER, "Piotr", "Nowicki", "scheepvaartcontrole", "ISPS"),
    DemoUser("desk", Role.DESK, "Tom", "Aerts", "scheepvaartpolitie", "Dispatching"),
    DemoUser("prison", Role.PRISON, "Nadine", "Goossens", "gevangenis-antwerpen", "Griffie"),
    DemoUser("superior", Role.SUPERIOR, "Greet", "Hermans", "scheepvaartpolitie", "Leiding"),
    DemoUser("auditor", Role.AUDITOR, "Michel", "Servais", "toezicht", "Functionaris gegevensbescherming"),
    DemoUser("admin", Role.ADMIN, "Eva", "Mertens", "beheer", "Beheer"),
    DemoUser("superior-customs", Role.SUPERIOR, "Patrick", "Delvaux", "douane", "Leiding"),
    DemoUser("superior-prison", Role.SUPERIOR, "Ingrid", "Baeten", "gevangenis-antwerpen", "Directie"),
    DemoUser("superior-prosecutor", Role.SUPERIOR, "Wim", "Cools", "parket-antwerpen", "Leiding"),
    # Thresholds want a second person of another organisation than the prosecutor's.
    DemoUser("approver-court", Role.APPROVER, "Marc", "Stevens", "griffie-antwerpen", "Hoofdgriffie"),
)

GATE = "BEANR-0001/main"
DESKS = (
    DemoDesk("parket-haven", "Parket Antwerpen, sectie haven", "prosecutor", "parket-antwerpen", ("BEANR",)),
    DemoDesk("parket-kust", "Parket Gent, havens", "prosecutor", "parket-gent", ("BEGNE", "BEZEE", "BEOST")),
    DemoDesk("parket-elders", "Parket Antwerpen, overige havens", "prosecutor", "parket-antwerpen", ("BEBRU", "BELGG")),
    DemoDesk("scheepvaartpolitie", "Scheepvaartpolitie, dispatching", "police", "scheepvaartpolitie", ()),
    DemoDesk("oefeningen", "Toezicht, oefeningen", "drill", "toezicht", ()),
)

_ROOTS = (
    "Meeuwland Brakwater Kaaizicht Zilverschelde Ankerveer Poldermeer Slikhaven Wantij Oosterkaap Stormvogel Kreekrand "
    "Zeebries Blauwvoet Lichtboei Kompasroos Touwslager Sluiswachter Driemaster Zoutkaai Peilschaal Vuurbaak Steenbank "
    "Rietgors Waterhoen Scheldekroon Nachtvaart Vlasrede Boegland"
).split()
_TRADES = (
    "Terminals Stevedoring Logistics Tankstorage Warehousing Bulk Reefer Shipping Chemicals Steel Forwarding Breakbulk"
).split()
_KINDS = "Containers Stukgoed Tankpark Loods Koelhuis Bulkkaai Ro-ro Magazijn Depot Overslag".split()
_GATES = ("trucks", "quay-1", "quay-2", "office", "rail", "contractors")
GATE_NAMES = {
    "main": {"nl": "Hoofdpoort", "fr": "Entrée principale", "de": "Haupttor", "en": "Main gate"},
    "trucks": {"nl": "Vrachtwagens", "fr": "Camions", "de": "Lkw-Tor", "en": "Trucks"},
    "quay-1": {"nl": "Kade 1", "fr": "Quai 1", "de": "Kai 1", "en": "Quay 1"},
    "quay-2": {"nl": "Kade 2", "fr": "Quai 2", "de": "Kai 2", "en": "Quay 2"},
    "office": {"nl": "Kantoor", "fr": "Bureaux", "de": "Büro", "en": "Office"},
    "rail": {"nl": "Spoor", "fr": "Rail", "de": "Gleis", "en": "Rail"},
    "contractors": {"nl": "Aannemers", "fr": "Sous-traitants", "de": "Fremdfirmen", "en": "Contractors"},
}
# No telephone number begins with 000 after the zone: nobody is called by mistake.
_PLANS = {
    "nl": "Langer dan vijf minuten geen antwoord: niemand binnen zonder begeleiding. De PFSO beslist en noteert het.",
    "fr": "Plus de cinq minutes sans réponse : personne n'entre sans accompagnement. Le PFSO décide et le note.",
    "de": "Mehr als fünf Minuten keine Antwort: kein Zutritt ohne Begleitung. Der PFSO entscheidet und notiert das.",
    "en": "No answer for more than five minutes: no one enters without an escort. The PFSO decides and records it.",
}
_COMPANIES = 96


def companies() -> tuple[DemoOrganisation, ...]:
    """Gives the invented companies that run facilities."""
    count = len(_ROOTS)
    names = [
        f"{_ROOTS[number % count]} {_TRADES[(number + number // count) % len(_TRADES)]}" for number in range(_COMPANIES)
    ]
    return tuple(DemoOrganisation(name.lower().replace(" ", "-"), f"{name} nv", "company") for name in names)


def facilities(seed: int) -> Iterator[DemoFacility]:
    """Yields the 200 facilities, `BEANR-0001` first, each with a gate `main` and up to three more."""
    chance = Random(f"facilities/{seed}")
    runners = cycle(companies())
    for port in PORTS:
        for number in range(1, port.facilities + 1):
            yield _facility(chance, port, number, next(runners))


def _facility(chance: Random, port: DemoPort, number: int, runner: DemoOrganisation) -> DemoFacility:
    more = chance.sample(_GATES, chance.choice((0, 0, 1, 1, 1, 2, 3)))
    quay = chance.randint(100, 1999)
    return DemoFacility(
        code=f"{port.locode}-{number:04d}",
        name=f"{runner.name.removesuffix(' nv')} {chance.choice(_KINDS)}, kaai {quay}",
        port=port.locode,
        organisation=runner.code,
        gates=("main", *sorted(more)),
        pfso_phone=f"+32 3 000 {chance.randint(0, 99):02d} {chance.randint(0, 99):02d}",
        plans=_PLANS,
    )
