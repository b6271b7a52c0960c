"""A file says where the states of its clusters are kept: in their own account, which nobody names to AWS's tools."""

import json

import pytest

from conftest import Slipway
from test_whole_clusters import things

CLUSTER = {"account": "embedded", "region": "eu-west-3", "version": "1.34", "logs": {"kinds": []}, "encryption": {"secrets": "eks"},
           "network": {"zones": 2, "nat": "none", "nodes": "public"}}


def file_with(tmp_path, name="slipway.yaml", **more):
    file = tmp_path / name
    file.write_text(json.dumps({"organization": "acme", "clusters": {"prod": {**CLUSTER, **more}}}))
    return file


@pytest.fixture
def other_machine(slipway, account, tmp_path):
    """That reaches the same account, and has heard of nothing."""
    other = Slipway(tmp_path / "other-home")
    other.home.mkdir()
    (other.home / "account").symlink_to(slipway.home / "account")
    return other


def test_two_machines_share_the_bucket_of_the_cluster(slipway, account, other_machine, tmp_path):
    before = things(account)
    file = file_with(tmp_path, state={"s3": "managed"})
    slipway.run("up", "--yes", file)
    bucket = f"slipway-states-{account.root()['accountId']}-eu-west-3"
    s3 = account.boto3("s3")
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert any(key.startswith("clusters/acme/prod@eu-west-3/journal/") for key in keys), keys
    assert s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]["RestrictPublicBuckets"]
    assert not list((slipway.home / "clusters").rglob("journal")), "nothing of it is kept in the home"
    assert "network/vpc" in slipway.run("state", "list").stdout, "the place is remembered"

    assert other_machine.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    other_machine.run("down", "--yes", file)
    assert things(account) == before
    assert slipway.run("plan", file, "--detailed-exitcode", check=False).returncode == 2, "all of it would be made anew"


def test_a_saved_plan_keeps_it_there_too(slipway, account, tmp_path):
    file = file_with(tmp_path, state={"s3": "acme-states/prod"})
    saved = tmp_path / "plan.json"
    slipway.run("plan", file, "--out", saved)
    slipway.run("up", saved)
    keys = [each["Key"] for each in account.boto3("s3").list_objects_v2(Bucket="acme-states")["Contents"]]
    assert any(key.startswith("prod/clusters/acme/prod@eu-west-3/") for key in keys), keys
    slipway.run("down", "--yes", file)


def test_what_the_command_line_says_comes_first(slipway, account, tmp_path):
    folder = tmp_path / "states"
    file = file_with(tmp_path, state={"s3": "managed"})
    slipway.run("up", "--yes", file, "--state", folder)
    assert list(folder.rglob("journal"))
    told = slipway.run("plan", file, check=False)
    assert told.returncode != 0 and "the state is kept at" in told.stderr, "and from then on it is said again, or moved"
    slipway.run("down", "--yes", file, "--state", folder)
    assert account.boto3("s3").list_buckets()["Buckets"] == []


@pytest.mark.parametrize("state, says", [({"s3": "managed", "folder": "/srv/states"}, "two are named"), ({"s3": "Acme"}, "a bucket"),
                                         ({"folder": "states"}, "the path of a folder"), ({}, "state")])
def test_what_cannot_be_is_said_at_its_place(slipway, tmp_path, state, says):
    file = tmp_path / "slipway.yaml"
    file.write_text("organization: acme\nclusters:\n  prod:\n    account: embedded\n    region: eu-west-3\n    version: '1.34'\n"
                    f"    state: {json.dumps(state)}\n")
    done = slipway.run("plan", file, check=False)
    assert done.returncode == 64 and f"{file}:7:" in done.stderr and says in done.stderr, done.stderr
