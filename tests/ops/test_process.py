"""Processes that end with their parent, and the supervisor that keeps them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aigis.ops.process import end, spawn
from aigis.ops.supervisor import Child, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"]


def comes_true(condition: Callable[[], bool]) -> bool:
    """Waits up to ten seconds for something another process does."""
    deadline = time.monotonic() + 120
    tick = threading.Event()
    while not condition() and time.monotonic() < deadline:
        tick.wait(0.01)
    return condition()


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kills without reading on: what it left behind may hold the other end of its output."""
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def counting(marks: Path) -> list[str]:
    """A command that leaves a mark with its number each time it runs, and ends."""
    return [sys.executable, "-c", f"import os; open({str(marks)!r}, 'a').write(f'{{os.getpid()}}\\n')"]


def test_a_child_ends_when_its_parent_is_killed() -> None:
    program = (
        "import os, sys; from aigis.ops.process import spawn\n"
        f"child = spawn({SLEEPER!r}, env=os.environ)\n"
        "print(child.pid, flush=True); child.wait()"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    kill(parent)
    assert comes_true(lambda: not alive(child))


def test_a_grandchild_by_multiprocessing_ends_with_its_parent_too() -> None:
    program = (
        "import multiprocessing, os, signal, time\n"
        "from aigis.ops.process import die_with_parent\n"
        "def work():\n"
        "    die_with_parent(); print(os.getpid(), flush=True); time.sleep(60)\n"
        "multiprocessing.get_context('fork').Process(target=work).start(); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    grandchild = int(parent.stdout.readline())
    kill(parent)
    assert comes_true(lambda: not alive(grandchild))


def test_a_process_that_does_not_listen_is_killed_after_its_grace() -> None:
    process = spawn(DEAF, env=os.environ)
    end(process, grace=0.3)
    assert process.returncode in (-signal.SIGKILL, -signal.SIGTERM)


def test_a_part_that_ends_is_started_again(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.touch()
    stop, supervisor = threading.Event(), Supervisor()
    supervisor.add(Child("counter", counting(marks), env=os.environ))

    def seen_twice() -> bool:
        return len(marks.read_text().split()) >= 2

    def stop_when_seen() -> None:
        comes_true(seen_twice)
        stop.set()

    threading.Thread(target=stop_when_seen).start()
    supervisor.run(stop)
    supervisor.stop()
    assert seen_twice()


def test_a_part_that_keeps_ending_is_started_less_and_less_often(capfd: pytest.CaptureFixture[str]) -> None:
    stop, supervisor = threading.Event(), Supervisor()
    supervisor.add(Child("broken", [sys.executable, "-c", "raise SystemExit(1)"], env=os.environ))
    threading.Timer(2.5, stop.set).start()
    supervisor.run(stop)
    supervisor.stop()
    said = capfd.readouterr().err
    assert "again in 0.5 s" in said
    assert "again in 1 s" in said


def test_parts_are_stopped_in_the_reverse_order_of_their_start(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = (
        "import signal, sys, time\n"
        "def leave(*_): open(sys.argv[1], 'a').write(sys.argv[2] + '\\n'); sys.exit()\n"
        "signal.signal(15, leave); open(sys.argv[1] + sys.argv[2], 'w').close(); time.sleep(60)"
    )
    supervisor = Supervisor()
    for name in ("database", "worker", "web"):
        supervisor.add(Child(name, [sys.executable, "-c", program, str(log), name], env=os.environ))
    assert comes_true(lambda: all(Path(f"{log}{name}").exists() for name in ("database", "worker", "web")))
    supervisor.stop()
    assert log.read_text().split() == ["web", "worker", "database"]


def test_a_step_before_the_start_says_how_it_ended() -> None:
    step = Child("step", [sys.executable, "-c", "raise SystemExit(5)"], env=os.environ)
    assert step.finish(threading.Event()) == 5


def test_a_step_is_given_up_when_a_stop_is_asked_for() -> None:
    stop = threading.Event()
    stop.set()
    step = Child("step", SLEEPER, env=os.environ)
    assert step.finish(stop) is None
    assert not step.running()
