"""CloudWatch by the AWS CLI and boto3, with their paginators and waiters, and in the two protocols that others speak."""

import json
import time

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.model
import botocore.args
import pytest
import requests

from clients import Refused, account_of_file, clients
from conftest import wait_until

account = account_of_file()
client = clients("boto3", "cli")


def alarm(name, space, **more):
    return {"AlarmName": name, "Namespace": space, "MetricName": "Load", "Statistic": "Average", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 80.0, "ComparisonOperator": "GreaterThanThreshold", **more}


def state_of(client, name):
    return client.call("cloudwatch", "DescribeAlarms", {"AlarmNames": [name]})["MetricAlarms"][0]["StateValue"]


def test_metrics(client):
    space = f"App/{client.name}"
    data = [{"MetricName": "Requests", "Dimensions": [{"Name": "Host", "Value": f"h{i}"}], "Value": i, "Unit": "Count"} for i in range(3)]
    client.call("cloudwatch", "PutMetricData", {"Namespace": space, "MetricData": data})
    found = client.call("cloudwatch", "ListMetrics", {"Namespace": space})["Metrics"]
    assert sorted(metric["Dimensions"][0]["Value"] for metric in found) == ["h0", "h1", "h2"]
    end = int(time.time()) + 60
    got = client.call("cloudwatch", "GetMetricStatistics", {
        "Namespace": space, "MetricName": "Requests", "Dimensions": data[2]["Dimensions"], "StartTime": end - 600, "EndTime": end,
        "Period": 300, "Statistics": ["Sum", "SampleCount"]})
    assert [(point["Sum"], point["SampleCount"], point["Unit"]) for point in got["Datapoints"]] == [(2.0, 1.0, "Count")]
    metric = {"Namespace": space, "MetricName": "Requests"}
    series = client.call("cloudwatch", "GetMetricData", {"StartTime": end - 600, "EndTime": end, "MetricDataQueries": [
        {"Id": "sum", "Expression": "SUM(METRICS())", "Label": "all"},
        *({"Id": f"m{i}", "ReturnData": False, "MetricStat": {
            "Metric": {**metric, "Dimensions": each["Dimensions"]}, "Period": 600, "Stat": "Sum"}} for i, each in enumerate(data))]})
    assert [(each["Id"], each["Label"], sum(each["Values"])) for each in series["MetricDataResults"]] == [("sum", "all", 3.0)]
    with pytest.raises(Refused) as refused:
        client.call("cloudwatch", "PutMetricData", {"Namespace": space, "MetricData": [{"MetricName": "m", "Value": 1, "Values": [1.0]}]})
    assert (refused.value.code, refused.value.message) == (
        "InvalidParameterCombination",
        "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.")


def test_alarms_and_their_waiters(client, account):
    name, space = f"load-{client.name}", f"Alarms/{client.name}"
    client.call("cloudwatch", "PutMetricAlarm", alarm(name, space, Tags=[{"Key": "team", "Value": "blue"}]))
    client.call("cloudwatch", "PutCompositeAlarm", {"AlarmName": f"any-{client.name}", "AlarmRule": f'ALARM("{name}")'})
    if client.name == "boto3":
        cloudwatch = account.boto3("cloudwatch")
        cloudwatch.get_waiter("alarm_exists").wait(AlarmNames=[name])
        cloudwatch.get_waiter("composite_alarm_exists").wait(AlarmNames=[f"any-{client.name}"], AlarmTypes=["CompositeAlarm"])
    else:
        account.aws("cloudwatch", "wait", "alarm-exists", "--alarm-names", name)
        account.aws("cloudwatch", "wait", "composite-alarm-exists", "--alarm-names", f"any-{client.name}", "--alarm-types",
                    "CompositeAlarm")
    client.call("cloudwatch", "PutMetricData", {"Namespace": space, "MetricData": [{"MetricName": "Load", "Value": 95}]})
    assert state_of(client, name) == "ALARM"
    composite = client.call("cloudwatch", "DescribeAlarms", {"AlarmTypes": ["CompositeAlarm"], "AlarmNamePrefix": f"any-{client.name}"})
    assert [each["StateValue"] for each in composite["CompositeAlarms"]] == ["ALARM"]
    items = client.all("cloudwatch", "DescribeAlarmHistory", {"AlarmName": name}, "AlarmHistoryItems", 1)
    assert [each["HistorySummary"] for each in items] == ["Alarm updated from INSUFFICIENT_DATA to ALARM", f'Alarm "{name}" created']
    arn = client.call("cloudwatch", "DescribeAlarms", {"AlarmNames": [name]})["MetricAlarms"][0]["AlarmArn"]
    assert client.call("cloudwatch", "ListTagsForResource", {"ResourceARN": arn})["Tags"] == [{"Key": "team", "Value": "blue"}]
    for gone in (f"any-{client.name}", name):
        client.call("cloudwatch", "DeleteAlarms", {"AlarmNames": [gone]})
    with pytest.raises(Refused) as refused:
        client.call("cloudwatch", "SetAlarmState", {"AlarmName": name, "StateValue": "OK", "StateReason": "tried"})
    assert refused.value.code == "ResourceNotFound" and refused.value.status in (0, 404)


def test_pages_of_alarms(client):
    names = [f"page-{client.name}-{i}" for i in range(5)]
    for name in names:
        client.call("cloudwatch", "PutMetricAlarm", alarm(name, "Pages"))
    found = client.all("cloudwatch", "DescribeAlarms", {"AlarmNamePrefix": f"page-{client.name}"}, "MetricAlarms", 2)
    assert [each["AlarmName"] for each in found] == names
    client.call("cloudwatch", "DeleteAlarms", {"AlarmNames": names})


def test_an_alarm_is_told_to_a_queue(client):
    name = f"told-{client.name}"
    url = client.call("sqs", "CreateQueue", {"QueueName": name})["QueueUrl"]
    arn = client.call("sqs", "GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["QueueArn"]})["Attributes"]["QueueArn"]
    client.call("sqs", "SetQueueAttributes", {"QueueUrl": url, "Attributes": {"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                                                "Action": "sqs:SendMessage", "Resource": arn}]})}})
    client.call("events", "PutRule", {"Name": name, "EventPattern": json.dumps({
        "source": ["aws.cloudwatch"], "detail": {"alarmName": [name], "state": {"value": ["ALARM"]}}})})
    client.call("events", "PutTargets", {"Rule": name, "Targets": [{"Id": "q", "Arn": arn}]})
    client.call("cloudwatch", "PutMetricAlarm", alarm(name, name))
    client.call("cloudwatch", "SetAlarmState", {"AlarmName": name, "StateValue": "ALARM", "StateReason": "tried"})
    told = []

    def has_come():
        told.extend(client.call("sqs", "ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 1}).get("Messages", []))
        return told

    wait_until(has_come, "nothing came")
    event = json.loads(told[0]["Body"])
    assert (event["detail-type"], event["detail"]["state"]["reason"]) == ("CloudWatch Alarm State Change", "tried")
    client.call("cloudwatch", "DeleteAlarms", {"AlarmNames": [name]})


def test_dashboards(client):
    name = f"board-{client.name}"
    body = json.dumps({"widgets": []})
    assert client.call("cloudwatch", "PutDashboard", {"DashboardName": name, "DashboardBody": body})["DashboardValidationMessages"] == []
    assert json.loads(client.call("cloudwatch", "GetDashboard", {"DashboardName": name})["DashboardBody"]) == {"widgets": []}
    client.call("cloudwatch", "DeleteDashboards", {"DashboardNames": [name]})
    with pytest.raises(Refused) as refused:
        client.call("cloudwatch", "GetDashboard", {"DashboardName": name})
    assert refused.value.code == "ResourceNotFound"


def test_bodies_that_the_client_compresses(account):
    """From ten kilobytes on botocore sends them as gzip."""
    cloudwatch = account.boto3("cloudwatch")
    data = [{"MetricName": f"metric-{i}", "Value": float(i), "Unit": "Count"} for i in range(1000)]
    sent = []
    cloudwatch.meta.events.register("before-send.cloudwatch.PutMetricData", lambda request, **more: sent.append(dict(request.headers)))
    cloudwatch.put_metric_data(Namespace="Large", MetricData=data)
    assert sent[-1].get("Content-Encoding") in ("gzip", b"gzip")
    pages = cloudwatch.get_paginator("list_metrics").paginate(Namespace="Large")
    assert sum(len(page["Metrics"]) for page in pages) == 1000
    with pytest.raises(cloudwatch.exceptions.InvalidParameterValueException) as refused:
        cloudwatch.put_metric_data(Namespace="Large", MetricData=[*data, data[0]])
    assert "1000" in str(refused.value)


def test_clients_that_still_speak_the_query_protocol(account):
    keys = account.root()
    signer = botocore.auth.SigV4Auth(
        botocore.credentials.Credentials(keys["accessKeyId"], keys["secretAccessKey"]), "monitoring", "eu-west-3")

    def call(**parameters):
        request = botocore.awsrequest.AWSRequest("POST", account.endpoint + "/", data={"Version": "2010-08-01", **parameters})
        signer.add_auth(request)
        prepared = request.prepare()
        return requests.post(prepared.url, data=prepared.body, headers=dict(prepared.headers), timeout=10)

    sent = call(Action="PutMetricData", Namespace="Old", **{"MetricData.member.1.MetricName": "m", "MetricData.member.1.Value": "1.5"})
    assert sent.status_code == 200 and "<PutMetricDataResponse" in sent.text, sent.text
    listed = call(Action="ListMetrics", Namespace="Old")
    assert "<ListMetricsResult><Metrics><member>" in listed.text and "<MetricName>m</MetricName>" in listed.text
    gone = call(Action="GetDashboard", DashboardName="none")
    assert gone.status_code == 404 and "<Code>ResourceNotFound</Code>" in gone.text


def test_clients_that_speak_cbor(account, monkeypatch):
    """What SDKs of today take where they can (Go's, and with it Terraform's): botocore itself, which has JSON before it."""
    for module in (botocore.model, botocore.args):
        monkeypatch.setattr(module, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS", ("smithy-rpc-v2-cbor",))
    keys = account.root()
    cloudwatch = boto3.session.Session().client(
        "cloudwatch", region_name="eu-west-3", endpoint_url=account.endpoint, aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"])
    sent = []
    cloudwatch.meta.events.register("before-send.cloudwatch", lambda request, **more: sent.append(request.url))
    now = int(time.time()) // 60 * 60
    cloudwatch.put_metric_data(Namespace="Cbor", MetricData=[
        {"MetricName": "m", "Dimensions": [{"Name": "d", "Value": "v"}], "Timestamp": now, "Value": 1.5}])
    assert sent[-1].endswith("/service/GraniteServiceVersion20100801/operation/PutMetricData")
    assert cloudwatch.list_metrics(Namespace="Cbor")["Metrics"][0]["Dimensions"] == [{"Name": "d", "Value": "v"}]
    got = cloudwatch.get_metric_statistics(
        Namespace="Cbor", MetricName="m", Dimensions=[{"Name": "d", "Value": "v"}], StartTime=now - 60, EndTime=now + 60, Period=60,
        Statistics=["Sum"])
    assert [(point["Timestamp"].timestamp(), point["Sum"]) for point in got["Datapoints"]] == [(now, 1.5)]
    cloudwatch.put_metric_alarm(**alarm("cbor", "Cbor"))
    found = cloudwatch.describe_alarms(AlarmNames=["cbor"])["MetricAlarms"][0]
    assert (found["Threshold"], found["ActionsEnabled"], found["Dimensions"]) == (80.0, True, [])
    cloudwatch.delete_alarms(AlarmNames=["cbor"])
    with pytest.raises(cloudwatch.exceptions.ResourceNotFound) as refused:
        cloudwatch.delete_alarms(AlarmNames=["cbor"])
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    with pytest.raises(cloudwatch.exceptions.InvalidParameterValueException):
        cloudwatch.put_metric_data(Namespace="AWS/x", MetricData=[{"MetricName": "m", "Value": 1}])
    assert cloudwatch.list_metrics(Namespace="none")["Metrics"] == []
