"""`slipway account serve --speed`: clusters take their time, and the waiters of AWS's clients wait for them."""

import json

import botocore.exceptions
import pytest

from conftest import Account

SUBNETS = {"subnetIds": ["subnet-1", "subnet-2"]}
# botocore's waiters ask as often as AWS's real clusters are worth; here half a second is five minutes.
POLL = {"Delay": 1, "MaxAttempts": 40}


def cluster_role(account):
    trust = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                                                    "Principal": {"Service": "eks.amazonaws.com"}}}
    iam = account.boto3("iam")
    return iam.create_role(RoleName="cluster", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def refused(call, code, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    assert caught.value.response["Error"]["Code"] == code


def test_the_waiters_of_boto3_and_of_the_cli(slipway):
    account = Account(slipway, "--speed", "600")
    try:
        eks = account.boto3("eks")
        created = eks.create_cluster(name="dev", roleArn=cluster_role(account), resourcesVpcConfig=SUBNETS)["cluster"]
        assert created["status"] == "CREATING" and "endpoint" not in created
        refused(eks.delete_cluster, "ResourceInUseException", name="dev")
        eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=POLL)
        assert eks.describe_cluster(name="dev")["cluster"]["endpoint"].startswith("https://")

        update = eks.update_cluster_config(name="dev", resourcesVpcConfig={"endpointPrivateAccess": True})["update"]
        assert update["status"] == "InProgress"
        refused(eks.update_cluster_config, "ResourceInUseException", name="dev", deletionProtection=True)
        eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=POLL)
        assert eks.describe_update(name="dev", updateId=update["id"])["update"]["status"] == "Successful"
        account.aws("eks", "wait", "cluster-active", "--name", "dev")

        assert eks.delete_cluster(name="dev")["cluster"]["status"] == "DELETING"
        eks.get_waiter("cluster_deleted").wait(name="dev", WaiterConfig=POLL)
        account.aws("eks", "wait", "cluster-deleted", "--name", "dev")
        assert eks.list_clusters()["clusters"] == []
    finally:
        account.stop()


def test_what_fell_due_while_nobody_served_is_done_at_the_next_start(slipway):
    account = Account(slipway, "--speed", "1000000")
    try:
        eks = account.boto3("eks")
        eks.create_cluster(name="dev", roleArn=cluster_role(account), resourcesVpcConfig=SUBNETS)
        eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=POLL)
        eks.delete_cluster(name="dev")
        account.kill()
        account.start()
        assert account.boto3("eks").list_clusters()["clusters"] == []
    finally:
        account.stop()


def test_a_speed_that_is_none(slipway):
    done = slipway.run("account", "serve", "--speed", "fast", check=False)
    assert done.returncode == 64 and "`fast` is no speed" in done.stderr
