"""A role of one account, taken from another with the AWS CLI: the caller's account and the role's both have their say."""

import json

import pytest


def allow(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


class TwoAccounts:
    """`theirs` has the role `auditor`, `ours` the user alice."""

    def __init__(self, account, slipway):
        slipway.run("account", "create", "theirs")
        self.account = account
        self.ours, self.theirs = account.root(0), account.root(1)
        assert self.ours["accountId"] != self.theirs["accountId"]
        iam = account.boto3("iam", keys=self.ours)
        self.alice_arn = iam.create_user(UserName="alice")["User"]["Arn"]
        key = iam.create_access_key(UserName="alice")["AccessKey"]
        self.alice = {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}
        self.role = f"arn:aws:iam::{self.theirs['accountId']}:role/auditor"
        self.ours_arn = f"arn:aws:iam::{self.ours['accountId']}:root"

    def let_alice(self, resource):
        self.account.boto3("iam", keys=self.ours).put_user_policy(
            UserName="alice", PolicyName="may", PolicyDocument=allow(Action="sts:AssumeRole", Resource=resource))

    def make_role(self, principal, external_id=""):
        condition = {"Condition": {"StringEquals": {"sts:ExternalId": external_id}}} if external_id else {}
        self.account.boto3("iam", keys=self.theirs).create_role(
            RoleName="auditor", AssumeRolePolicyDocument=allow(Action="sts:AssumeRole", Principal={"AWS": principal},
                                                               **condition))

    def assume(self, external_id=""):
        more = ["--external-id", external_id] if external_id else []
        return self.account.aws("sts", "assume-role", "--role-arn", self.role, "--role-session-name", "alice", *more,
                                check=False, keys=self.alice)


@pytest.fixture
def two(account, slipway):
    return TwoAccounts(account, slipway)


def refused(done, *parts):
    assert done.returncode != 0
    for part in ("AccessDenied", "sts:AssumeRole", *parts):
        assert part in done.stderr, done.stderr


def test_both_sides_say_yes(two):
    two.let_alice(two.role)
    two.make_role(two.ours_arn)
    taken = json.loads(two.assume().stdout)
    assert taken["AssumedRoleUser"]["Arn"].endswith(f"{two.theirs['accountId']}:assumed-role/auditor/alice")
    session = {"accessKeyId": taken["Credentials"]["AccessKeyId"], "sessionToken": taken["Credentials"]["SessionToken"],
               "secretAccessKey": taken["Credentials"]["SecretAccessKey"]}
    assert two.account.aws("sts", "get-caller-identity", keys=session)["Account"] == two.theirs["accountId"]

    # From now on the other account decides, and what the role may do there.
    denied = two.account.aws("iam", "list-users", check=False, keys=session)
    assert "assumed-role/auditor/alice" in denied.stderr and "AccessDenied" in denied.stderr
    two.account.boto3("iam", keys=two.theirs).attach_role_policy(RoleName="auditor",
                                                                 PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    two.account.boto3("iam", keys=two.theirs).create_user(UserName="bob")
    assert [user["UserName"] for user in two.account.aws("iam", "list-users", keys=session)["Users"]] == ["bob"]


def test_the_callers_account_says_no(two):
    two.make_role(two.ours_arn)
    refused(two.assume(), "user/alice", "no identity-based policy allows")


def test_the_callers_account_says_no_even_if_the_role_names_the_caller(two):
    two.make_role(two.alice_arn)
    refused(two.assume(), "user/alice", "no identity-based policy allows")


def test_the_roles_account_says_no(two):
    two.let_alice("*")
    two.make_role(f"arn:aws:iam::{two.theirs['accountId']}:root")
    refused(two.assume(), "user/alice", two.role)


def test_with_an_external_id(two):
    two.let_alice(two.role)
    two.make_role(two.ours_arn, external_id="agreed-upon")
    refused(two.assume())
    refused(two.assume("guessed"))
    assert json.loads(two.assume("agreed-upon").stdout)["Credentials"]["SessionToken"]
