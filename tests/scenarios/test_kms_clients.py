"""Keys by everybody's clients, and objects and messages that are sealed with them."""

import os

import pytest

from clients import CLIENTS, Refused, account_of_file, clients

account = account_of_file()
client = clients(*CLIENTS)


def new_key(client):
    tags = [{"TagKey": "client", "TagValue": client.name}]
    return client.call("kms", "CreateKey", {"Description": client.name, "Tags": tags})["KeyMetadata"]


def test_what_is_encrypted_is_decrypted(client):
    key = new_key(client)
    alias = "alias/of-" + client.name
    client.call("kms", "CreateAlias", {"AliasName": alias, "TargetKeyId": key["KeyId"]})
    context = {"client": client.name}
    secret = os.urandom(64)
    sealed = client.call("kms", "Encrypt", {"KeyId": alias, "Plaintext": client.bytes(secret), "EncryptionContext": context})
    assert sealed["KeyId"] == key["Arn"]
    blob = client.bytes(client.bytes_of(sealed["CiphertextBlob"]))
    opened = client.call("kms", "Decrypt", {"CiphertextBlob": blob, "EncryptionContext": context})
    assert client.bytes_of(opened["Plaintext"]) == secret
    with pytest.raises(Refused) as refused:
        client.call("kms", "Decrypt", {"CiphertextBlob": blob})
    assert refused.value.code == "InvalidCiphertextException"
    data_key = client.call("kms", "GenerateDataKey", {"KeyId": key["KeyId"], "KeySpec": "AES_256"})
    again = client.call("kms", "Decrypt", {"CiphertextBlob": client.bytes(client.bytes_of(data_key["CiphertextBlob"]))})
    assert client.bytes_of(again["Plaintext"]) == client.bytes_of(data_key["Plaintext"])


def test_life_of_a_key(client):
    key = new_key(client)["KeyId"]
    client.call("kms", "EnableKeyRotation", {"KeyId": key, "RotationPeriodInDays": 100})
    assert client.call("kms", "GetKeyRotationStatus", {"KeyId": key})["RotationPeriodInDays"] == 100
    client.call("kms", "RotateKeyOnDemand", {"KeyId": key})
    assert [each["RotationType"] for each in client.call("kms", "ListKeyRotations", {"KeyId": key})["Rotations"]] == ["ON_DEMAND"]
    client.call("kms", "DisableKey", {"KeyId": key})
    with pytest.raises(Refused) as refused:
        client.call("kms", "GenerateDataKey", {"KeyId": key, "KeySpec": "AES_256"})
    assert refused.value.code == "DisabledException"
    client.call("kms", "ScheduleKeyDeletion", {"KeyId": key, "PendingWindowInDays": 7})
    with pytest.raises(Refused) as refused:
        client.call("kms", "EnableKey", {"KeyId": key})
    assert refused.value.code == "KMSInvalidStateException"
    client.call("kms", "CancelKeyDeletion", {"KeyId": key})
    assert client.call("kms", "DescribeKey", {"KeyId": key})["KeyMetadata"]["KeyState"] == "Disabled"


def test_pages(client):
    key = new_key(client)["KeyId"]
    names = [f"alias/{client.name}-{i}" for i in range(3)]
    for name in names:
        client.call("kms", "CreateAlias", {"AliasName": name, "TargetKeyId": key})
    listed = client.all("kms", "ListAliases", {"KeyId": key}, "Aliases", 2)
    assert [each["AliasName"] for each in listed] == names
    assert key in [each["KeyId"] for each in client.all("kms", "ListKeys", {}, "Keys", 1)]


def test_objects_and_messages_are_sealed(client, tmp_path):
    arn = new_key(client)["Arn"]
    bucket = "sealed-by-" + client.name
    client.call("s3", "CreateBucket", {"Bucket": bucket, "CreateBucketConfiguration": {"LocationConstraint": "eu-west-3"}})
    sent, got = tmp_path / "sent", tmp_path / "got"
    sent.write_bytes(os.urandom(100_000))
    put = client.call("s3", "PutObject", {"Bucket": bucket, "Key": "k", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": arn},
                      body=sent)
    assert put["SSEKMSKeyId"] == arn
    client.call("s3", "GetObject", {"Bucket": bucket, "Key": "k"}, save=got)
    assert got.read_bytes() == sent.read_bytes()
    url = client.call("sqs", "CreateQueue", {"QueueName": bucket, "Attributes": {"KmsMasterKeyId": arn}})["QueueUrl"]
    client.call("sqs", "SendMessage", {"QueueUrl": url, "MessageBody": "hello"})
    assert client.call("sqs", "ReceiveMessage", {"QueueUrl": url})["Messages"][0]["Body"] == "hello"
