"""What EKS makes in the network for a cluster, as boto3 sees it: made, in the way, moved and gone."""

import json

import botocore.exceptions
import pytest

from conftest import Account, wait_until

POLL = {"Delay": 1, "MaxAttempts": 60}


@pytest.fixture
def account(slipway):
    account = Account(slipway, "--speed", "600")  # a cluster takes a second, its network a tenth of it
    yield account
    account.stop()


def role(account):
    trust = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                                                    "Principal": {"Service": "eks.amazonaws.com"}}}
    return account.boto3("iam").create_role(RoleName="cluster", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def refused(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def config(account):
    return account.boto3("eks").describe_cluster(name="dev")["cluster"]["resourcesVpcConfig"]


def interfaces(account):
    found = account.boto3("ec2").describe_network_interfaces(Filters=[{"Name": "description", "Values": ["Amazon EKS dev"]}])
    return found["NetworkInterfaces"]


def test_made_in_the_way_and_gone(account):
    eks, ec2 = account.boto3("eks"), account.boto3("ec2")
    subnets = account.subnets()
    vpc = ec2.describe_subnets(SubnetIds=subnets[:1])["Subnets"][0]["VpcId"]
    mine = ec2.create_security_group(GroupName="mine", Description="mine", VpcId=vpc)["GroupId"]
    network = {"subnetIds": subnets, "securityGroupIds": [mine]}

    wrong = refused(eks.create_cluster, name="dev", roleArn=role(account),
                    resourcesVpcConfig={"subnetIds": [subnets[0], "subnet-0123456789abcdef0"]})
    assert wrong["Code"] == "InvalidParameterException"
    assert "The subnet ID 'subnet-0123456789abcdef0' does not exist" in wrong["Message"]

    cluster_role = account.boto3("iam").get_role(RoleName="cluster")["Role"]["Arn"]
    made = eks.create_cluster(name="dev", roleArn=cluster_role, version="1.33", resourcesVpcConfig=network)["cluster"]
    assert made["resourcesVpcConfig"]["vpcId"] == vpc and "clusterSecurityGroupId" not in made["resourcesVpcConfig"]
    eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=POLL)
    group = config(account)["clusterSecurityGroupId"]
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["GroupName"].startswith("eks-cluster-sg-dev-")
    first = interfaces(account)
    assert sorted(one["SubnetId"] for one in first) == sorted(subnets)
    for one in first:
        assert one["RequesterManaged"] and [each["GroupId"] for each in one["Groups"]] == [group, mine]

    one = first[0]["NetworkInterfaceId"]
    assert refused(ec2.delete_network_interface, NetworkInterfaceId=one)["Code"] == "InvalidParameterValue"
    assert refused(ec2.detach_network_interface, AttachmentId=first[0]["Attachment"]["AttachmentId"])["Code"] == "OperationNotPermitted"
    assert refused(ec2.delete_subnet, SubnetId=subnets[0])["Code"] == "DependencyViolation"
    for each in (mine, group):
        assert refused(ec2.delete_security_group, GroupId=each)["Code"] == "DependencyViolation"

    eks.update_cluster_config(name="dev", resourcesVpcConfig={"securityGroupIds": []})
    eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=POLL)
    ec2.delete_security_group(GroupId=mine)
    eks.update_cluster_version(name="dev", version="1.34")
    eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=POLL)
    later = interfaces(account)
    assert len(later) == len(first) and not {each["NetworkInterfaceId"] for each in later} & {each["NetworkInterfaceId"] for each in first}

    eks.delete_cluster(name="dev")
    eks.get_waiter("cluster_deleted").wait(name="dev", WaiterConfig=POLL)
    assert interfaces(account) == []
    assert refused(ec2.describe_security_groups, GroupIds=[group])["Code"] == "InvalidGroup.NotFound"
    ec2.delete_subnet(SubnetId=subnets[0])


def test_what_is_due_of_it_outlives_the_server_and_a_snapshot(slipway, account):
    eks = account.boto3("eks")
    eks.create_cluster(name="dev", roleArn=role(account), resourcesVpcConfig={"subnetIds": account.subnets()})
    slipway.run("account", "snapshot", "save", "begun")
    account.kill()
    account.start()
    eks = account.boto3("eks")
    eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=POLL)
    assert len(interfaces(account)) == len(account.subnets())
    eks.delete_cluster(name="dev")
    eks.get_waiter("cluster_deleted").wait(name="dev", WaiterConfig=POLL)

    slipway.run("account", "snapshot", "load", "begun", "--yes")
    wait_until(lambda: config(account).get("clusterSecurityGroupId"), "the network does not come")
    assert len(interfaces(account)) == len(account.subnets())
