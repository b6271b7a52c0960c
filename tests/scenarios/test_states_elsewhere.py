"""States that are kept where several machines reach them: in S3 of the embedded account, and in S3 and DynamoDB of moto. Two homes are
two machines."""

import json
import os
import re
import signal
import subprocess

import boto3
import pytest

from conftest import PROGRAM, READER, Slipway, slipway_yaml, wait_until
from test_keeps_at_moto import moto  # noqa: F401, a fixture
from test_shell_asks import Keyboard
from world import own_roles

PLACE = "s3://acme-slipway/states"
# Services of this runtime run on one machine, with a token from its home: another one would run them anew.
SHARED = ("--exclude", "service/reader", "--detailed-exitcode")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "slipway.yaml"
    path.write_text(slipway_yaml({"reader": READER}))
    return path


def reach(slipway, account):
    """As `eval "$(slipway account env --https)"` does for AWS's tools: into Slipway's bucket nobody comes without TLS."""
    slipway.environment.update(account.client_environment(tls=True))


def moto_environment(endpoint):
    return {"AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "eu-west-3", "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


@pytest.fixture
def other_machine(slipway, account, services, tmp_path):
    """That reaches the same account, cluster and runtime."""
    other = Slipway(tmp_path / "other-home")
    other.home.mkdir()
    for shared in ("account", "runtime", "tokens"):
        (slipway.home / shared).mkdir(exist_ok=True)
        (other.home / shared).symlink_to(slipway.home / shared)
    other.environment = {**slipway.environment, "SLIPWAY_HOME": str(other.home)}
    reach(other, account)
    return other


def test_two_machines_share_a_state_in_s3(slipway, account, services, file, other_machine):
    reach(slipway, account)
    slipway.run("up", "--yes", file, "--state", PLACE)
    s3 = account.boto3("s3", tls=True)
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket="acme-slipway")["Contents"]]
    assert any(re.fullmatch(r"states/clusters/\S+/dev@eu-west-3/journal/\d+", key) for key in keys), keys
    assert any(re.fullmatch(r"states/environments/\S+/tutorial/production/snapshots/\d+", key) for key in keys), keys
    assert s3.get_public_access_block(Bucket="acme-slipway")["PublicAccessBlockConfiguration"]["BlockPublicPolicy"]
    assert not list((slipway.home / "environments").rglob("journal")), "nothing of it is kept in the home"

    # Said once, it is remembered.
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    assert f"in {PLACE}/environments/" in slipway.run("state", "list", "production").stdout
    assert slipway.run("drift", "--exit-code").returncode == 0
    assert slipway.run("state", "versions", "production").stdout

    # Another machine is told by SLIPWAY_STATE.
    other_machine.environment["SLIPWAY_STATE"] = PLACE
    assert other_machine.run("plan", file, *SHARED).stdout == "nothing to do\n"
    other_machine.run("up", "--yes", file)
    other_machine.run("down", "--yes", file)
    assert own_roles(account) == []
    state = json.loads(slipway.run("state", "list", "production", "--json").stdout)["states"][0]
    assert state["things"] == []
    slipway.run("down", "--yes", file)


def test_ctrl_c_at_the_question_gives_the_locks_back(slipway, account, services, file):
    """A lease in S3 that is not given back keeps everybody waiting until it expires."""
    reach(slipway, account)
    for command, question in (("up", "Carry it out?"), ("down", "Remove it?")):
        asked = Keyboard(slipway, command, str(file), *(("--state", PLACE) if command == "up" else ()))
        asked.wait_for(question)
        asked.process.send_signal(signal.SIGINT)
        asked.read_on()
        assert asked.end() == -signal.SIGINT and "nothing was changed" in asked.shown, asked.shown
        slipway.run(command, "--yes", file)
    assert own_roles(account) == []


def test_ctrl_c_while_a_state_is_changed_gives_its_lock_back(slipway, account, services, file):
    """What is written comes to its end; then the signal ends the program as ever."""
    reach(slipway, account)
    slipway.run("up", "--yes", file, "--state", PLACE)
    s3 = account.boto3("s3", tls=True)

    def fence():
        lease = s3.get_object(Bucket="acme-slipway", Key="states/environments/acme/tutorial/production/lease")
        return json.loads(lease["Body"].read())["fence"]

    at, to = "account/reader", "account/other"
    for _ in range(6):  # the signal comes now in the middle, now behind the end
        before = fence()
        changing = subprocess.Popen([PROGRAM, "state", "move", at, to], env=slipway.environment, stdout=subprocess.PIPE,
                                    stderr=subprocess.STDOUT)
        wait_until(lambda: fence() != before, "the lease was never taken")
        changing.send_signal(signal.SIGINT)
        changing.communicate(timeout=60)
        assert changing.returncode in (0, -signal.SIGINT)
        listed = json.loads(slipway.run("state", "list", "production", "--json").stdout)["states"][0]
        assert "lock" not in listed, listed["lock"]
        if any(each["address"] == to for each in listed["things"]):
            at, to = to, at
    if at != "account/reader":
        slipway.run("state", "move", at, "account/reader")
    slipway.run("down", "--yes", file)


def test_machines_tell_of_each_others_states(slipway, account, services, tmp_path, other_machine):
    """Each lists what stands where states are kept, and leaves a role there that an environment of the other has."""
    reach(slipway, account)
    shared = {**READER, "aws": {**READER["aws"], "scope": "cluster"}}
    ours, theirs = tmp_path / "ours.yaml", tmp_path / "theirs.yaml"
    ours.write_text(slipway_yaml({"reader": shared}))
    theirs.write_text(slipway_yaml({"reader": shared}, environment="staging"))
    slipway.run("up", "--yes", ours, "--state", PLACE)
    other_machine.run("up", "--yes", theirs, "--state", PLACE)
    for machine in (slipway, other_machine):
        listed = json.loads(machine.run("state", "list", "--json", "--state", PLACE).stdout)["states"]
        assert sorted(each["state"] for each in listed) == ["dev@eu-west-3", "tutorial/production", "tutorial/staging"], listed
    roles = own_roles(account)
    assert "uses it too" in other_machine.run("down", "--yes", theirs).stdout
    assert own_roles(account) == roles
    slipway.run("down", "--yes", ours)
    assert own_roles(account) == []
    assert json.loads(slipway.run("state", "list", "--json", "--state", PLACE).stdout)["states"] == []


def test_states_are_moved_and_whoever_comes_late_is_told(slipway, account, services, file, other_machine, tmp_path):
    reach(slipway, account)
    folder, place = tmp_path / "shared", PLACE
    slipway.run("up", "--yes", file)
    moved = slipway.run("state", "migrate", "--to", folder).stdout
    assert f"tutorial/production is kept at {folder} from now on" in moved and "dev@eu-west-3" in moved
    assert "all that this machine knows of is there already" in slipway.run("state", "migrate", "--to", folder).stdout
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    other_machine.run("up", "--yes", file, "--state", folder)

    slipway.run("state", "migrate", "--to", place)
    late = other_machine.run("up", "--yes", file, check=False)
    assert late.returncode == 1 and f"is kept at {place} by now" in late.stderr and f"--state {place}" in late.stderr, late.stderr
    assert other_machine.run("plan", file, "--state", place, *SHARED).stdout == "nothing to do\n"
    other_machine.run("up", "--yes", file)  # it knows by now

    wrong = slipway.run("up", "--yes", file, "--state", "s3://another-bucket", check=False)
    assert wrong.returncode == 1 and "slipway state migrate --to s3://another-bucket" in wrong.stderr, wrong.stderr
    slipway.run("state", "migrate", "--to", "home")
    assert slipway.run("plan", file, *SHARED).stdout == "nothing to do\n"
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def test_what_is_wrong_with_a_place_is_told(slipway, account, services, file):
    def told(place, *words, code, **environment):
        before = dict(slipway.environment)
        slipway.environment.update({name: value for name, value in environment.items() if value})
        for name in (name for name, value in environment.items() if not value):
            slipway.environment.pop(name, None)
        done = slipway.run("up", "--yes", file, "--state", place, check=False)
        slipway.environment = before
        assert done.returncode == code, done.stderr
        for word in words:
            assert word in done.stderr, done.stderr

    reach(slipway, account)
    told("gs://bucket/x", "`gs://bucket/x` is no place for a state", "s3://BUCKET/PREFIX", code=64)
    told("s3://", "--state", "is no place for a state", code=64)
    told(PLACE, "set AWS_REGION", code=64, AWS_REGION="", AWS_DEFAULT_REGION="")
    account.aws("iam", "create-user", "--user-name", "nobody")
    key = account.aws("iam", "create-access-key", "--user-name", "nobody")["AccessKey"]
    told(PLACE, "denied", "docs/engine.md lists all that a state needs", code=1,
         AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"])
    told(PLACE, "see which credentials are found", code=1, AWS_SECRET_ACCESS_KEY="wrong")
    assert not list(slipway.home.rglob("*.at")), "where nothing is kept nothing is remembered"
    slipway.run("up", "--yes", file, "--state", PLACE)
    told(PLACE, "a bucket of Slipway's is reached by https only", "slipway account env --https", code=1, AWS_ENDPOINT_URL=account.endpoint)
    s3 = account.boto3("s3", tls=True)
    for version in s3.list_object_versions(Bucket="acme-slipway").get("Versions", []):
        s3.delete_object(Bucket="acme-slipway", Key=version["Key"], VersionId=version["VersionId"])
    s3.delete_bucket(Bucket="acme-slipway")
    gone = slipway.run("state", "list", check=False)
    assert "there is no bucket `acme-slipway`" in gone.stdout + gone.stderr
    slipway.run("up", "--yes", file)  # finds by its marks what it made
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def test_who_loses_the_first_race_knows_where_the_state_is(slipway, account, services, file, other_machine):
    """Two `up` at once of what nobody deployed yet: the second one is told who is at it, and is told the place but once."""
    reach(slipway, account)
    first = Keyboard(slipway, "up", str(file), "--state", PLACE)
    first.wait_for("Carry it out?")
    assert other_machine.run("up", "--yes", file, "--state", PLACE, check=False).returncode == 5
    first.press("y\n")
    first.read_on()
    assert first.end() == 0, first.shown
    assert other_machine.run("plan", file, *SHARED).stdout == "nothing to do\n"
    other_machine.run("up", "--yes", file)
    assert not list(other_machine.home.rglob("journal")), "a second state of one thing"
    other_machine.run("down", "--yes", file)
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def test_a_wrong_place_is_not_remembered(slipway, account, services, file, tmp_path):
    reach(slipway, account)
    wrong = tmp_path / "wrong"
    assert slipway.run("up", file, "--state", wrong, check=False).returncode == 64, "nobody is there to say yes"
    asked = Keyboard(slipway, "up", str(file), "--state", str(wrong))
    asked.wait_for("Carry it out?")
    asked.press("n\n")
    asked.read_on()
    asked.end()
    slipway.run("up", "--yes", file, "--state", PLACE)
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    slipway.run("down", "--yes", file)


def test_a_place_is_read_by_a_machine_that_has_its_own(slipway, account, services, file, tmp_path, other_machine):
    reach(slipway, account)
    staging = tmp_path / "staging.yaml"
    staging.write_text(slipway_yaml({"reader": READER}, environment="staging"))
    slipway.run("up", "--yes", file)
    other_machine.run("up", "--yes", staging, "--state", PLACE)
    listed = json.loads(slipway.run("state", "list", "--json", "--state", PLACE).stdout)["states"]
    addresses = {(each["state"], each["address"].startswith("s3://")) for each in listed}
    assert addresses == {("dev@eu-west-3", False), ("dev@eu-west-3", True), ("tutorial/production", False),
                         ("tutorial/staging", True)}, listed
    assert "account/reader" in slipway.run("state", "backup", "staging", "--state", PLACE).stdout

    # One damaged object hides none of the others.
    s3 = account.boto3("s3", tls=True)
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket="acme-slipway", Prefix="states/clusters/")["Contents"]]
    snapshot = sorted(key for key in keys if "/snapshots/" in key)[-1]
    whole = s3.get_object(Bucket="acme-slipway", Key=snapshot)["Body"].read()
    s3.put_object(Bucket="acme-slipway", Key=snapshot, Body=whole[:100])
    damaged = slipway.run("state", "list", "--state", PLACE, check=False)
    assert damaged.returncode == 1 and "! cannot be read: s3://acme-slipway/" + snapshot in damaged.stdout, damaged.stdout
    assert "tutorial/staging, serial" in damaged.stdout and "slipway state versions dev@eu-west-3" in damaged.stdout
    s3.put_object(Bucket="acme-slipway", Key=snapshot, Body=whole)

    # What another has put there is told, or moved.
    assert "nothing of it is elsewhere" in slipway.run("state", "migrate", "--to", PLACE, "--state", PLACE).stdout
    other_machine.run("down", "--yes", staging)
    slipway.run("down", "--yes", file)


def test_drift_of_a_shared_state_is_seen_from_a_machine_that_made_nothing(slipway, account, services, file, other_machine):
    reach(slipway, account)
    slipway.run("up", "--yes", file, "--state", PLACE)
    account.aws("iam", "attach-role-policy", "--role-name", "slipway-eks-dev", "--policy-arn",
                "arn:aws:iam::aws:policy/AdministratorAccess")
    account.aws("iam", "detach-role-policy", "--role-name", "slipway-eks-dev", "--policy-arn",
                "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
    told = other_machine.run("drift", file, "--exit-code", "--state", PLACE, "--of", "dev", check=False)
    assert told.returncode == 2 and "is left to whoever attached them" in told.stdout, told.stdout + told.stderr
    assert "AdministratorAccess" in told.stdout and "AmazonEKSClusterPolicy" in told.stdout
    assert "AdministratorAccess" in slipway.run("plan", file).stdout
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def test_without_tls_on_this_machine(slipway, account, services, file):
    """`eval "$(slipway account env)"` is enough for a state in the embedded account, whose addresses are of loopback."""
    slipway.environment.update(account.client_environment())
    slipway.run("up", "--yes", file, "--state", PLACE)
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    s3 = account.boto3("s3")
    assert s3.get_bucket_versioning(Bucket="acme-slipway")["Status"] == "Enabled"
    slipway.run("down", "--yes", file)


def test_ctrl_c_while_planning_gives_the_locks_back(slipway, account, services, file, moto):  # noqa: F811
    """While the account does not answer, say: nobody waits two minutes for a lease that stands elsewhere."""
    slipway.environment.update(moto_environment(moto))
    place = f"s3://planning-{os.getpid()}/states"
    slipway.run("up", "--yes", file, "--state", place)
    s3 = boto3.client("s3", endpoint_url=moto, region_name="eu-west-3", aws_access_key_id="testing", aws_secret_access_key="testing")
    bucket, prefix = place.removeprefix("s3://").split("/")
    lease = next(each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix=prefix + "/environments")["Contents"]
                 if each["Key"].endswith("/lease"))
    before = s3.head_object(Bucket=bucket, Key=lease)["ETag"]
    account.process.send_signal(signal.SIGSTOP)
    try:
        planning = Keyboard(slipway, "up", str(file))
        wait_until(lambda: s3.head_object(Bucket=bucket, Key=lease)["ETag"] != before, "it takes no lock")
        planning.process.send_signal(signal.SIGINT)
        planning.wait_for("interrupted: nothing is changed")
    finally:
        account.process.send_signal(signal.SIGCONT)
    planning.read_on()
    assert planning.end() == -signal.SIGINT, planning.shown
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []


def test_a_state_in_dynamodb(slipway, account, services, file, moto):  # noqa: F811
    slipway.environment.update({**moto_environment(moto), "SLIPWAY_STATE": "dynamodb://states/acme"})
    slipway.run("up", "--yes", file)
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    assert "in dynamodb://states/acme/environments/" in slipway.run("state", "list", "production").stdout
    slipway.run("state", "migrate", "production", "--to", "home")
    slipway.environment.pop("SLIPWAY_STATE")
    slipway.run("down", "--yes", file)
    assert own_roles(account) == []
