"""A cluster that stands, and whose state is lost: nothing is made twice, destroyed by half or left behind, and `state rebuild` has it again."""

import json
import shutil
import signal
import subprocess

from conftest import PROGRAM
from test_exit_codes import ended
from test_states_elsewhere import other_machine  # noqa: F401, a fixture
from test_whole_clusters import NODES, SMALLEST, things


def test_it_is_known_again_and_leaves_nothing(slipway, account):
    before = things(account)
    slipway.run("up", "--yes", SMALLEST)
    copy = slipway.run("state", "backup", "prod").stdout
    standing = things(account)
    shutil.rmtree(slipway.home / "clusters")

    for command in (("down", "--yes"), ("up", "--yes"), ("plan",), ("drift",)):
        code, words = ended(slipway, *command, SMALLEST)
        assert code == 1 and "cluster prod is there (vpc-" in words and "slipway state rebuild" in words, (command, words)
        assert things(account) == standing

    rebuilt = slipway.run("state", "rebuild", SMALLEST).stdout
    assert rebuilt.startswith("known again:\n") and rebuilt.count("\n") == rebuilt.count("  prod@eu-west-3:") + 1, rebuilt
    assert all(f"prod@eu-west-3:{each}\n" in rebuilt for each in ("network/nat/a", "network/route/public", "nodes/group/system"))
    assert slipway.run("state", "rebuild", SMALLEST).stdout == "nothing was lost\n"
    assert slipway.run("plan", SMALLEST, "--detailed-exitcode").stdout == "nothing to do\n"
    assert slipway.run("drift", SMALLEST, "--exit-code").stdout.count("no drift") == 1
    again = json.loads(slipway.run("state", "backup", "prod").stdout)
    assert [each["key"] for each in again["records"]] == [each["key"] for each in json.loads(copy)["records"]]
    slipway.run("down", "--yes", SMALLEST)
    assert things(account) == before
    assert slipway.run("down", "--yes", SMALLEST).stdout == "nothing of this file is deployed\n"


def test_what_was_killed_is_known_again(slipway, account):
    before = things(account)
    run = subprocess.Popen([PROGRAM, "up", "--yes", SMALLEST], env=slipway.environment, text=True, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert any("making network/nat/a" in line for line in run.stderr)
    run.send_signal(signal.SIGKILL)
    run.wait(60)
    shutil.rmtree(slipway.home / "clusters")
    assert "network/vpc\n" in slipway.run("state", "rebuild", SMALLEST).stdout
    slipway.run("down", "--yes", SMALLEST)
    assert things(account) == before


def test_a_copy_of_another_is_put_nowhere(slipway, account, tmp_path):
    """Also by force: what it knows would be made a second time, and what is known would be left behind."""
    file, copy = tmp_path / "slipway.yaml", tmp_path / "copy.json"
    cluster = {"account": "embedded", "region": "eu-west-3", "version": "1.34", "nodes": NODES}
    file.write_text(json.dumps({"organization": "acme", "clusters": {"dev": cluster, "other": cluster}}))
    slipway.run("up", "--yes", file)
    slipway.run("state", "backup", "dev", "--out", copy)
    for name in ("other", "acme/tutorial/production"):
        code, words = ended(slipway, "state", "restore", name, copy, "--force")
        assert code == 1 and "that is a copy of the state of " in words, words
    slipway.run("state", "restore", "dev", copy, "--force")
    slipway.run("down", "--yes", file)
    assert account.boto3("eks").list_clusters()["clusters"] == []


def test_drift_of_one_that_another_machine_made(slipway, account, services, tmp_path, other_machine):  # noqa: F811
    place = tmp_path / "states"
    slipway.run("up", "--yes", SMALLEST, "--state", place)
    (internet,) = account.boto3("ec2").describe_internet_gateways(
        Filters=[{"Name": "tag:slipway:cluster", "Values": ["eu-west-3/prod"]}])["InternetGateways"]
    account.boto3("ec2").create_tags(Resources=[internet["InternetGatewayId"]], Tags=[{"Key": "Name", "Value": "by hand"}])
    told = other_machine.run("drift", SMALLEST, "--exit-code", "--state", place, check=False)
    assert told.returncode == 2 and "network/internet-gateway" in told.stdout, told.stdout + told.stderr
    slipway.run("down", "--yes", SMALLEST)
    assert account.boto3("eks").list_clusters()["clusters"] == []
