"""`slipway account serve --speed`: clusters take their time, and the waiters of AWS's clients wait for them."""

import json

import botocore.exceptions
import pytest

from conftest import Account

# botocore's waiters ask as often as AWS's real clusters are worth; here half a second is five minutes.
POLL = {"Delay": 1, "MaxAttempts": 40}


def network(account):
    return {"subnetIds": account.subnets()}


def role_for(account, name, service, *actions):
    trust = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sts:AssumeRole", *actions],
                                                    "Principal": {"Service": service}}}
    iam = account.boto3("iam")
    return iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def cluster_role(account):
    return role_for(account, "cluster", "eks.amazonaws.com")


def refused(call, code, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    assert caught.value.response["Error"]["Code"] == code


def test_the_waiters_of_boto3_and_of_the_cli(slipway):
    account = Account(slipway, "--speed", "600")
    try:
        eks = account.boto3("eks")
        created = eks.create_cluster(name="dev", roleArn=cluster_role(account), resourcesVpcConfig=network(account))["cluster"]
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


def private_subnet(account):
    ec2 = account.boto3("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]


def names(eks, operation, member, **arguments):
    """All of a listing, in pages of one."""
    pages = eks.get_paginator(operation).paginate(PaginationConfig={"PageSize": 1}, **arguments)
    return [one for page in pages for one in page[member]]


def test_addons_and_profiles_through_waiters_and_paginators(slipway):
    account = Account(slipway, "--speed", "600")
    try:
        eks = account.boto3("eks")
        eks.create_cluster(name="dev", roleArn=cluster_role(account), resourcesVpcConfig=network(account), version="1.34")
        eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=POLL)

        pods = role_for(account, "pods", "eks-fargate-pods.amazonaws.com")
        eks.create_fargate_profile(clusterName="dev", fargateProfileName="dns", podExecutionRoleArn=pods,
                                   subnets=[private_subnet(account)], selectors=[{"namespace": "kube-system"}])
        refused(eks.delete_fargate_profile, "ResourceInUseException", clusterName="dev", fargateProfileName="dns")
        profile = {"clusterName": "dev", "fargateProfileName": "dns"}
        eks.get_waiter("fargate_profile_active").wait(WaiterConfig=POLL, **profile)

        known = account.aws("eks", "describe-addon-versions", "--addon-name", "vpc-cni", "--kubernetes-version", "1.34")
        newest = known["addons"][0]["addonVersions"][0]["addonVersion"]
        eks.create_addon(clusterName="dev", addonName="vpc-cni", addonVersion=newest, resolveConflicts="OVERWRITE")
        driver = role_for(account, "driver", "pods.eks.amazonaws.com", "sts:TagSession")
        eks.create_addon(clusterName="dev", addonName="aws-ebs-csi-driver", podIdentityAssociations=[
            {"serviceAccount": "ebs-csi-controller-sa", "roleArn": driver}])
        for addon in ("vpc-cni", "aws-ebs-csi-driver"):
            eks.get_waiter("addon_active").wait(clusterName="dev", addonName=addon, WaiterConfig=POLL)
        account.aws("eks", "wait", "addon-active", "--cluster-name", "dev", "--addon-name", "vpc-cni")

        eks.create_pod_identity_association(clusterName="dev", namespace="shop", serviceAccount="web", roleArn=driver)
        assert names(eks, "list_addons", "addons", clusterName="dev") == ["aws-ebs-csi-driver", "vpc-cni"]
        assert len(names(eks, "list_pod_identity_associations", "associations", clusterName="dev")) == 2
        assert len(names(eks, "describe_cluster_versions", "clusterVersions")) >= 5
        assert "coredns" in [one["addonName"] for one in names(eks, "describe_addon_versions", "addons")]
        assert {one["insightStatus"]["status"] for one in names(eks, "list_insights", "insights", clusterName="dev")}

        eks.delete_addon(clusterName="dev", addonName="aws-ebs-csi-driver")
        eks.get_waiter("addon_deleted").wait(clusterName="dev", addonName="aws-ebs-csi-driver", WaiterConfig=POLL)
        assert len(names(eks, "list_pod_identity_associations", "associations", clusterName="dev")) == 1
        eks.delete_fargate_profile(**profile)
        eks.get_waiter("fargate_profile_deleted").wait(WaiterConfig=POLL, **profile)
        eks.delete_cluster(name="dev")
        eks.get_waiter("cluster_deleted").wait(name="dev", WaiterConfig=POLL)
    finally:
        account.stop()


def test_what_fell_due_while_nobody_served_is_done_at_the_next_start(slipway):
    account = Account(slipway, "--speed", "1000000")
    try:
        eks = account.boto3("eks")
        eks.create_cluster(name="dev", roleArn=cluster_role(account), resourcesVpcConfig=network(account))
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
