"""How commands end that may not go on: each code of docs/commands.md's table, of each command that may give it."""

import json
import re
import signal
import subprocess
import time

import pytest

from conftest import PROGRAM, READER, Account, slipway_yaml, wait_until
from test_shell_asks import Keyboard
from world import own_roles

REFUSED, RESUMABLE, LOCKED = 3, 4, 5


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "slipway.yaml"
    path.write_text(slipway_yaml({"reader": READER}))
    return path


def ended(slipway, *arguments):
    done = slipway.run(*arguments, check=False)
    return done.returncode, done.stderr


def test_who_comes_second_is_told_who_is_at_it(slipway, account, services, file, tmp_path):
    slipway.run("up", "--yes", file)
    saved, copy = tmp_path / "plan.json", tmp_path / "copy.json"
    slipway.run("plan", file, "--out", saved)
    slipway.run("state", "backup", "production", "--out", copy)
    reading = Keyboard(slipway, "down", str(file))  # a person who reads the plan has the locks, too
    try:
        reading.wait_for("Remove it?")
        for command in (("up", "--yes", file), ("up", saved), ("down", "--yes", file), ("stop", "production"),
                        ("state", "forget", "account/reader", "--yes"), ("state", "move", "account/reader", "account/other"),
                        ("state", "restore", "production", copy, "--force"), ("state", "migrate", "--to", tmp_path / "elsewhere")):
            code, words = ended(slipway, *command)
            assert code == LOCKED, (command, words)
            assert re.search(rf"`[^`]+@\S+, process {reading.process.pid}` holds the lock since 20\S+ to slipway down", words), words
        for command in (("plan", file), ("drift",), ("state", "list"), ("status",)):
            assert ended(slipway, *command)[0] == 0, command
        assert f"process {reading.process.pid}`" in slipway.run("state", "list").stdout

        # Whose lock is broken goes on to no call.
        for state in ("production", "dev"):
            assert "that one ends at its next write" in slipway.run("state", "unlock", state, "--yes").stdout
        roles = own_roles(account)
        reading.press("y\r")
        reading.read_on()
        assert reading.end() == RESUMABLE, reading.shown
        assert "was given to another meanwhile" in reading.shown and own_roles(account) == roles
    finally:
        if reading.process.poll() is None:
            reading.process.kill()
        slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def interrupted(slipway, *arguments, at, by):
    """Its code and what it said, when this signal comes as soon as it tells of `at`."""
    run = subprocess.Popen([PROGRAM, *map(str, arguments)], env=slipway.environment, text=True, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    assert any(at in line for line in run.stderr)
    run.send_signal(by)
    words = run.stderr.read()
    return run.wait(60), words


def test_an_interrupted_run_goes_on_where_it_ended(slipway, services, file):
    account = Account(slipway, "--speed", "150")  # a cluster takes some seconds to come and to go
    try:
        code, words = interrupted(slipway, "up", "--yes", file, at="cluster dev is CREATING", by=signal.SIGINT)
        assert code == RESUMABLE and "interrupted:" in words and "the same command goes on from there" in words, words
        eks = account.boto3("eks")
        wait_until(lambda: eks.describe_cluster(name="dev")["cluster"]["status"] == "ACTIVE", "the cluster does not come")
        slipway.run("up", "--yes", file)
        code, words = interrupted(slipway, "down", "--yes", file, at="cluster dev is DELETING", by=signal.SIGTERM)
        assert code == RESUMABLE and "interrupted:" in words, words
        wait_until(lambda: eks.list_clusters()["clusters"] == [], "the cluster does not go")
        slipway.run("down", "--yes", file)
        assert own_roles(account) == []
    finally:
        account.stop()


def is_asked(account):
    """Whether something was sent to the account that it has not read: a call is under way."""
    for line in open("/proc/net/tcp"):
        fields = line.split()
        if fields[1].endswith(f":{account.port:04X}") and fields[3] == "01" and int(fields[4].split(":")[1], 16) > 0:
            return True
    return False


def test_the_second_interrupt_waits_for_nothing(slipway, account, services, file):
    asked = Keyboard(slipway, "up", str(file))
    asked.wait_for("Carry it out?")
    account.process.send_signal(signal.SIGSTOP)  # from now on each call takes until its time limit: ten seconds
    try:
        asked.press("y\r")
        wait_until(lambda: is_asked(account), "nothing is asked of the account")
        asked.process.send_signal(signal.SIGINT)
        asked.wait_for("interrupted: waiting for what is under way")
        assert asked.process.poll() is None, "it does not wait"
        begun = time.monotonic()
        asked.process.send_signal(signal.SIGINT)
        asked.read_on()
        assert asked.end() == RESUMABLE, asked.shown
        assert time.monotonic() - begun < 5, "it has waited for the call"
    finally:
        account.process.send_signal(signal.SIGCONT)
        if asked.process.poll() is None:
            asked.process.kill()
    slipway.run("up", "--yes", file)
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def test_what_is_protected_is_not_destroyed(slipway, account, services, file, tmp_path):
    """What a file protects is so in the state, also when the file is gone. No service's key says so yet: the state does."""
    slipway.run("up", "--yes", file)
    copy = tmp_path / "copy.json"
    slipway.run("state", "backup", "production", "--out", copy)
    state = json.loads(copy.read_text())
    role = next(each for each in state["records"] if each["kind"] == "iam-role")
    role["protected"] = True
    address, _ = role["key"]
    copy.write_text(json.dumps(state))
    slipway.run("state", "restore", "production", copy, "--force")
    roles = own_roles(account)
    code, words = ended(slipway, "down", "--yes", file)
    assert code == REFUSED and "is protected, and would be destroyed" in words and f"--allow-destroy {address}" in words, words
    without = tmp_path / "without.yaml"
    without.write_text(slipway_yaml({"other": {"image": "slipway/aws-cli", "command": ["sleep", "infinity"]}}))
    assert ended(slipway, "up", "--yes", without)[0] == REFUSED
    assert slipway.run("plan", without, check=False).returncode == REFUSED
    assert own_roles(account) == roles
    slipway.run("down", "--yes", file, "--allow-destroy", address)
    assert own_roles(account) == []


def test_more_than_may_be_destroyed_is_refused(slipway, account, services, file):
    slipway.run("up", "--yes", file)
    try:
        code, words = ended(slipway, "up", "--yes", file, "--allow-destroy", "dev:clutser")
        assert code == 64 and "did you mean `cluster`?" in words, words
        file.write_text(slipway_yaml({"other": {"image": "slipway/aws-cli", "command": ["sleep", "infinity"]}}))
        code, words = ended(slipway, "up", "--yes", file, "--max-destroy", "1")
        assert code == REFUSED and "if that is meant: --max-destroy" in words, words
    finally:
        slipway.run("down", "--yes", file)
