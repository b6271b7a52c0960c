"""`slipway account calls` and `serve --log calls`: what was called, by whom, and what IAM decided."""

import json
import subprocess

import botocore.exceptions
import pytest

from conftest import PROGRAM, Account


def alice(account):
    iam = account.boto3("iam")
    iam.create_user(UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="lists", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Sid": "Lists", "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}))
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}


def one_allowed_and_one_denied(account):
    s3 = account.boto3("s3", keys=alice(account))
    s3.list_buckets()
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        s3.create_bucket(Bucket="not-hers", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})


def test_what_happened(slipway, account):
    one_allowed_and_one_denied(account)
    lines = slipway.run("account", "calls").stdout.splitlines()
    assert "200 user/alice" in lines[-2] and "allowed by lists, Lists: s3:ListAllMyBuckets on *" in lines[-2]
    assert "403 user/alice" in lines[-1] and "no identity-based policy allows it: s3:CreateBucket" in lines[-1]
    calls = [json.loads(line) for line in slipway.run("account", "calls", "--json").stdout.splitlines()]
    assert [each["operation"] for each in calls[-2:]] == ["ListBuckets", "CreateBucket"]
    assert calls[-1]["errorCode"] == "AccessDenied" and calls[-1]["decisions"][-1]["outcome"] == "implicitDeny"
    assert "secretAccessKey" not in json.dumps(calls)


def test_follow(slipway, account):
    with subprocess.Popen([PROGRAM, "account", "calls", "--follow"], env=slipway.environment, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as following:
        try:
            account.boto3("sts").get_caller_identity()
            assert "sts GetCallerIdentity" in following.stdout.readline()
            account.boto3("iam").list_users()
            assert "iam ListUsers" in following.stdout.readline()
        finally:
            following.terminate()
        assert following.wait(timeout=20) == 0


def test_the_server_logs_them(slipway):
    account = Account(slipway, "--log", "calls")
    try:
        account.boto3("iam").list_users()
    finally:
        account.stop()
    assert "iam ListUsers" in (slipway.home / "serve.log").read_text()


def test_nobody_serves(slipway):
    refused = slipway.run("account", "calls", check=False)
    assert refused.returncode == 1 and "slipway account serve" in refused.stderr
