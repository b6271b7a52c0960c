"""The account, killed with SIGKILL at any moment: what it acknowledged is there, and it starts again."""

import contextlib
import hashlib
import random
import threading

import botocore.exceptions
import pytest

from conftest import Account, Slipway, wait_until

WRITERS = 4
ROUNDS = 5
SIZES = (0, 10, 100_000, 3 << 20)


class Writer(threading.Thread):
    """Makes and changes things of its own until the account is gone, and keeps what was acknowledged."""

    def __init__(self, account, name, bucket):
        super().__init__()
        self.iam, self.s3 = account.boto3("iam"), account.boto3("s3")
        self.name, self.bucket = name, bucket
        self.users, self.gone, self.objects, self.deleted = {}, set(), {}, set()
        self.in_flight, self.writes = None, 0

    def run(self):
        with contextlib.suppress(botocore.exceptions.BotoCoreError):  # the end of the account
            while True:
                self.write(f"{self.name}-{self.writes}")
                self.in_flight = None
                self.writes += 1

    def write(self, name):
        body = name.encode() + bytes(SIZES[self.writes % len(SIZES)])
        self.s3.put_object(Bucket=self.bucket, Key=name, Body=body)
        self.objects[name] = hashlib.md5(body).hexdigest()
        self.iam.create_user(UserName=name)
        self.users[name] = []
        self.iam.tag_user(UserName=name, Tags=[{"Key": "of", "Value": name}])
        self.users[name] = [{"Key": "of", "Value": name}]
        if self.writes % 3 == 2:
            self.in_flight = f"{self.name}-{self.writes - 1}"
            self.s3.delete_object(Bucket=self.bucket, Key=self.in_flight)
            del self.objects[self.in_flight]
            self.deleted.add(self.in_flight)
            self.iam.delete_user(UserName=self.in_flight)
            del self.users[self.in_flight]
            self.gone.add(self.in_flight)


def check(account, writer):
    s3, iam = account.boto3("s3"), account.boto3("iam")
    listed = {each["Key"]: each["ETag"].strip('"')
              for page in s3.get_paginator("list_objects_v2").paginate(Bucket=writer.bucket)
              for each in page.get("Contents", []) if each["Key"].startswith(writer.name + "-")}
    users = {each["UserName"] for page in iam.get_paginator("list_users").paginate() for each in page["Users"]}
    unsure = {writer.in_flight, f"{writer.name}-{writer.writes}"}  # asked for, and never answered
    for name, digest in writer.objects.items():
        assert listed.get(name, "gone") == digest or name == writer.in_flight
    assert not (listed.keys() & writer.deleted) - unsure
    assert listed.keys() <= writer.objects.keys() | unsure
    for name, digest in listed.items():  # whatever is listed is whole, also what was never acknowledged
        assert hashlib.md5(s3.get_object(Bucket=writer.bucket, Key=name)["Body"].read()).hexdigest() == digest
    for name, tags in writer.users.items():
        assert name in users or name == writer.in_flight
        if tags and name in users:
            assert iam.list_user_tags(UserName=name)["Tags"] == tags
    assert not (users & writer.gone) - unsure


def test_no_acknowledged_write_is_lost_under_load(account):
    account.boto3("s3").create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    every = []
    for number in range(ROUNDS):
        writers = [Writer(account, f"w{number}{i}", "kept") for i in range(WRITERS)]
        for writer in writers:
            writer.start()
        # At no particular moment: once each has written something, the next answer is cut off wherever it is.
        wait_until(lambda: all(writer.writes > 2 + number for writer in writers), "the writers do not come forward", 60)
        account.kill()
        for writer in writers:
            writer.join()
        account.start()
        every += writers
        for writer in every:
            check(account, writer)
    assert sum(writer.writes for writer in every) > WRITERS * ROUNDS * 3


def test_killed_at_its_first_start(tmp_path):
    """Whenever the first start is killed: the second serves, and the keys in the file open it."""
    chance = random.Random(3)
    for attempt in range(12):
        home = tmp_path / str(attempt)
        home.mkdir(mode=0o700)
        slipway = Slipway(home)
        account = Account(slipway, wait=False)
        data = home / "account"
        stage = chance.choice(["lock", "seal.key", "account.db", "account.db-wal", "credentials.json", "authority.pem",
                               "server.json"])
        with contextlib.suppress(AssertionError):  # a file that comes and goes
            wait_until((data / stage).exists, stage, 5)
        account.kill()
        account.start()
        try:
            identity = account.boto3("sts").get_caller_identity()
            assert identity["Account"] == account.root()["accountId"]
            assert slipway.run("account", "status").stdout.count("\naccount ") == 1
            assert "AWS_ACCESS_KEY_ID" in slipway.run("account", "env").stdout
        finally:
            account.stop()
