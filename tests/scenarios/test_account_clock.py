"""`slipway account clock`: what takes its time happens when one says so, and no sooner."""

import datetime
import json

import botocore.exceptions
import pytest


def clock(slipway, *arguments, **more):
    return slipway.run("account", "clock", *arguments, **more)


def time_of(slipway):
    told = json.loads(clock(slipway, "--json").stdout)
    return datetime.datetime.fromisoformat(told["time"].replace("Z", "+00:00")), told


def test_it_is_told_and_moved(slipway, account):
    before, told = time_of(slipway)
    assert told["speed"] == "instant" and told["aheadMs"] == 0
    assert abs(before - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(seconds=20)
    assert "speed  instant" in clock(slipway).stdout and "ahead" not in clock(slipway).stdout
    assert ", 10 min ahead of this machine" in clock(slipway, "--advance", "10m").stdout
    assert "1 d 2 h 10 min 30 s ahead" in (clock(slipway, "--advance", "26h") and clock(slipway, "--advance", "30s").stdout)

    account.kill()  # and it is so after a restart
    account.start()
    after, told = time_of(slipway)
    assert told["aheadMs"] == (26 * 3600 + 630) * 1000 and after - before >= datetime.timedelta(hours=26, seconds=630)

    slipway.run("account", "reset", "--yes")
    assert time_of(slipway)[1]["aheadMs"] == 0


def test_what_is_due_happens_and_clients_go_on_signing(slipway, account):
    sqs, kms, sts = account.boto3("sqs"), account.boto3("kms"), account.boto3("sts")
    queue = sqs.create_queue(QueueName="late", Attributes={"DelaySeconds": "600"})["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="at last")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    kept = sts.get_session_token(DurationSeconds=3600)["Credentials"]
    keys = {"accessKeyId": kept["AccessKeyId"], "secretAccessKey": kept["SecretAccessKey"],
            "sessionToken": kept["SessionToken"]}
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    account.boto3("sts", keys=keys).get_caller_identity()

    clock(slipway, "--advance", "601s")
    assert [each["Body"] for each in sqs.receive_message(QueueUrl=queue)["Messages"]] == ["at last"]
    clock(slipway, "--advance", "8d")
    with pytest.raises(kms.exceptions.NotFoundException):
        kms.describe_key(KeyId=key)
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        account.boto3("sts", keys=keys).get_caller_identity()
    assert refused.value.response["Error"]["Code"] == "ExpiredToken"
    made = account.boto3("iam").create_user(UserName="late")["User"]["CreateDate"]
    assert made > datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=8)


def test_a_receiver_that_waits_is_woken(slipway, account):
    """Long polling ends when the message becomes visible, whichever clock brings that about."""
    import threading
    sqs = account.boto3("sqs")
    queue = sqs.create_queue(QueueName="late")["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="at last", DelaySeconds=300)
    got = []
    waiter = threading.Thread(target=lambda: got.extend(
        account.boto3("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"]))
    waiter.start()
    clock(slipway, "--advance", "301s")
    waiter.join(timeout=15)
    assert [each["Body"] for each in got] == ["at last"]


@pytest.mark.parametrize("advance,said", [
    ("0s", "forward only"), ("-5m", "forward only"), ("5", "no time that the clock"), ("m", "no time that the clock"),
    ("10x", "no time that the clock"), ("367d", "366 days"), ("99999999999999999999d", "no time that the clock"),
    ("1.5h", "no time that the clock"), ("soon", "no time that the clock"),
])
def test_where_it_does_not_go(slipway, account, advance, said):
    refused = clock(slipway, f"--advance={advance}", check=False)
    assert refused.returncode == 64 and said in refused.stderr, refused.stderr
    assert time_of(slipway)[1]["aheadMs"] == 0


def test_nobody_serves(slipway):
    refused = clock(slipway, check=False)
    assert refused.returncode != 0 and "no account is served" in refused.stderr
