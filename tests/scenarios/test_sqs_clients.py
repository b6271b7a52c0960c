"""Queues by everybody's clients. The SDKs hold the digests of what they send and receive against the bodies."""

import threading
import time

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
import requests

from clients import CLIENTS, Refused, account_of_file, clients
ATTRIBUTES = {"color": {"DataType": "String", "StringValue": "bläu"}, "size": {"DataType": "Number", "StringValue": "7"}}


account = account_of_file()
client = clients(*CLIENTS)


def test_life_of_a_queue(client):
    name = "jobs-" + client.name
    url = client.call("sqs", "CreateQueue", {"QueueName": name, "tags": {"team": "blue"}})["QueueUrl"]
    assert client.call("sqs", "GetQueueUrl", {"QueueName": name})["QueueUrl"] == url
    sent = client.call("sqs", "SendMessage", {"QueueUrl": url, "MessageBody": "grüße", "MessageAttributes": ATTRIBUTES})
    got = client.call("sqs", "ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 5, "AttributeNames": ["SentTimestamp"],
                                                "MessageAttributeNames": ["All"]})["Messages"][0]
    assert (got["MessageId"], got["Body"]) == (sent["MessageId"], "grüße")
    assert got["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    assert got["MessageAttributes"]["color"]["StringValue"] == "bläu"
    client.call("sqs", "ChangeMessageVisibility", {"QueueUrl": url, "ReceiptHandle": got["ReceiptHandle"],
                                                   "VisibilityTimeout": 0})
    again = client.call("sqs", "ReceiveMessage", {"QueueUrl": url})["Messages"][0]
    client.call("sqs", "DeleteMessage", {"QueueUrl": url, "ReceiptHandle": again["ReceiptHandle"]})
    batch = [{"Id": str(i), "MessageBody": f"message {i}"} for i in range(10)]
    assert len(client.call("sqs", "SendMessageBatch", {"QueueUrl": url, "Entries": batch})["Successful"]) == 10
    counts = client.call("sqs", "GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["All"]})["Attributes"]
    assert counts["ApproximateNumberOfMessages"] == "10"
    client.call("sqs", "PurgeQueue", {"QueueUrl": url})
    client.call("sqs", "DeleteQueue", {"QueueUrl": url})
    with pytest.raises(Refused) as refused:
        client.call("sqs", "SendMessage", {"QueueUrl": url, "MessageBody": "x"})
    assert "does not exist" in refused.value.message


def test_pages_of_queues(client):
    for i in range(3):
        client.call("sqs", "CreateQueue", {"QueueName": f"page-{client.name}-{i}"})
    listed = client.all("sqs", "ListQueues", {"QueueNamePrefix": f"page-{client.name}"}, "QueueUrls", 2)
    assert [url.rsplit("-", 1)[1] for url in listed] == ["0", "1", "2"]


def test_who_waits_is_woken(account):
    sqs = account.boto3("sqs")
    url = sqs.create_queue(QueueName="woken")["QueueUrl"]
    got = []
    receiver = threading.Thread(target=lambda: got.extend(
        account.boto3("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]))
    receiver.start()
    sqs.send_message(QueueUrl=url, MessageBody="hello", DelaySeconds=1)
    receiver.join(timeout=15)
    assert [message["Body"] for message in got] == ["hello"]


def test_who_waits_in_vain_is_told_in_time(account):
    sqs = account.boto3("sqs")
    url = sqs.create_queue(QueueName="empty")["QueueUrl"]
    begin = time.monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1)
    assert time.monotonic() - begin >= 1


def test_clients_that_still_speak_the_query_protocol(account):
    """They send forms to the queue's own URL, and read XML (botocore before 1.31.81)."""
    url = account.boto3("sqs").create_queue(QueueName="of-old")["QueueUrl"]
    keys = account.root()
    signer = botocore.auth.SigV4Auth(
        botocore.credentials.Credentials(keys["accessKeyId"], keys["secretAccessKey"]), "sqs", "eu-west-3")

    def call(**parameters):
        request = botocore.awsrequest.AWSRequest("POST", url, data={"Version": "2012-11-05", **parameters})
        signer.add_auth(request)
        prepared = request.prepare()
        return requests.post(prepared.url, data=prepared.body, headers=dict(prepared.headers), timeout=10)

    sent = call(Action="SendMessage", QueueUrl=url, MessageBody="hello")
    assert sent.status_code == 200, sent.text
    assert "<MD5OfMessageBody>5d41402abc4b2a76b9719d911017c592</MD5OfMessageBody>" in sent.text
    got = call(Action="ReceiveMessage", QueueUrl=url, **{"AttributeName.1": "All"})
    assert "<Body>hello</Body>" in got.text and "<Name>ApproximateReceiveCount</Name><Value>1</Value>" in got.text
    gone = call(Action="GetQueueUrl", QueueName="none")
    assert gone.status_code == 400 and "<Code>AWS.SimpleQueueService.NonExistentQueue</Code>" in gone.text
