"""EC2's network by AWS's clients: a VPC with what belongs to it is built, found by filters and taken away again."""

import json

import botocore.exceptions
import pytest

from conftest import Account

POLL = {"Delay": 1, "MaxAttempts": 40}

# What a region has from the start, and has again when all else is taken away.
LISTINGS = (("describe_vpcs", "Vpcs"), ("describe_subnets", "Subnets"), ("describe_security_groups", "SecurityGroups"),
            ("describe_network_acls", "NetworkAcls"), ("describe_route_tables", "RouteTables"),
            ("describe_addresses", "Addresses"), ("describe_network_interfaces", "NetworkInterfaces"),
            ("describe_vpc_endpoints", "VpcEndpoints"), ("describe_flow_logs", "FlowLogs"),
            ("describe_launch_templates", "LaunchTemplates"), ("describe_managed_prefix_lists", "PrefixLists"))


def listed(ec2):
    return {listing: getattr(ec2, listing)()[member] for listing, member in LISTINGS}


def refused(call, code, status, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    return caught.value.response["Error"]["Message"]


def named(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def test_a_network_is_built_and_taken_away_by_boto3(slipway):
    account = Account(slipway, "--speed", "600")
    try:
        ec2 = account.boto3("ec2")
        before = listed(ec2)
        assert [one["IsDefault"] for one in before["describe_vpcs"]] == [True]
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=named("vpc", "main"))["Vpc"]["VpcId"]
        ec2.get_waiter("vpc_available").wait(VpcIds=[vpc], WaiterConfig=POLL)
        zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]]
        subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{i}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
                   for i, zone in enumerate(zones)]
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        association = ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[0])["AssociationId"]
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        nat = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address)["NatGateway"]
        assert nat["State"] == "pending"
        ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat["NatGatewayId"]], WaiterConfig=POLL)
        group = ec2.create_security_group(GroupName="web", Description="the web", VpcId=vpc)["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])

        pages = ec2.get_paginator("describe_subnets").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        assert sorted(one["SubnetId"] for page in pages for one in page["Subnets"]) == sorted(subnets)
        assert ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["ma*"]}])["Vpcs"][0]["VpcId"] == vpc
        assert refused(ec2.describe_vpcs, "InvalidParameterValue", 400,
                       Filters=[{"Name": "color", "Values": ["red"]}]) == "The filter 'color' is invalid"
        message = refused(ec2.delete_vpc, "DependencyViolation", 400, VpcId=vpc)
        assert message == f"The vpc '{vpc}' has dependencies and cannot be deleted."
        refused(ec2.delete_vpc, "DryRunOperation", 412, VpcId=vpc, DryRun=True)

        ec2.delete_nat_gateway(NatGatewayId=nat["NatGatewayId"])
        ec2.get_waiter("nat_gateway_deleted").wait(NatGatewayIds=[nat["NatGatewayId"]], WaiterConfig=POLL)
        ec2.release_address(AllocationId=address)
        ec2.disassociate_route_table(AssociationId=association)
        ec2.delete_route_table(RouteTableId=table)
        ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        ec2.delete_internet_gateway(InternetGatewayId=gateway)
        ec2.delete_security_group(GroupId=group)
        for subnet in subnets:
            ec2.delete_subnet(SubnetId=subnet)
        ec2.delete_vpc(VpcId=vpc)
        assert listed(ec2) == before
    finally:
        account.stop()


def test_endpoints_logs_lists_and_templates_by_boto3(slipway):
    account = Account(slipway)
    try:
        ec2, s3 = account.boto3("ec2"), account.boto3("s3")
        before = listed(ec2)
        vpc = before["describe_vpcs"][0]["VpcId"]
        table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]
        region = ec2.meta.region_name
        services = ec2.describe_vpc_endpoint_services(
            Filters=[{"Name": "service-type", "Values": ["Gateway"]}])["ServiceNames"]
        assert services == [f"com.amazonaws.{region}.dynamodb", f"com.amazonaws.{region}.s3"]
        gateway = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=services[1],
                                          RouteTableIds=[table["RouteTableId"]])["VpcEndpoint"]["VpcEndpointId"]
        interface = ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName=f"com.amazonaws.{region}.sts", VpcEndpointType="Interface",
            SubnetIds=[one["SubnetId"] for one in before["describe_subnets"]])["VpcEndpoint"]["VpcEndpointId"]
        pages = ec2.get_paginator("describe_vpc_endpoints").paginate(PaginationConfig={"PageSize": 5})
        found = {one["VpcEndpointId"]: one for page in pages for one in page["VpcEndpoints"]}
        assert set(found) == {gateway, interface}
        assert len(found[interface]["NetworkInterfaceIds"]) == len(before["describe_subnets"])
        refused(ec2.create_vpc_endpoint, "RouteAlreadyExists", 400, VpcId=vpc, ServiceName=services[1],
                RouteTableIds=[table["RouteTableId"]])

        s3.create_bucket(Bucket="flow", CreateBucketConfiguration={"LocationConstraint": region})
        log = ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogDestinationType="s3",
                                   LogDestination="arn:aws:s3:::flow")
        assert log["Unsuccessful"] == []
        assert "delivery.logs.amazonaws.com" in s3.get_bucket_policy(Bucket="flow")["Policy"]

        prefixes = ec2.create_managed_prefix_list(PrefixListName="offices", AddressFamily="IPv4", MaxEntries=2,
                                                  Entries=[{"Cidr": "192.0.2.0/24"}])["PrefixList"]["PrefixListId"]
        entries = ec2.get_paginator("get_managed_prefix_list_entries").paginate(PrefixListId=prefixes)
        assert [one["Cidr"] for page in entries for one in page["Entries"]] == ["192.0.2.0/24"]

        template = ec2.create_launch_template(LaunchTemplateName="nodes", LaunchTemplateData={
            "InstanceType": "m5.large", "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20}}]})
        template = template["LaunchTemplate"]["LaunchTemplateId"]
        ec2.create_launch_template_version(LaunchTemplateId=template, SourceVersion="$Latest",
                                           LaunchTemplateData={"InstanceType": "m5.xlarge"})
        versions = ec2.get_paginator("describe_launch_template_versions").paginate(LaunchTemplateId=template)
        kept = [one["LaunchTemplateData"] for page in versions for one in page["LaunchTemplateVersions"]]
        assert [one["InstanceType"] for one in kept] == ["m5.xlarge", "m5.large"]
        assert kept[0]["BlockDeviceMappings"] == kept[1]["BlockDeviceMappings"]

        ec2.delete_launch_template(LaunchTemplateId=template)
        ec2.delete_managed_prefix_list(PrefixListId=prefixes)
        ec2.delete_flow_logs(FlowLogIds=log["FlowLogIds"])
        assert ec2.delete_vpc_endpoints(VpcEndpointIds=[gateway, interface])["Unsuccessful"] == []
        assert listed(ec2) == before
    finally:
        account.stop()


def test_the_cli_and_a_caller_who_may_tag_only_what_it_makes(slipway):
    account = Account(slipway)
    try:
        policy = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "ec2:CreateVpc", "Resource": "*"},
            {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*",
             "Condition": {"StringEquals": {"ec2:CreateAction": "CreateVpc"}}}]}
        iam = account.boto3("iam")
        iam.create_user(UserName="ann")
        iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=json.dumps(policy))
        made = iam.create_access_key(UserName="ann")["AccessKey"]
        keys = {"accessKeyId": made["AccessKeyId"], "secretAccessKey": made["SecretAccessKey"]}

        vpc = account.aws("ec2", "create-vpc", "--cidr-block", "10.0.0.0/16", "--tag-specifications",
                           "ResourceType=vpc,Tags=[{Key=team,Value=core}]", keys=keys)["Vpc"]
        assert vpc["Tags"] == [{"Key": "team", "Value": "core"}]
        later = account.aws("ec2", "create-tags", "--resources", vpc["VpcId"], "--tags", "Key=a,Value=b", keys=keys,
                            check=False)
        assert "(UnauthorizedOperation)" in later.stderr
        told = later.stderr.split("Encoded authorization failure message: ")[1].strip()
        decoded = account.boto3("sts").decode_authorization_message(EncodedMessage=told)["DecodedMessage"]
        assert json.loads(decoded)["context"]["action"] == "ec2:CreateTags"
        asked = account.aws("ec2", "create-vpc", "--cidr-block", "10.0.0.0/16", "--dry-run", keys=keys, check=False)
        assert "(DryRunOperation)" in asked.stderr
        assert len(account.aws("ec2", "describe-vpcs")["Vpcs"]) == 2  # with the default one
    finally:
        account.stop()
