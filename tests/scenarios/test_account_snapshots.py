"""`slipway account snapshot`: a test begins where another one began, and sees what a program has made."""

import json

import botocore.exceptions
import pytest


def snapshot(slipway, *arguments, **more):
    return slipway.run("account", "snapshot", *arguments, **more)


def changes(slipway, name):
    told = json.loads(snapshot(slipway, "diff", name, "--json").stdout)["changes"]
    return sorted((each["change"], each["kind"], each["id"]) for each in told)


def test_all_comes_back_and_nothing_else(slipway, account):
    s3, iam = account.boto3("s3"), account.boto3("iam")
    s3.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    s3.put_object(Bucket="kept", Key="page", Body=b"as it was")
    iam.create_user(UserName="first")
    assert snapshot(slipway, "save", "before").stdout == "saved as `before`\n"
    assert snapshot(slipway, "diff", "before", "--exit-code").stdout == "all is as in `before`\n"

    s3.put_object(Bucket="kept", Key="page", Body=b"as it is")
    iam.delete_user(UserName="first")
    iam.create_user(UserName="second")
    slipway.run("account", "create", "later")
    told = changes(slipway, "before")
    assert ("removed", "iam.user", "first") in told and ("added", "iam.user", "second") in told
    assert not [each for each in told if each[1].startswith("server.")]
    differs = snapshot(slipway, "diff", "before", "--exit-code", check=False)
    assert differs.returncode == 2 and "+ iam.user" in differs.stdout and "- iam.user" in differs.stdout

    snapshot(slipway, "load", "before", "--yes")
    assert changes(slipway, "before") == []
    assert s3.get_object(Bucket="kept", Key="page")["Body"].read() == b"as it was"
    assert [each["UserName"] for each in iam.list_users()["Users"]] == ["first"]
    assert slipway.run("account", "env", "--account", "later", check=False).returncode != 0

    account.kill()  # and it is so on the disk
    account.start()
    assert account.boto3("s3").get_object(Bucket="kept", Key="page")["Body"].read() == b"as it was"
    assert snapshot(slipway, "list").stdout == "before\n"
    snapshot(slipway, "remove", "before")
    assert snapshot(slipway, "list").stdout == ""


def test_an_object_of_a_snapshot_outlives_the_bucket_and_the_sweep(slipway, account):
    s3 = account.boto3("s3")
    s3.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    s3.put_object(Bucket="kept", Key="page", Body=b"as it was")
    snapshot(slipway, "save", "before")
    s3.delete_object(Bucket="kept", Key="page")
    s3.delete_bucket(Bucket="kept")
    account.kill()
    account.start()
    with pytest.raises(botocore.exceptions.ClientError):
        account.boto3("s3").get_object(Bucket="kept", Key="page")
    snapshot(slipway, "load", "before", "--yes")
    assert account.boto3("s3").get_object(Bucket="kept", Key="page")["Body"].read() == b"as it was"


@pytest.mark.parametrize("arguments,code,said", [
    (["save", "../outside"], 64, "no name of a snapshot"),
    (["save", ".hidden"], 64, "no name of a snapshot"),
    (["save"], 64, "needs the name"),
    (["save", "there"], 1, "there is a snapshot `there` already"),
    (["load", "their", "--yes"], 1, "there is no snapshot `their`, only: there"),
    (["load", "there"], 64, "say --yes"),
    (["diff", "their"], 1, "there is no snapshot `their`"),
    (["copy", "there"], 64, "copy"),
])
def test_what_cannot_be(slipway, account, arguments, code, said):
    snapshot(slipway, "save", "there")
    refused = snapshot(slipway, *arguments, check=False)
    assert refused.returncode == code and said in refused.stderr, refused.stderr
    assert snapshot(slipway, "list").stdout == "there\n"
