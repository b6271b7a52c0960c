"""What a cluster is made of, by everybody's clients: each service's calls, its waiters and its paginators."""

import json

import pytest

from clients import CLIENTS, Refused, account_of_file, clients

account = account_of_file()
client = clients(*CLIENTS)


def refusal(call, *arguments):
    with pytest.raises(Refused) as caught:
        call(*arguments)
    return caught.value


def tagged(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def test_a_network(client):
    vpc = client.call("ec2", "CreateVpc", {"CidrBlock": "10.1.0.0/16",
                                           "TagSpecifications": tagged("vpc", client.name)})["Vpc"]["VpcId"]
    client.wait("ec2", "VpcAvailable", {"VpcIds": [vpc]})
    found = client.call("ec2", "DescribeVpcs", {"Filters": [{"Name": "tag:Name", "Values": [client.name]}]})["Vpcs"]
    assert [each["VpcId"] for each in found] == [vpc]
    made = [client.call("ec2", "CreateSubnet", {"VpcId": vpc, "CidrBlock": f"10.1.{i}.0/24"})["Subnet"]["SubnetId"]
            for i in range(6)]
    client.wait("ec2", "SubnetAvailable", {"SubnetIds": made})
    pages = client.all("ec2", "DescribeRouteTables", {}, "RouteTables", 5)
    assert vpc in [each["VpcId"] for each in pages]
    group = client.call("ec2", "CreateSecurityGroup", {"VpcId": vpc, "GroupName": "web", "Description": "web"})["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    client.call("ec2", "AuthorizeSecurityGroupIngress", {"GroupId": group, "IpPermissions": [rule]})
    assert refusal(client.call, "ec2", "AuthorizeSecurityGroupIngress",
                   {"GroupId": group, "IpPermissions": [rule]}).code == "InvalidPermission.Duplicate"
    for subnet in made:
        assert refusal(client.call, "ec2", "DeleteVpc", {"VpcId": vpc}).code == "DependencyViolation"
        client.call("ec2", "DeleteSubnet", {"SubnetId": subnet})
    client.call("ec2", "DeleteSecurityGroup", {"GroupId": group})
    client.call("ec2", "DeleteVpc", {"VpcId": vpc})
    assert refusal(client.call, "ec2", "DescribeVpcs", {"VpcIds": [vpc]}).code == "InvalidVpcID.NotFound"


def test_machines(client):
    image = client.call("ssm", "GetParameter", {"Name": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"})
    launch = {"ImageId": image["Parameter"]["Value"], "InstanceType": "t3.small"}
    made = client.call("ec2", "CreateLaunchTemplate", {"LaunchTemplateName": client.name, "LaunchTemplateData": launch})
    template = {"LaunchTemplateId": made["LaunchTemplate"]["LaunchTemplateId"]}
    subnets = client.call("ec2", "DescribeSubnets", {"Filters": [{"Name": "default-for-az", "Values": ["true"]}]})["Subnets"]
    name = {"AutoScalingGroupName": client.name}
    client.call("autoscaling", "CreateAutoScalingGroup", {
        **name, "MinSize": 1, "MaxSize": 2, "VPCZoneIdentifier": subnets[0]["SubnetId"],
        "LaunchTemplate": {**template, "Version": "$Latest"}})
    groups = client.all("autoscaling", "DescribeAutoScalingGroups", {}, "AutoScalingGroups", 1)
    group = next(each for each in groups if each["AutoScalingGroupName"] == client.name)
    instance = group["Instances"][0]["InstanceId"]
    client.wait("ec2", "InstanceRunning", {"InstanceIds": [instance]})
    assert refusal(client.call, "autoscaling", "DeleteAutoScalingGroup", name).code == "ResourceInUse"
    client.call("autoscaling", "DeleteAutoScalingGroup", {**name, "ForceDelete": True})
    client.wait("ec2", "InstanceTerminated", {"InstanceIds": [instance]})
    client.call("ec2", "DeleteLaunchTemplate", template)


def test_a_table(client):
    table = {"TableName": client.name}
    client.call("dynamodb", "CreateTable", {
        **table, "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]})
    client.wait("dynamodb", "TableExists", table)
    for i in range(5):
        client.call("dynamodb", "PutItem", {**table, "Item": {"id": {"S": str(i)}, "n": {"N": str(i)}}})
    assert client.call("dynamodb", "GetItem", {**table, "Key": {"id": {"S": "3"}}})["Item"]["n"] == {"N": "3"}
    assert len(client.all("dynamodb", "Scan", table, "Items", 2)) == 5
    assert refusal(client.call, "dynamodb", "PutItem", {
        **table, "Item": {"id": {"S": "3"}}, "ConditionExpression": "attribute_not_exists(id)"}
    ).code == "ConditionalCheckFailedException"
    client.call("dynamodb", "DeleteTable", table)
    client.wait("dynamodb", "TableNotExists", table)


def test_events_and_logs(client):
    name = client.name
    client.call("logs", "CreateLogGroup", {"logGroupName": f"/x/{name}/a"})
    client.call("logs", "CreateLogGroup", {"logGroupName": f"/x/{name}/b"})
    assert len(client.all("logs", "DescribeLogGroups", {"logGroupNamePrefix": f"/x/{name}/"}, "logGroups", 1)) == 2
    client.call("logs", "PutRetentionPolicy", {"logGroupName": f"/x/{name}/a", "retentionInDays": 7})
    assert refusal(client.call, "logs", "CreateLogGroup", {"logGroupName": f"/x/{name}/a"}).code == "ResourceAlreadyExistsException"
    queue = client.call("sqs", "CreateQueue", {"QueueName": name})["QueueUrl"]
    arn = client.call("sqs", "GetQueueAttributes", {"QueueUrl": queue, "AttributeNames": ["QueueArn"]})["Attributes"]["QueueArn"]
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                                                       "Action": "sqs:SendMessage", "Resource": arn}]}
    client.call("sqs", "SetQueueAttributes", {"QueueUrl": queue, "Attributes": {"Policy": json.dumps(allowed)}})
    client.call("events", "PutRule", {"Name": name, "EventPattern": json.dumps({"source": [f"mine.{name}"]})})
    client.call("events", "PutTargets", {"Rule": name, "Targets": [{"Id": "queue", "Arn": arn}]})
    sent = client.call("events", "PutEvents", {"Entries": [{"Source": f"mine.{name}", "DetailType": "x", "Detail": "{}"}]})
    assert sent["FailedEntryCount"] == 0
    got = client.call("sqs", "ReceiveMessage", {"QueueUrl": queue, "WaitTimeSeconds": 5})["Messages"]
    assert json.loads(got[0]["Body"])["source"] == f"mine.{name}"
    client.call("events", "RemoveTargets", {"Rule": name, "Ids": ["queue"]})
    client.call("events", "DeleteRule", {"Name": name})


def test_parameters(client):
    for i in range(3):
        client.call("ssm", "PutParameter", {"Name": f"/{client.name}/{i}", "Value": str(i), "Type": "String"})
    found = client.all("ssm", "GetParametersByPath", {"Path": f"/{client.name}"}, "Parameters", 2)
    assert [each["Value"] for each in found] == ["0", "1", "2"]
    assert refusal(client.call, "ssm", "PutParameter", {"Name": f"/{client.name}/0", "Value": "x", "Type": "String"}
                   ).code == "ParameterAlreadyExists"
