"""`slipway account serve --rates`: who calls too often is refused as AWS refuses, and waits as with AWS."""

import botocore.exceptions
import pytest

from conftest import Account


@pytest.fixture
def limited(slipway):
    served = Account(slipway, "--rates")
    yield served
    served.stop()


def refusal(call, times):
    """How many of so many calls were answered before the first one too many, and how that was refused."""
    for count in range(times):
        try:
            call()
        except botocore.exceptions.ClientError as error:
            code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
            if code in ("RequestLimitExceeded", "Throttling"):
                return count, code, status
    return times, None, None


def test_buckets_are_emptied_and_fill_again(slipway, limited):
    ec2, iam = limited.boto3("ec2", retries=0), limited.boto3("iam", retries=0)
    count, code, status = refusal(lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-00000000000000000"]), 30)
    assert 4 <= count <= 6 and (code, status) == ("RequestLimitExceeded", 503)
    ec2.describe_vpcs()  # it has a bucket of its own
    count, code, status = refusal(lambda: iam.delete_user(UserName="none"), 60)
    assert 20 <= count < 60 and (code, status) == ("Throttling", 400)
    slipway.run("account", "clock", "--advance", "20s")
    assert refusal(lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-00000000000000000"]), 4)[0] == 4


def test_clients_wait_and_come_again(limited):
    """With the retries that every client has, nobody notices but by the time that it takes."""
    ec2 = limited.boto3("ec2", retries=8)
    made = [ec2.create_vpc(CidrBlock=f"10.{i}.0.0/16")["Vpc"]["VpcId"] for i in range(3)]
    groups = [ec2.create_security_group(GroupName=f"g{i}", Description="many", VpcId=made[0]) for i in range(54)]
    assert len(groups) == 54


def test_nobody_is_refused_without(account):
    ec2 = account.boto3("ec2", retries=0)
    assert refusal(lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-00000000000000000"]), 30) == (30, None, None)
