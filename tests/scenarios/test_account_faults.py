"""`slipway account fault`: what AWS answers now and then, and what becomes of the program that meets it."""

import json
import time

import botocore.exceptions
import pytest

from conftest import ROOT

SMALLEST = ROOT / "examples" / "clusters" / "smallest.yaml"


def fault(slipway, *arguments, **more):
    return slipway.run("account", "fault", *arguments, **more)


def roles(account):
    return [each["RoleName"] for each in account.boto3("iam").list_roles()["Roles"]]


def make_role(account, retries=0):
    account.boto3("iam", retries=retries).create_role(RoleName="made", AssumeRolePolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))


@pytest.mark.parametrize("when,made", [("before", []), ("after", ["made"]), ("lost", ["made"])])
def test_an_error_before_or_behind_what_is_done(slipway, account, when, made):
    fault(slipway, "add", "iam:CreateRole", "--when", when, "--error", "Throttling")
    with pytest.raises((botocore.exceptions.ClientError, botocore.exceptions.HTTPClientError)) as refused:
        make_role(account)
    assert when == "lost" or refused.value.response["Error"]["Code"] == "Throttling"
    assert roles(account) == made
    assert fault(slipway, "list").stdout == ""  # it has happened


def test_only_what_was_named_and_only_so_often(slipway, account):
    fault(slipway, "add", "iam:CreateRole", "--times", "2")
    fault(slipway, "add", "ec2:*", "--error", "RequestLimitExceeded")
    account.boto3("sts").get_caller_identity()
    make_role(account, retries=2)
    assert roles(account) == ["made"]
    told = json.loads(fault(slipway, "list", "--json").stdout)["faults"]
    assert told == [{"operation": "ec2:*", "when": "before", "error": "RequestLimitExceeded", "delayMs": 0, "times": 1}]
    fault(slipway, "clear")
    assert account.boto3("ec2").describe_vpcs()["Vpcs"]


def test_a_delay_is_all(slipway, account):
    fault(slipway, "add", "sts:GetCallerIdentity", "--delay", "1")
    began = time.monotonic()
    account.boto3("sts").get_caller_identity()
    assert time.monotonic() - began >= 1


def test_a_cluster_is_made_all_the_same(slipway, account):
    """Lost answers and throttles at what costs money when it is made twice."""
    fault(slipway, "add", "ec2:CreateVpc", "--when", "lost")
    fault(slipway, "add", "ec2:CreateNatGateway", "--when", "lost")
    fault(slipway, "add", "eks:CreateCluster", "--when", "after", "--error", "ServerException")
    fault(slipway, "add", "ec2:*", "--error", "RequestLimitExceeded", "--times", "2")
    slipway.run("up", "--yes", SMALLEST)
    assert fault(slipway, "list").stdout == ""
    mark = [{"Name": "tag:slipway:cluster", "Values": ["eu-west-3/prod"]}]
    ec2 = account.boto3("ec2")
    assert len(ec2.describe_vpcs(Filters=mark)["Vpcs"]) == 1
    assert len(ec2.describe_nat_gateways(Filters=mark)["NatGateways"]) == 1
    assert slipway.run("plan", SMALLEST).stdout == "nothing to do\n"
    assert "nothing is left" in slipway.run("down", "--yes", SMALLEST).stdout


@pytest.mark.parametrize("arguments,said", [
    (["add", "CreateRole"], "names no call"), (["add", "iam:Create Role"], "names no call"), (["add"], "names no call"),
    (["add", "iam:CreateRole", "--times", "0"], "once or more"), (["add", "iam:CreateRole", "--times", "x"], "no number"),
    (["add", "iam:CreateRole", "--delay", "9999"], "ten minutes"), (["add", "iam:CreateRole", "--when", "never"], "never"),
    (["add", "iam:CreateRole", "--error", "no code"], "no code"), (["plant"], "plant"),
    (["add", "iam:CreateRoll"], "no call"), (["add", "ec3:*"], "no call"), (["clear", "iam:CreateRole"], "takes no CALL"),
    (["add", "iam:CreateRole", "--delay=-3"], "from none"),
])
def test_what_cannot_be_planted(slipway, account, arguments, said):
    refused = fault(slipway, *arguments, check=False)
    assert refused.returncode == 64 and said in refused.stderr, refused.stderr
    assert fault(slipway, "list").stdout == ""
