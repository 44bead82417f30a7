"""Trust policies: C2SP tlog-policy, and what a checkpoint needs to satisfy one."""

import pytest

from aigis.core.audit.receipt import verify_by_policy
from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.note import Signature, sign_note
from aigis.core.tlog.policy import Policy
from tests.core.tlog.logs import AUDITOR, COURT, KEY, LABORATORY, cosigned, log_of, sample_receipt

WITNESSES = (
    f"witness court {COURT.cosigner} https://court.example/w\n"
    f"witness auditor {AUDITOR.cosigner}\n"
    f"witness lab {LABORATORY.cosigner}\n"
)
LOG = f"log {KEY.verifier} https://port.example/log\n"
TWO = Policy.parse(f"{LOG}{WITNESSES}group two 2 court auditor lab\nquorum two\n")


def note(*witnesses: SigningKey) -> str:
    return cosigned(log_of(7).checkpoint(), *witnesses)


def opens(policy: Policy, text: str) -> bool:
    try:
        policy.open(text)
    except InvalidInput:
        return False
    return True


def test_a_policy_names_logs_witnesses_and_where_they_are() -> None:
    assert TWO.logs == (KEY.verifier,)
    assert TWO.witnesses["court"].url == "https://court.example/w"
    assert TWO.witnesses["lab"].url is None
    assert TWO.witnesses["auditor"].key == AUDITOR.cosigner


def test_comments_empty_lines_and_tabs_are_allowed() -> None:
    text = f"# ours\n\n \t\n\tlog\t {KEY.verifier} \n   # more \xc3\xa9\nquorum none"
    assert Policy.parse(text).logs == (KEY.verifier,)


def test_names_are_octets_of_whatever_encoding() -> None:
    court = str(COURT.cosigner).encode()
    text = b"witness \xff\xe9 " + court + b"\nwitness K " + str(AUDITOR.cosigner).encode() + b"\n"
    policy = Policy.from_bytes(text + b"quorum \xff\xe9\n")
    assert len(policy.witnesses) == 2 and policy.satisfied_by([policy.quorum]) and not policy.satisfied_by(["K"])
    with pytest.raises(InvalidInput, match="Line 3"):
        Policy.from_bytes(text + "quorum \N{KELVIN SIGN}\n".encode())


def test_as_many_logs_witnesses_and_groups_as_the_specification_recommends_are_read() -> None:
    keys = [SigningKey(f"k{at}.example", bytes([at]) * 32) for at in range(1, 33)]
    lines = [f"log {key.verifier}" for key in keys]
    lines += [f"witness w{at} {key.cosigner}" for at, key in enumerate(keys)]
    lines += ["group g0 all w0 w1", *(f"group g{at} 2 g{at - 1} w{at + 1}" for at in range(1, 31)), "group g31 any g30"]
    policy = Policy.parse("\n".join([*lines, "quorum g31"]))
    assert policy.satisfied_by(policy.witnesses) and not policy.satisfied_by(list(policy.witnesses)[1:])


def test_a_quorum_of_two_takes_two_different_witnesses() -> None:
    assert not opens(TWO, note())
    assert not opens(TWO, note(COURT))
    assert not opens(TWO, note(COURT, COURT))
    assert opens(TWO, note(COURT, LABORATORY))
    assert opens(TWO, note(COURT, AUDITOR, LABORATORY))


def test_witnesses_alone_do_not_make_up_for_the_logs_own_signature() -> None:
    text = Checkpoint(KEY.name, 7, log_of(7).root).text
    stranger = SigningKey(KEY.name, bytes([9]) * 32)
    assert not opens(TWO, cosigned(sign_note(text, key=stranger), COURT, AUDITOR))


def test_a_checkpoint_of_another_log_is_refused_though_a_key_of_the_policy_signed_it() -> None:
    text = Checkpoint("quay.example/log", 7, log_of(7).root).text
    assert not opens(TWO, cosigned(sign_note(text, key=KEY), COURT, AUDITOR))


def test_groups_of_groups_count_as_the_specification_says() -> None:
    policy = Policy.parse(f"{LOG}{WITNESSES}group x any court auditor\ngroup y all lab x\nquorum y\n")
    for cosigners, enough in (
        ({"lab"}, False),
        ({"court", "auditor"}, False),
        ({"lab", "court"}, True),
        ({"lab", "auditor"}, True),
    ):
        assert policy.satisfied_by(cosigners) is enough


def test_a_quorum_may_be_one_witness_or_none() -> None:
    assert opens(Policy.parse(f"{LOG}{WITNESSES}quorum lab\n"), note(LABORATORY))
    assert not opens(Policy.parse(f"{LOG}{WITNESSES}quorum lab\n"), note(COURT))
    assert opens(Policy.parse(f"{LOG}quorum none\n"), note())


def test_one_wrong_cosignature_refuses_the_checkpoint_though_others_would_do() -> None:
    forged = Signature.by(LABORATORY.cosigner, COURT.cosign("other\n", time=1))
    assert not opens(TWO, note(COURT, AUDITOR) + f"{forged}\n")


def test_the_time_of_a_witness_is_the_earliest_it_signed() -> None:
    early = cosigned(cosigned(note(), COURT, AUDITOR, time=1_000), COURT, time=900)
    assert TWO.open(early).cosigned == {"court": 900, "auditor": 1_000}


def test_a_receipt_is_proven_by_a_policy_with_the_times_of_its_witnesses() -> None:
    found = verify_by_policy(sample_receipt("core", witnesses=[COURT, LABORATORY]), policy=TWO)
    assert found.cosigned == {"court": 1_800_000_000, "lab": 1_800_000_000}
    with pytest.raises(InvalidInput, match="Not enough witnesses"):
        verify_by_policy(sample_receipt("core", witnesses=[COURT]), policy=TWO)


@pytest.mark.parametrize(
    "text",
    [
        "",
        LOG,
        LOG + "quorum none\nquorum none\n",
        LOG + "quorum nobody\n",
        LOG + "quorum\n",
        LOG + "quorum none more\n",
        LOG + LOG + "quorum none\n",
        f"{LOG}log {SigningKey('other.example', KEY.seed).verifier}\nquorum none\n",
        LOG + WITNESSES + f"witness again {COURT.cosigner}\nquorum none\n",
        LOG + WITNESSES + f"witness court {SigningKey('x', bytes([8]) * 32).cosigner}\nquorum none\n",
        LOG + f"witness none {COURT.cosigner}\nquorum none\n",
        LOG + f"witness court {COURT.verifier}\nquorum none\n",
        f"log {KEY.cosigner}\nquorum none\n",
        LOG + "log\nquorum none\n",
        LOG + WITNESSES + "group g 0 court\nquorum g\n",
        LOG + WITNESSES + "group g 2 court\nquorum g\n",
        LOG + WITNESSES + "group g 01 court\nquorum g\n",
        LOG + WITNESSES + "group g any\nquorum g\n",
        LOG + WITNESSES + "group g any g\nquorum g\n",
        LOG + WITNESSES + "group g any h\ngroup h any court\nquorum g\n",
        LOG + WITNESSES + "group g any court court\nquorum g\n",
        LOG + WITNESSES + "group g any court\ngroup h any court\nquorum h\n",
        LOG + WITNESSES + "group court any lab\nquorum court\n",
        LOG + WITNESSES + "group g any none\nquorum g\n",
        "Log x\nquorum none\n",
        LOG + "quorum none\r\n",
        LOG + "quorum\u00a0none\n",
        LOG + "quorum none\x00\n",
        LOG + "quorum none\n# after\r\n",
        "# a bell \x07\n" + LOG + "quorum none\n",
        LOG + "\x7f\nquorum none\n",
        LOG.replace("+", "-", 1) + "quorum none\n",
    ],
)
def test_a_policy_that_could_be_misread_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"Line \d+ of the policy"):
        Policy.parse(text)
