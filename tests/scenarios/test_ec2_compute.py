"""What computes in EC2's network, by AWS's clients: types, images, key pairs, instances, groups of them, and EKS's."""

import json
import time

import botocore.exceptions
import pytest

from conftest import Account


def test_types_images_and_keys_by_boto3(slipway):
    account = Account(slipway)
    try:
        ec2 = account.boto3("ec2")
        pages = ec2.get_paginator("describe_instance_types").paginate(PaginationConfig={"PageSize": 100})
        types = {one["InstanceType"]: one for page in pages for one in page["InstanceTypes"]}
        assert len(types) > 500 and types["m5.large"]["MemoryInfo"]["SizeInMiB"] == 8192
        offered = ec2.get_paginator("describe_instance_type_offerings").paginate(
            LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": ["m5.large"]}])
        assert len([one for page in offered for one in page["InstanceTypeOfferings"]]) == 3
        images = ec2.describe_images(Owners=["amazon"], Filters=[
            {"Name": "name", "Values": ["bottlerocket-aws-k8s-1.34-x86_64-*"]}])["Images"]
        newest = max(images, key=lambda image: image["CreationDate"])
        assert newest["Architecture"] == "x86_64" and newest["BlockDeviceMappings"][1]["DeviceName"] == "/dev/xvdb"
        ec2.get_waiter("image_available").wait(ImageIds=[newest["ImageId"]])
        made = ec2.create_key_pair(KeyName="laptop")
        assert made["KeyMaterial"].startswith("-----BEGIN RSA PRIVATE KEY-----")
        public = ec2.describe_key_pairs(KeyNames=["laptop"], IncludePublicKey=True)["KeyPairs"][0]["PublicKey"]
        imported = ec2.import_key_pair(KeyName="again", PublicKeyMaterial=public.encode())
        assert imported["KeyFingerprint"].count(":") == 15
        ec2.get_waiter("key_pair_exists").wait(KeyNames=["again"])
        for name in ("laptop", "again"):
            assert ec2.delete_key_pair(KeyName=name)["Return"]
        with pytest.raises(botocore.exceptions.ClientError) as caught:
            ec2.describe_key_pairs(KeyNames=["laptop"])
        assert caught.value.response["Error"]["Code"] == "InvalidKeyPair.NotFound"
    finally:
        account.stop()


def test_an_instance_lives_by_boto3(slipway):
    account = Account(slipway, "--speed", "600")
    try:
        ec2 = account.boto3("ec2")
        image = ec2.describe_images(Owners=["amazon"], Filters=[
            {"Name": "name", "Values": ["al2023-ami-2023.*-x86_64"]}])["Images"][0]["ImageId"]
        poll = {"Delay": 1, "MaxAttempts": 40}
        instance = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1, TagSpecifications=[
            {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "one"}]}])["Instances"][0]
        named = {"InstanceIds": [instance["InstanceId"]]}
        assert instance["State"]["Name"] == "pending" and instance["PublicDnsName"].startswith("ec2-198-")
        ec2.get_waiter("instance_running").wait(**named, WaiterConfig=poll)
        ec2.get_waiter("instance_status_ok").wait(**named, WaiterConfig=poll)
        volume = ec2.create_volume(AvailabilityZone=instance["Placement"]["AvailabilityZone"], Size=1)["VolumeId"]
        ec2.get_waiter("volume_available").wait(VolumeIds=[volume], WaiterConfig=poll)
        ec2.attach_volume(VolumeId=volume, InstanceId=instance["InstanceId"], Device="/dev/sdf")
        ec2.get_waiter("volume_in_use").wait(VolumeIds=[volume], WaiterConfig=poll)
        ec2.stop_instances(**named)
        ec2.get_waiter("instance_stopped").wait(**named, WaiterConfig=poll)
        ec2.terminate_instances(**named)
        ec2.get_waiter("instance_terminated").wait(**named, WaiterConfig=poll)
        ec2.delete_volume(VolumeId=volume)
        ec2.get_waiter("volume_deleted").wait(VolumeIds=[volume], WaiterConfig=poll)
        assert ec2.describe_volumes()["Volumes"] == [] and ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    finally:
        account.stop()


def test_a_group_of_instances_by_boto3(slipway):
    account = Account(slipway, "--speed", "600")
    try:
        ec2, groups = account.boto3("ec2"), account.boto3("autoscaling")
        image = ec2.describe_images(Owners=["amazon"], Filters=[
            {"Name": "name", "Values": ["al2023-ami-2023.*-x86_64"]}])["Images"][0]["ImageId"]
        subnets = [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]]
        ec2.create_launch_template(LaunchTemplateName="nodes", LaunchTemplateData={
            "ImageId": image, "InstanceType": "t3.micro"})
        groups.create_auto_scaling_group(
            AutoScalingGroupName="web", MinSize=2, MaxSize=3, VPCZoneIdentifier=",".join(subnets),
            LaunchTemplate={"LaunchTemplateName": "nodes", "Version": "$Latest"})

        def instances():
            pages = groups.get_paginator("describe_auto_scaling_groups").paginate(AutoScalingGroupNames=["web"])
            return [one for page in pages for group in page["AutoScalingGroups"] for one in group["Instances"]]

        def wait_for(is_so):
            deadline = time.monotonic() + 30
            while not is_so():
                assert time.monotonic() < deadline, instances()
                time.sleep(0.1)

        wait_for(lambda: [one["LifecycleState"] for one in instances()] == ["InService", "InService"])
        assert len({one["AvailabilityZone"] for one in instances()}) == 2
        groups.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
        wait_for(lambda: len(instances()) == 3)
        groups.delete_auto_scaling_group(AutoScalingGroupName="web", ForceDelete=True)
        wait_for(lambda: groups.describe_auto_scaling_groups()["AutoScalingGroups"] == [])
    finally:
        account.stop()


def test_a_node_group_by_boto3(slipway):
    account = Account(slipway, "--speed", "600")
    try:
        eks, iam, ec2 = account.boto3("eks"), account.boto3("iam"), account.boto3("ec2")
        roles = {}
        for name, service in (("cluster", "eks.amazonaws.com"), ("nodes", "ec2.amazonaws.com")):
            trust = {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}
            roles[name] = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        subnets = [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]]
        poll = {"Delay": 1, "MaxAttempts": 60}
        eks.create_cluster(name="dev", roleArn=roles["cluster"], resourcesVpcConfig={"subnetIds": subnets})
        eks.get_waiter("cluster_active").wait(name="dev", WaiterConfig=poll)
        named = {"clusterName": "dev", "nodegroupName": "one"}
        eks.create_nodegroup(**named, nodeRole=roles["nodes"], subnets=subnets, labels={"pool": "one"})
        eks.get_waiter("nodegroup_active").wait(**named, WaiterConfig=poll)
        running = [{"Name": "tag:eks:nodegroup-name", "Values": ["one"]}, {"Name": "instance-state-name", "Values": ["running"]}]
        assert len(ec2.describe_instances(Filters=running)["Reservations"]) == 2
        eks.delete_nodegroup(**named)
        eks.get_waiter("nodegroup_deleted").wait(**named, WaiterConfig=poll)
        assert ec2.describe_instances(Filters=running)["Reservations"] == []
        assert iam.list_instance_profiles()["InstanceProfiles"] == []
    finally:
        account.stop()
