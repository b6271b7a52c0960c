"""What there is in the account, a line each, as its services tell whoever AWS_* names: to compare before with after.

What has gone and is still told of for a while (a NAT gateway, an instance, a key that waits) is marked: it ends by itself."""

import boto3
from botocore.config import Config

LISTED = (
    ("ec2", "describe_vpcs", "Vpcs", "VpcId"), ("ec2", "describe_subnets", "Subnets", "SubnetId"),
    ("ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    ("ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId"), ("ec2", "describe_addresses", "Addresses", "AllocationId"),
    ("ec2", "describe_route_tables", "RouteTables", "RouteTableId"), ("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    ("ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId"), ("ec2", "describe_volumes", "Volumes", "VolumeId"),
    ("eks", "list_clusters", "clusters", None), ("iam", "list_roles", "Roles", "Arn"), ("iam", "list_users", "Users", "Arn"),
    ("iam", "list_instance_profiles", "InstanceProfiles", "Arn"),
    ("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList", "Arn"), ("kms", "list_aliases", "Aliases", "AliasArn"),
    ("logs", "describe_log_groups", "logGroups", "arn"), ("s3", "list_buckets", "Buckets", "Name"))


def client(service):
    return boto3.client(service, config=Config(retries={"max_attempts": 1}))


def pages(service, operation, member):
    asked = client(service)
    if not asked.can_paginate(operation):
        return getattr(asked, operation)()[member]
    return [each for page in asked.get_paginator(operation).paginate() for each in page[member]]


def instances():
    for reservation in pages("ec2", "describe_instances", "Reservations"):
        for each in reservation["Instances"]:
            yield each["InstanceId"], each["State"]["Name"] == "terminated"


def keys():
    kms = client("kms")
    for each in pages("kms", "list_keys", "Keys"):
        key = kms.describe_key(KeyId=each["KeyId"])["KeyMetadata"]
        if key["KeyManager"] == "CUSTOMER":
            yield key["KeyId"], key["KeyState"] == "PendingDeletion"


def everything():
    for service, operation, member, name in LISTED:
        for each in pages(service, operation, member):
            yield member, each if name is None else each[name], isinstance(each, dict) and each.get("State") == "deleted"
    yield from (("Instances", name, ends) for name, ends in instances())
    yield from (("Keys", name, ends) for name, ends in keys())


def note_of(name, ends):
    if ends:
        return "  (ends by itself)"
    return "  (of AWS itself)" if "/aws-service-role/" in name else ""


for kind, name, ends in everything():
    print(f"{kind:26}{name}{note_of(name, ends)}")
