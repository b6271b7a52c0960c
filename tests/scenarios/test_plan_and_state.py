"""A user's session with plan, drift and state: what will be done, what was changed by hand, and what is remembered of it."""

import json
import os
import subprocess
import threading
import zlib

import pytest

from cluster import Cluster
from conftest import PROGRAM, READER, free_port, slipway_yaml
from world import own_roles

NO_TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
SECRET = "hunter2-not-to-be-told"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "slipway.yaml"
    path.write_text(slipway_yaml({"reader": {**READER, "variables": {"PASSWORD": SECRET}}}))
    return path


@pytest.fixture
def deployed(slipway, account, services, file):
    slipway.run("up", "--yes", file)
    yield account
    slipway.run("down", "--yes", file)


def code(slipway, *arguments):
    return slipway.run(*arguments, check=False).returncode


def reader_role(account):
    return next(name for name in own_roles(account) if name.endswith("-reader"))


def test_a_plan_says_what_up_does_and_then_nothing(slipway, account, services, file, tmp_path):
    first = slipway.run("plan", file, "--detailed-exitcode", check=False)
    assert first.returncode == 2, first.stderr
    for address in ("role ", "cluster ", "identity-provider", "account/reader", "service reader", "to create"):
        assert address in first.stdout
    assert own_roles(account) == []
    assert code(slipway, "plan", file) == 0

    slipway.run("up", "--yes", file)
    try:
        again = slipway.run("plan", file, "--detailed-exitcode")
        assert again.stdout == "nothing to do\n"

        file.write_text(slipway_yaml({"reader": {**READER, "variables": {"PASSWORD": SECRET + "2"},
                                                 "aws": {"policies": ["AmazonS3FullAccess"]}}}))
        saved = tmp_path / "plan.json"
        told = [slipway.run("plan", file, *how).stdout for how in ((), ("--markdown",), ("--json", "--out", saved))]
        assert all("AmazonS3FullAccess" in text for text in told)
        assert told[1].startswith("### Slipway: ")
        assert json.loads(told[2]) == json.loads(saved.read_text())
        assert SECRET not in "".join(told)
        assert "variables.PASSWORD: (secret PASSWORD), which is another one now" in told[0]
        part = slipway.run("plan", file, "--target", f"role/{reader_role(account)}/policy/AmazonS3FullAccess").stdout
        assert "1 to create" in part and "service reader" not in part
        wrong = slipway.run("plan", file, "--target", "account/raeder", check=False)
        assert wrong.returncode == 64 and "did you mean `account/reader`?" in wrong.stderr
    finally:
        slipway.run("down", "--yes", file)


def test_what_was_changed_by_hand_is_told_and_mended(slipway, deployed, file):
    assert slipway.run("drift", "--exit-code").stdout.count("no drift") == 2
    role = reader_role(deployed)
    deployed.aws("iam", "update-assume-role-policy", "--role-name", role, "--policy-document", NO_TRUST)
    deployed.aws("iam", "detach-role-policy", "--role-name", role, "--policy-arn",
                 "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    drift = slipway.run("drift", "--exit-code", check=False)
    assert drift.returncode == 2
    for part in (f"role/{role} ", "trust", "is set back", "gone", "is made anew"):
        assert part in drift.stdout
    found = json.loads(slipway.run("drift", file, "--of", "production", "--json").stdout)["states"]
    assert {each["drift"] for each in found[0]["drift"]} == {"changed", "gone"}
    assert code(slipway, "plan", file, "--detailed-exitcode") == 2

    # Of three sides: what the file asks for by now is as desired.
    deployed.aws("iam", "attach-role-policy", "--role-name", role, "--policy-arn",
                 "arn:aws:iam::aws:policy/AmazonS3FullAccess")
    file.write_text(slipway_yaml({"reader": {**READER, "variables": {"PASSWORD": SECRET},
                                             "aws": {"policies": ["AmazonS3FullAccess"]}}}))
    told = slipway.run("drift", file).stdout
    assert "accepted  is as desired now" in told and SECRET not in told

    slipway.run("up", "--yes", file)
    assert code(slipway, "drift", file, "--exit-code") == 0
    assert code(slipway, "plan", file, "--detailed-exitcode") == 0


def test_a_state_is_looked_at_and_put_right(slipway, deployed, file, tmp_path):
    listed = slipway.run("state", "list").stdout
    for part in ("dev@eu-west-3, serial", "tutorial/production, serial", "account/reader#1", "identity-provider#1"):
        assert part in listed
    assert "last applied" in slipway.run("state", "show", "production:account/reader").stdout
    assert json.loads(slipway.run("state", "show", "dev:role", "--json").stdout)["things"][0]["kind"] == "iam-role"
    wrong = slipway.run("state", "show", "acount/reader", check=False)
    assert wrong.returncode == 1 and "did you mean `account/reader`?" in wrong.stderr

    copy = tmp_path / "production.json"
    slipway.run("state", "backup", "production", "--out", copy)
    assert code(slipway, "state", "forget", "account/reader") == 64, "nobody is there to say yes"
    slipway.run("state", "forget", "account/reader", "--yes")
    assert "account/reader" not in slipway.run("state", "list", "production").stdout
    older = slipway.run("state", "restore", "production", copy, check=False)
    assert older.returncode == 1 and "older than what is here" in older.stderr and "--force" in older.stderr
    slipway.run("state", "import", "account/reader", file)
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    assert "account/reader" in slipway.run("state", "list", "production").stdout

    slipway.run("state", "forget", "account/reader", "--yes")
    restored = slipway.run("state", "restore", "production", copy, "--force").stdout
    assert "known again: account/reader" in restored
    version = slipway.run("state", "versions", "production").stdout.splitlines()[1].split()[0]
    slipway.run("state", "restore", "production", "--version", version, "--force")
    slipway.run("up", "--yes", file)
    assert code(slipway, "plan", file, "--detailed-exitcode") == 0
    assert "nobody holds the lock" in slipway.run("state", "unlock", "production").stdout
    assert "in today's form" in slipway.run("state", "migrate").stdout


def test_a_role_that_somebody_made_is_adopted(slipway, account, services, file):
    account.aws("iam", "create-role", "--path", "/slipway/", "--role-name", "slipway-eks-dev", "--assume-role-policy-document", NO_TRUST)
    refused = slipway.run("up", "--yes", file, check=False)
    assert refused.returncode == 1 and "which is not ours" in refused.stderr
    slipway.run("state", "adopt", "dev:role", file, "--yes")
    slipway.run("up", "--yes", file)
    assert code(slipway, "drift", "--exit-code") == 0
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def test_what_somebody_made_in_a_cluster_is_adopted(slipway, account, services, file):
    """A namespace and a service account of the names that Slipway will want, which a plan tells beforehand."""
    slipway.run("up", "--yes", file)
    cluster = Cluster(account, "dev")
    namespace = next(name for name in cluster.objects() if name.endswith("-production"))
    path = f"namespaces/{namespace}"
    for thing in (path, f"{path}/serviceaccounts/reader"):
        made = cluster.ask("GET", thing)[1]
        made["metadata"]["labels"] = {"team": "blue"}
        assert cluster.ask("PUT", thing, made)[0] == 200
    for address in ("account/reader", "namespace"):
        slipway.run("state", "forget", address, "--yes")
    refused = slipway.run("up", "--yes", file, check=False)
    assert refused.returncode == 1 and "slipway state adopt namespace" in refused.stderr, refused.stderr
    for address in ("namespace", "account/reader"):
        slipway.run("state", "adopt", address, file, "--yes")
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    assert cluster.ask("GET", path)[1]["metadata"]["labels"]["team"] == "blue"
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def test_credentials_of_the_shell_are_not_taken_silently(slipway, file):
    """Whoever has credentials may well have meant their account: said once, when the embedded one is first made."""
    data = slipway.home / "account"
    data.mkdir()
    port = free_port()
    (data / "server.json").write_text(json.dumps({"pid": 4194303, "port": port, "endpoint": f"http://127.0.0.1:{port}"}))
    slipway.environment["AWS_ACCESS_KEY_ID"], slipway.environment["AWS_SECRET_ACCESS_KEY"] = "AKIAIOSFODNN7EXAMPLE", "secret"
    try:
        first, second = (slipway.run("plan", file).stderr for _ in range(2))
        assert "the credentials of AWS_ACCESS_KEY_ID are not used for it" in first and "endpoint: URL" in first, first
        assert "AWS_ACCESS_KEY_ID" not in second
    finally:
        slipway.run("account", "stop")


def test_two_plans_are_the_same_text(slipway, account, services, file):
    plans = {slipway.run("plan", file).stdout for _ in range(3)}
    assert len(plans) == 1 and "to create" in plans.pop()


def test_a_lost_state_is_made_anew(slipway, deployed, file):
    for folder in ("environments", "clusters"):
        (slipway.home / folder).rename(slipway.home / f"lost-{folder}")
    rebuilt = slipway.run("state", "rebuild", file).stdout
    assert "known again:" in rebuilt and "dev@eu-west-3:cluster" in rebuilt and "not there" not in rebuilt
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    assert code(slipway, "drift", "--exit-code") == 0
    assert "1 of 1 running" in slipway.run("status").stdout

    # Where only its environments are lost, nothing may go that they stand on, and stay that stands on it.
    (slipway.home / "environments").rename(slipway.home / "lost-again")
    refused = slipway.run("down", "--yes", file, check=False)
    assert refused.returncode == 1 and "tutorial/production is there (" in refused.stderr, refused.stderr
    assert "slipway state rebuild" in refused.stderr and len(own_roles(deployed)) == 2
    slipway.run("state", "rebuild", file)
    slipway.run("down", "--yes", file)
    assert own_roles(deployed) == []


@pytest.mark.parametrize("damaged", ["snapshot", "journal"])
def test_a_damaged_state_is_put_back_as_it_says(slipway, deployed, file, damaged):
    folder = slipway.home / "environments/acme/tutorial/production"
    line = b'{"x":1}'
    (folder / damaged).write_bytes({"snapshot": b"", "journal": b"deadbeef {}\n%08x %s\n" % (zlib.crc32(line), line)}[damaged])
    for command in (("plan", file), ("down", "--yes", file), ("drift",)):
        told = slipway.run(*command, check=False)
        assert told.returncode == 1 and "slipway state list" in told.stderr, told.stderr
    listed = slipway.run("state", "list", check=False).stdout
    assert "slipway state restore tutorial/production --version VERSION --force" in listed
    version = slipway.run("state", "versions", "production").stdout.splitlines()[1].split()[0]
    refused = slipway.run("state", "restore", "production", "--version", version, check=False)
    assert refused.returncode == 1 and "--force" in refused.stderr, refused.stderr
    slipway.run("state", "restore", "production", "--version", version, "--force")
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"


def test_a_file_that_can_be_read_but_once(slipway, account, services, file, tmp_path):
    """As `slipway up <(envsubst < slipway.yaml)` gives it."""
    pipe, saved = tmp_path / "pipe", tmp_path / "plan.json"
    os.mkfifo(pipe)

    def run(*arguments):
        threading.Thread(target=lambda: pipe.write_text(file.read_text()), daemon=True).start()
        return slipway.run(*arguments, timeout=30)

    run("plan", pipe, "--out", saved)
    slipway.run("plan", file, "--out", tmp_path / "other.json")
    digests = {json.loads(path.read_text())["fileDigest"] for path in (saved, tmp_path / "other.json")}
    assert len(digests) == 1
    run("up", "--yes", pipe)
    run("down", "--yes", pipe)
    (tmp_path / "elsewhere").mkdir()
    named = tmp_path / "named.json"
    slipway.run("plan", file.name, "--out", named, cwd=file.parent)
    lost = slipway.run("up", named, check=False, cwd=tmp_path / "elsewhere")
    assert lost.returncode == 64 and "in the folder in which the plan was made" in lost.stderr
    over = slipway.run("plan", file, "--out", file, check=False)
    assert over.returncode == 64 and "would be lost" in over.stderr and "fileDigest" not in file.read_text()


def test_output_that_is_lost_is_no_success(slipway, deployed, file):
    """A backup that was not written must not look like one."""
    for command in (("state", "backup", "production"), ("plan", file, "--json"), ("state", "list"), ("plan", file, "--detailed-exitcode")):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, *map(str, command)], env=slipway.environment, stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 1 and "standard output" in done.stderr and "No space left" in done.stderr, (command, done)
    # Whoever reads no more wants no more; whoever has closed it wants none, and no file gets it instead.
    assert "0" == subprocess.run(["bash", "-c", '"$0" state list | true; echo ${PIPESTATUS[0]}', PROGRAM], env=slipway.environment,
                                 stdout=subprocess.PIPE, text=True).stdout.strip()
    before = {path: path.read_bytes() for path in slipway.home.glob("environments/**/*") if path.is_file() and path.name != "lease"}
    closed = subprocess.run(["bash", "-c", '"$0" up --yes "$1" >&- 2>&- <&-', PROGRAM, file], env=slipway.environment)
    assert closed.returncode == 0
    assert before == {path: path.read_bytes() for path in before}


def test_no_secret_is_told(slipway, deployed, file):
    for arguments in (("state", "list", "--json"), ("state", "backup", "production"), ("state", "backup", "dev"),
                      ("state", "show", "account/reader", "--json"), ("drift", "--json"), ("plan", file, "--json")):
        done = slipway.run(*arguments)
        assert SECRET not in done.stdout + done.stderr


def test_a_saved_plan_is_carried_out_as_it_was_shown(slipway, account, services, file, tmp_path):
    saved = tmp_path / "plan.json"
    slipway.run("plan", file, "--out", saved)
    slipway.run("up", saved)
    try:
        assert code(slipway, "plan", file, "--detailed-exitcode") == 0
        stale = slipway.run("up", saved, check=False)
        assert stale.returncode == 1 and "make a new plan" in stale.stderr
        saved.write_text(saved.read_text().replace('"create"', '"change"', 1))
        assert code(slipway, "up", saved) == 64

        file.write_text(slipway_yaml({"other": {"image": "slipway/aws-cli", "command": ["sleep", "infinity"]}}))
        refused = slipway.run("up", "--yes", file, "--max-destroy", "1", check=False)
        assert refused.returncode == 3 and "things would be destroyed, and 1 are allowed" in refused.stderr
        slipway.run("plan", file, "--out", saved)
        file.write_text(file.read_text() + " ")
        changed = slipway.run("up", saved, check=False)
        assert changed.returncode == 1 and "was changed since the plan was made" in changed.stderr
    finally:
        slipway.run("down", "--yes", file)
