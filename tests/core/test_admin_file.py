"""The file of `aigis admin apply`: what it may hold, and that every fault is told with its line and key."""

from aigis.core.access.permissions import Role
from aigis.core.administration.file_reader import read_file
from aigis.core.administration.records import ClientRecord, FacilityRecord, OrganisationRecord, PersonRecord
from aigis.core.administration.references import KnownCodes, find_faults
from aigis.core.administration.toml_lines import locate_tables

NOTHING = KnownCodes({}, {}, frozenset())
SOUND = """
[[organisation]]
code = "haven-demo"
name = "Haven Demo nv"
kind = "company"

[[organisation]]
code = "police-demo"
name = "Police"
kind = "police"

[[facility]]
code = "BEANR-0900"
organisation = "haven-demo"
name = "Kaai 900"
telephone = "+32 3 000 00 00"
gates = [{ code = "main", names = { nl = "Hoofdpoort", fr = "Entrée", de = "Haupttor", en = "Main gate" } }]

[[desk]]
code = "desk-demo"
organisation = "police-demo"
mailbox = "desk@example.org"
ports = ["BEANR"]

[[authority]]
code = "corr-demo"
names = { nl = "Rechtbank", fr = "Tribunal", de = "Gericht", en = "Court" }

[[person]]
username = "guard-demo"
organisation = "haven-demo"
role = "guard"
gates = ["BEANR-0900/main"]
email = "guard@example.org"

[[client]]
name = "turnstile"
organisation = "haven-demo"
role = "guard"
gates = ["BEANR-0900/main"]
"""


def faults(text: str, known: KnownCodes = NOTHING) -> list[str]:
    records, of_form = read_file(text)
    return [str(fault) for fault in of_form or find_faults(records, known)]


def test_a_file_with_every_table_is_read_and_has_no_fault() -> None:
    records, wrong = read_file(SOUND)
    assert wrong == [] and find_faults(records, NOTHING) == []
    by_table = {located.table: located.record for located in records}
    assert isinstance(by_table["facility"], FacilityRecord) and by_table["facility"].gates[0].names["de"] == "Haupttor"
    assert isinstance(by_table["person"], PersonRecord) and by_table["person"].role is Role.GUARD
    assert isinstance(by_table["client"], ClientRecord) and by_table["client"].gates == ("BEANR-0900/main",)
    assert isinstance(records[0].record, OrganisationRecord)


def test_the_order_of_the_tables_in_the_file_does_not_matter() -> None:
    turned = "\n[[".join(["", *reversed(SOUND.split("\n[[")[1:])])
    records, wrong = read_file(turned)
    assert wrong == [] and records[0].table == "organisation"


def test_every_fault_is_told_at_once_with_its_line_and_key() -> None:
    text = (
        '[[organisation]]\ncode = "Haven Demo"\nkind = "club"\n\n[[person]]\nusername = "x"\nrole = "guard"\nage = 3\n'
    )
    assert faults(text) == [
        "line 1, organisation.name: Add this key; it is required in [[organisation]].",
        'line 2, organisation.code: Give a code of small letters, digits and hyphens, like "haven-demo".',
        "line 3, organisation.kind: Give one of: company, court, prosecutor, police, customs, shipping, security, "
        "prison, service.",
        "line 5, person.organisation: Add this key; it is required in [[person]].",
        "line 8, person.age: There is no such key. The keys are email, first_name, gates, language, last_name, "
        "national_number, organisation, role, unit, username.",
    ]


def test_a_table_that_does_not_exist_and_a_file_that_is_not_toml_are_told() -> None:
    assert faults('[[people]]\nname = "x"\n')[0].startswith("line 1, people: There is no table 'people'.")
    assert faults("[[person]]\nusername = \n")[0].startswith("line 2, file: This is not TOML")
    assert "under [[person]]" in faults('[person]\nusername = "x"\n')[0]


def test_references_are_checked_against_the_file_and_the_installation() -> None:
    alone = '[[person]]\nusername = "g"\norganisation = "haven-demo"\nrole = "guard"\ngates = ["BEANR-0900/main"]\n'
    assert faults(alone) == [
        "line 3, person.organisation: There is no organisation 'haven-demo'. Add an [[organisation]] first.",
        "line 5, person.gates: There is no gate 'BEANR-0900/main'. Add it to its [[facility]].",
    ]
    known = KnownCodes({"haven-demo": "company"}, {"BEANR-0900/main": "haven-demo"}, frozenset())
    assert faults(alone, known) == []
    others = KnownCodes({"haven-demo": "company"}, {"BEANR-0900/main": "other"}, frozenset())
    assert "belongs to 'other'" in faults(alone, others)[0]


def test_no_company_has_an_officer_and_no_officer_has_gates() -> None:
    known = KnownCodes({"haven-demo": "company", "police": "police"}, {"BEANR-0900/main": "police"}, frozenset())
    officer = '[[client]]\nname = "c"\norganisation = "haven-demo"\nrole = "officer"\n'
    assert "has no officer. Give one of: badge_issuer, directory, guard, pfso." in faults(officer, known)[0]
    gated = '[[client]]\nname = "c"\norganisation = "police"\nrole = "officer"\ngates = ["BEANR-0900/main"]\n'
    assert "Only a guard and a PFSO have gates" in faults(gated, known)[0]


def test_the_kind_of_an_organisation_stays_and_no_code_is_given_twice() -> None:
    changed = faults(SOUND, KnownCodes({"haven-demo": "court"}, {}, frozenset()))
    assert "line 5, organisation.kind: 'haven-demo' is of kind 'court', which stays." in changed[0]
    twice = SOUND + '\n[[organisation]]\ncode = "haven-demo"\nname = "Again"\nkind = "company"\n'
    assert faults(twice) == ["line 43, organisation.code: 'haven-demo' is in the file twice. Remove one of the two."]


def test_a_desk_that_nobody_would_hear_of_is_refused() -> None:
    silent = SOUND.replace('mailbox = "desk@example.org"\n', "")
    assert "would not hear of an alert" in faults(silent)[0]


def test_a_gate_needs_its_name_in_all_four_languages() -> None:
    assert faults(SOUND.replace(', en = "Main gate"', "")) == [
        "line 17, facility.gates: Give the name in en too.",
    ]


def test_lines_are_found_for_tables_of_the_same_name() -> None:
    lines = locate_tables('[[port]]\ncode = "A"\n\n[[port]]\nname = "B" # code = 3\ncode = "C"\n[x]\ncode = 1\n')
    assert lines == {("port", 0): {"": 1, "code": 2}, ("port", 1): {"": 4, "name": 5, "code": 6}}
