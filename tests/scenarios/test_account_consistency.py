"""`slipway account serve --consistency aws`: what was written is seen elsewhere a while later."""

import json

import botocore.exceptions
import pytest

from conftest import Account


@pytest.fixture
def late(slipway):
    served = Account(slipway, "--consistency", "aws", "--consistency-seed", "7")
    yield served
    served.stop()


def trust(principal):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}]})


def allow(action):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


def code(call, **given):
    try:
        call(**given)
        return ""
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]


def settle(slipway):
    slipway.run("account", "clock", "--advance", "3m")


def test_roles_policies_and_principals(slipway, late):
    iam = late.boto3("iam")
    iam.create_user(UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="all", PolicyDocument=allow("sts:*"))
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    alice = late.boto3("sts", keys={"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]})
    settle(slipway)
    account = alice.get_caller_identity()["Account"]

    made = iam.create_role(RoleName="new", AssumeRolePolicyDocument=trust(account))["Role"]
    assert iam.get_role(RoleName="new")["Role"]["Arn"] == made["Arn"]  # IAM itself knows it
    assert code(alice.assume_role, RoleArn=made["Arn"], RoleSessionName="alice") == "AccessDenied"
    assert code(iam.create_role, RoleName="next", AssumeRolePolicyDocument=trust(made["Arn"])) == "MalformedPolicyDocument"
    settle(slipway)
    assert code(alice.assume_role, RoleArn=made["Arn"], RoleSessionName="alice") == ""
    assert code(iam.create_role, RoleName="next", AssumeRolePolicyDocument=trust(made["Arn"])) == ""

    iam.put_user_policy(UserName="alice", PolicyName="all", PolicyDocument=allow("iam:*"))
    assert code(alice.assume_role, RoleArn=made["Arn"], RoleSessionName="alice") == ""  # the policy of before
    settle(slipway)
    assert code(alice.assume_role, RoleArn=made["Arn"], RoleSessionName="alice") == "AccessDenied"


def test_what_describe_calls_miss(slipway, late):
    ec2 = late.boto3("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    groups = [ec2.create_security_group(GroupName=f"g{i}", Description="new", VpcId=vpc)["GroupId"] for i in range(20)]
    of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
    seen = {each["GroupId"] for each in ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"]}
    assert len(seen & set(groups)) < 20
    assert {code(ec2.describe_security_groups, GroupIds=[each]) for each in groups} >= {"InvalidGroup.NotFound"}
    settle(slipway)
    seen = {each["GroupId"] for each in ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"]}
    assert seen >= set(groups)
    ec2.create_tags(Resources=groups, Tags=[{"Key": "team", "Value": "blue"}])
    tagged = [{"Name": "tag:team", "Values": ["blue"]}]
    assert len(ec2.describe_security_groups(Filters=tagged)["SecurityGroups"]) < 20
    settle(slipway)
    assert len(ec2.describe_security_groups(Filters=tagged)["SecurityGroups"]) == 20


def test_a_seed_is_for_windows_alone(slipway):
    for arguments, said in ((["--consistency-seed", "7"], "is for --consistency aws"),
                            (["--consistency", "aws", "--consistency-seed", "x"], "no seed"),
                            (["--consistency", "soon"], "soon")):
        refused = slipway.run("account", "serve", "--port", "0", *arguments, check=False)
        assert refused.returncode == 64 and said in refused.stderr, refused.stderr
