"""Parameters by the AWS CLI and boto3, with their paginators."""

import json

import pytest

from clients import Refused, account_of_file, clients

account = account_of_file()
client = clients("boto3", "cli")

PUBLIC = "/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/standard/recommended"


def test_life_of_a_parameter(client):
    name = f"/{client.name}/db/host"
    made = client.call("ssm", "PutParameter", {"Name": name, "Value": "one", "Type": "String", "Tags": [{"Key": "team", "Value": "blue"}]})
    assert (made["Version"], made["Tier"]) == (1, "Standard")
    with pytest.raises(Refused) as refused:
        client.call("ssm", "PutParameter", {"Name": name, "Value": "two", "Type": "String"})
    assert refused.value.code == "ParameterAlreadyExists"
    client.call("ssm", "PutParameter", {"Name": name, "Value": "two", "Overwrite": True})
    client.call("ssm", "LabelParameterVersion", {"Name": name, "ParameterVersion": 1, "Labels": ["live"]})
    got = client.call("ssm", "GetParameter", {"Name": f"{name}:live"})["Parameter"]
    assert (got["Value"], got["Version"], got["Selector"]) == ("one", 1, ":live")
    assert client.call("ssm", "GetParameter", {"Name": got["ARN"]})["Parameter"]["Value"] == "two"
    history = client.all("ssm", "GetParameterHistory", {"Name": name}, "Parameters", 1)
    assert [(each["Version"], each["Value"], each["Labels"]) for each in history] == [(1, "one", ["live"]), (2, "two", [])]
    tags = client.call("ssm", "ListTagsForResource", {"ResourceType": "Parameter", "ResourceId": name})["TagList"]
    assert tags == [{"Key": "team", "Value": "blue"}]
    client.call("ssm", "DeleteParameter", {"Name": name})
    with pytest.raises(Refused) as refused:
        client.call("ssm", "GetParameter", {"Name": name})
    assert refused.value.code == "ParameterNotFound"


def test_secrets_and_pages(client):
    key = client.call("kms", "CreateKey")["KeyMetadata"]["Arn"]
    names = [f"/{client.name}/secrets/{i}" for i in range(5)]
    for name in names:
        client.call("ssm", "PutParameter", {"Name": name, "Value": "secret of " + name, "Type": "SecureString", "KeyId": key})
    got = client.call("ssm", "GetParameters", {"Names": names[:2], "WithDecryption": True})["Parameters"]
    assert [each["Value"] for each in got] == ["secret of " + name for name in names[:2]]
    sealed = client.all("ssm", "GetParametersByPath", {"Path": f"/{client.name}/secrets"}, "Parameters", 2)
    assert [each["Name"] for each in sealed] == names
    assert not any("secret of" in each["Value"] for each in sealed)
    client.call("ssm", "PutParameter", {"Name": names[0], "Value": "x" * 5000, "Type": "SecureString", "Overwrite": True, "Tier": "Advanced"})
    large = client.call("ssm", "GetParameter", {"Name": names[0], "WithDecryption": True})["Parameter"]
    assert large["Value"] == "x" * 5000
    with pytest.raises(Refused) as refused:
        client.call("ssm", "PutParameter", {"Name": names[1], "Value": "x" * 5000, "Overwrite": True})
    assert refused.value.code == "ValidationException" and "4096 characters" in refused.value.message
    described = client.call("ssm", "DescribeParameters", {"ParameterFilters": [{"Key": "KeyId", "Values": [key]}]})["Parameters"]
    assert {each["Name"] for each in described} <= set(names)


def test_the_newest_image_is_launched(client, account):
    image = client.call("ssm", "GetParameter", {"Name": PUBLIC + "/image_id"})["Parameter"]["Value"]
    told = json.loads(client.call("ssm", "GetParameter", {"Name": PUBLIC})["Parameter"]["Value"])
    assert told["image_id"] == image
    listed = client.all("ssm", "GetParametersByPath", {"Path": "/aws/service/ami-amazon-linux-latest"}, "Parameters", 3)
    assert len(listed) == 4
    ec2 = account.boto3("ec2")
    assert ec2.describe_images(ImageIds=[image])["Images"][0]["Name"] == told["image_name"]
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    made = ec2.run_instances(ImageId=f"resolve:ssm:{PUBLIC}/image_id", InstanceType="t3.micro", SubnetId=subnet, MinCount=1, MaxCount=1)
    assert made["Instances"][0]["ImageId"] == image
    ec2.terminate_instances(InstanceIds=[made["Instances"][0]["InstanceId"]])
