"""Log groups, and rules whose events arrive in a queue, by the AWS CLI and boto3, with their paginators."""

import json
import time

import pytest

from clients import Refused, account_of_file, clients
from conftest import wait_until

RULES = {
    "health": {"source": ["aws.health"], "detail-type": ["AWS Health Event"]},
    "spot": {"source": ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"]},
    "rebalance": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance Rebalance Recommendation"]},
    "state": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]},
}


account = account_of_file()
client = clients("boto3", "cli")


def test_life_of_a_log_group(client):
    group = f"/app/{client.name}"
    client.call("logs", "CreateLogGroup", {"logGroupName": group, "tags": {"team": "blue"}})
    with pytest.raises(Refused) as refused:
        client.call("logs", "CreateLogGroup", {"logGroupName": group})
    assert (refused.value.code, refused.value.message) == (
        "ResourceAlreadyExistsException", "The specified log group already exists")
    client.call("logs", "PutRetentionPolicy", {"logGroupName": group, "retentionInDays": 90})
    found = client.call("logs", "DescribeLogGroups", {"logGroupNamePrefix": group})["logGroups"]
    assert [(each["logGroupName"], each["retentionInDays"]) for each in found] == [(group, 90)]
    assert found[0]["arn"] == found[0]["logGroupArn"] + ":*"
    assert client.call("logs", "ListTagsForResource", {"resourceArn": found[0]["logGroupArn"]})["tags"] == {"team": "blue"}
    client.call("logs", "DeleteLogGroup", {"logGroupName": group})
    assert client.call("logs", "DescribeLogGroups", {"logGroupNamePrefix": group})["logGroups"] == []


def test_events_of_streams(client):
    group = f"/events/{client.name}"
    client.call("logs", "CreateLogGroup", {"logGroupName": group})
    now = int(time.time() * 1000)
    for stream in ("one", "two"):
        client.call("logs", "CreateLogStream", {"logGroupName": group, "logStreamName": stream})
        events = [{"timestamp": now + i, "message": json.dumps({"stream": stream, "number": i})} for i in range(5)]
        client.call("logs", "PutLogEvents", {"logGroupName": group, "logStreamName": stream, "logEvents": events})
    streams = client.all("logs", "DescribeLogStreams", {"logGroupName": group}, "logStreams", 1)
    assert [each["logStreamName"] for each in streams] == ["one", "two"]
    found = client.all("logs", "FilterLogEvents", {"logGroupName": group, "filterPattern": "{ $.number > 2 }"}, "events", 3)
    assert [json.loads(each["message"])["number"] for each in found] == [3, 3, 4, 4]
    last = client.call("logs", "GetLogEvents", {"logGroupName": group, "logStreamName": "one", "limit": 2})
    assert [json.loads(each["message"])["number"] for each in last["events"]] == [3, 4]
    end = client.call("logs", "GetLogEvents", {"logGroupName": group, "logStreamName": "one",
                                               "nextToken": last["nextForwardToken"]})
    assert end["events"] == [] and end["nextForwardToken"] == last["nextForwardToken"]


def queue_policy(arn, rule_arns):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn,
         "Condition": {"ArnEquals": {"aws:SourceArn": rule_arns}}},
        {"Effect": "Deny", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn,
         "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]})


def messages_of(client, url):
    got = client.call("sqs", "ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 1})
    for message in got.get("Messages", []):
        client.call("sqs", "DeleteMessage", {"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]})
    return [json.loads(message["Body"]) for message in got.get("Messages", [])]


def test_the_queue_of_karpenter_is_told_of_an_instance(client, account):
    name = "karpenter-" + client.name
    url = client.call("sqs", "CreateQueue", {"QueueName": name})["QueueUrl"]
    arn = client.call("sqs", "GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["QueueArn"]})["Attributes"]["QueueArn"]
    rules = {}
    for rule, pattern in RULES.items():
        given = {"Name": f"{name}-{rule}", "EventPattern": json.dumps(pattern), "Tags": [{"Key": "cluster", "Value": name}]}
        rules[rule] = client.call("events", "PutRule", given)["RuleArn"]
        put = client.call("events", "PutTargets", {"Rule": f"{name}-{rule}", "Targets": [
            {"Id": "KarpenterInterruptionQueueTarget", "Arn": arn}]})
        assert put["FailedEntryCount"] == 0
    client.call("sqs", "SetQueueAttributes", {
        "QueueUrl": url, "Attributes": {"Policy": queue_policy(arn, sorted(rules.values()))}})
    listed = client.all("events", "ListRules", {"NamePrefix": name}, "Rules", 2)
    assert sorted(each["Arn"] for each in listed) == sorted(rules.values())
    assert client.call("events", "ListRuleNamesByTarget", {"TargetArn": arn})["RuleNames"] == sorted(
        f"{name}-{rule}" for rule in RULES)
    ec2 = account.boto3("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    image = ec2.describe_images(Filters=[{"Name": "name", "Values": ["al2023-ami-2023.12.*-x86_64"]}])["Images"][0]["ImageId"]
    instance = ec2.run_instances(ImageId=image, InstanceType="t3.micro", SubnetId=subnet, MinCount=1,
                                 MaxCount=1)["Instances"][0]["InstanceId"]
    ec2.get_waiter("instance_running").wait(InstanceIds=[instance])
    ec2.terminate_instances(InstanceIds=[instance])
    ec2.get_waiter("instance_terminated").wait(InstanceIds=[instance])
    told = []

    def all_has_come():
        told.extend(messages_of(client, url))
        return len(told) >= 4

    wait_until(all_has_come, lambda: f"only {told} came")
    assert {each["detail"]["state"] for each in told} == {"pending", "running", "shutting-down", "terminated"}
    assert {each["detail"]["instance-id"] for each in told} == {instance}
    with pytest.raises(Refused) as refused:
        client.call("events", "DeleteRule", {"Name": f"{name}-state"})
    assert refused.value.message == "Rule can't be deleted since it has targets."
    for rule in RULES:
        client.call("events", "RemoveTargets", {"Rule": f"{name}-{rule}", "Ids": ["KarpenterInterruptionQueueTarget"]})
        client.call("events", "DeleteRule", {"Name": f"{name}-{rule}"})
    client.call("sqs", "DeleteQueue", {"QueueUrl": url})


def test_events_of_ours(client):
    name = "shop-" + client.name
    url = client.call("sqs", "CreateQueue", {"QueueName": name})["QueueUrl"]
    arn = client.call("sqs", "GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["QueueArn"]})["Attributes"]["QueueArn"]
    client.call("events", "CreateEventBus", {"Name": name})
    pattern = json.dumps({"detail": {"total": [{"numeric": [">", 10]}], "kind": [{"prefix": "b"}]}})
    rule = client.call("events", "PutRule", {"Name": "large", "EventBusName": name, "EventPattern": pattern})["RuleArn"]
    client.call("sqs", "SetQueueAttributes", {"QueueUrl": url, "Attributes": {"Policy": queue_policy(arn, [rule])}})
    client.call("events", "PutTargets", {"Rule": "large", "EventBusName": name, "Targets": [{
        "Id": "q", "Arn": arn, "InputTransformer": {"InputPathsMap": {"kind": "$.detail.kind"},
                                                    "InputTemplate": '{"kind": <kind>, "by": "<aws.events.rule-name>"}'}}]})
    put = client.call("events", "PutEvents", {"Entries": [
        {"EventBusName": name, "Source": "shop", "DetailType": "order", "Detail": json.dumps({"total": total, "kind": kind})}
        for total, kind in ((5, "book"), (50, "book"), (50, "pen"))]})
    assert put["FailedEntryCount"] == 0 and len(put["Entries"]) == 3
    assert messages_of(client, url) == [{"kind": "book", "by": "large"}]


def test_a_spot_instance_is_taken_back(account):
    sqs, events, ec2 = account.boto3("sqs"), account.boto3("events"), account.boto3("ec2")
    url = sqs.create_queue(QueueName="warned")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rule = events.put_rule(Name="warned", EventPattern=json.dumps(RULES["spot"]))["RuleArn"]
    events.put_targets(Rule="warned", Targets=[{"Id": "q", "Arn": arn}])
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": queue_policy(arn, [rule])})
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    image = ec2.describe_images(Filters=[{"Name": "name", "Values": ["al2023-ami-2023.12.*-x86_64"]}])["Images"][0]["ImageId"]
    given = {"ImageId": image, "InstanceType": "t3.micro", "SubnetId": subnet, "MinCount": 1, "MaxCount": 1}
    spot = ec2.run_instances(**given, InstanceMarketOptions={"MarketType": "spot"})["Instances"][0]["InstanceId"]
    other = ec2.run_instances(**given)["Instances"][0]["InstanceId"]
    refused = account.slipway.run("account", "interrupt", other, check=False)
    assert refused.returncode != 0 and "is no spot instance" in refused.stderr
    assert spot in account.slipway.run("account", "interrupt", spot).stdout
    told = json.loads(sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10)["Messages"][0]["Body"])
    assert told["detail"] == {"instance-id": spot, "instance-action": "terminate"}
    ec2.get_waiter("instance_terminated").wait(InstanceIds=[spot])
