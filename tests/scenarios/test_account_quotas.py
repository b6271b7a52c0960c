"""`slipway account quota`: how many things an account may have, and what is answered when it has them."""

import json

import botocore.exceptions
import pytest


def quota(slipway, *arguments, **more):
    return slipway.run("account", "quota", *arguments, **more)


def values(slipway):
    return {(each["service"], each["code"] or each["name"]): (each["value"], each["set"])
            for each in json.loads(quota(slipway, "list", "--json").stdout)["quotas"]}


def test_they_are_shown_and_set_and_enforced(slipway, account):
    ec2 = account.boto3("ec2")
    assert values(slipway)["vpc", "L-F678F1CE"] == (5, False)
    assert quota(slipway, "set", "vpc", "L-F678F1CE", "2").stdout == "vpc L-F678F1CE is 2\n"
    assert values(slipway)["vpc", "L-F678F1CE"] == (2, True)
    ec2.create_vpc(CidrBlock="10.0.0.0/16")  # beside the default one
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        ec2.create_vpc(CidrBlock="10.1.0.0/16")
    assert refused.value.response["Error"]["Code"] == "VpcLimitExceeded"

    account.kill()  # and it is so after a restart
    account.start()
    assert "VPCs per Region" in quota(slipway, "list", "vpc").stdout and "2 (5 on AWS)" in quota(slipway, "list").stdout
    slipway.run("account", "snapshot", "save", "two")
    quota(slipway, "set", "vpc", "vpcs", "9")
    for i in range(7):
        account.boto3("ec2").create_vpc(CidrBlock=f"10.{i + 1}.0.0/16")
    slipway.run("account", "snapshot", "load", "two", "--yes")
    assert values(slipway)["vpc", "L-F678F1CE"] == (2, True)

    quota(slipway, "clear", "vpc", "vpcs")
    assert values(slipway)["vpc", "L-F678F1CE"] == (5, False)
    quota(slipway, "set", "eks", "L-1194D53C", "0")
    assert quota(slipway, "clear").stdout == "all quotas are as on AWS\n"
    assert not any(is_set for _, is_set in values(slipway).values())


def test_a_cluster_that_finds_no_room_says_so(slipway, account, tmp_path):
    """What the engine says of a quota that a new account does not meet."""
    from conftest import ROOT
    quota(slipway, "set", "ec2", "L-0263D0A3", "0")
    refused = slipway.run("up", "--yes", ROOT / "examples" / "clusters" / "smallest.yaml", check=False)
    assert refused.returncode != 0 and "AddressLimitExceeded" in refused.stderr, refused.stderr


@pytest.mark.parametrize("arguments,said", [
    (["set", "vpc", "L-0", "5"], "no quota of vpc"), (["set", "vpc", "vpc", "5"], "did you mean `vpcs`?"),
    (["set", "vpcs", "L-F678F1CE", "5"], "no service `vpcs`"), (["set", "vpc", "vpcs", "many"], "no number"),
    (["set", "vpc", "vpcs", "--", "-1"], "from 0 to"), (["set", "vpc", "vpcs"], "needs a service, a quota and a value"),
    (["set"], "needs a service, a quota and a value"), (["clear", "vpc"], "which quota"), (["raise"], "raise"),
    (["list", "vpc", "vpcs", "5"], "takes no value"),
])
def test_what_cannot_be(slipway, account, arguments, said):
    refused = quota(slipway, *arguments, check=False)
    assert refused.returncode == 64 and said in refused.stderr, refused.stderr
    assert not any(is_set for _, is_set in values(slipway).values())
