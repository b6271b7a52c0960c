"""The permissions that Slipway derives for itself are what it needs: `up` and `down` under a role with exactly them."""

import json
import re

import pytest

from browser import Page
from conftest import READER, ROOT, slipway_yaml

PHASES = ("plan", "create", "run", "destroy")
TRUST = {"Version": "2012-10-17",
         "Statement": [{"Effect": "Allow", "Principal": {"AWS": None}, "Action": "sts:AssumeRole"}]}


@pytest.fixture
def file(tmp_path, account):
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"debian": READER}, runtime="process", account={"endpoint": account.endpoint}))
    return file


def derived(slipway, account, file):
    """The documents, from the cluster that the file has; its account is asked for its id by whoever may."""
    told = slipway.run("permissions", "--json", "--account", account.root()["accountId"], file)
    (cluster,) = json.loads(told.stdout)["clusters"]
    assert {each["phase"] for each in cluster["documents"]} == set(PHASES)
    return {each["name"]: each["policy"] for each in cluster["documents"]}


def role_with(account, documents):
    """Credentials of a role made by boto3 that has these policies and no others."""
    iam = account.boto3("iam")
    iam.create_user(UserName="ci")
    keys = iam.create_access_key(UserName="ci")["AccessKey"]
    trust = json.loads(json.dumps(TRUST))
    trust["Statement"][0]["Principal"]["AWS"] = iam.get_user(UserName="ci")["User"]["Arn"]
    role = iam.create_role(RoleName="ci", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    for name, document in documents.items():
        policy = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="ci", PolicyArn=policy)
    user = {"accessKeyId": keys["AccessKeyId"], "secretAccessKey": keys["SecretAccessKey"]}
    session = account.boto3("sts", keys=user).assume_role(RoleArn=role, RoleSessionName="ci")["Credentials"]
    return {"AWS_ACCESS_KEY_ID": session["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
            "AWS_SESSION_TOKEN": session["SessionToken"]}


def without(documents, action):
    """The same documents, in none of which the action is allowed."""
    left = json.loads(json.dumps(documents))
    found = 0
    for document in left.values():
        for statement in document["Statement"]:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            found += action in actions
            statement["Action"] = [each for each in actions if each != action]
        document["Statement"] = [each for each in document["Statement"] if each["Action"]]
    assert found, action
    return {name: document for name, document in left.items() if document["Statement"]}


def test_up_and_down_under_exactly_the_derived_policies(slipway, account, services, file):
    slipway.environment |= role_with(account, derived(slipway, account, file))
    slipway.run("up", "--yes", file)
    assert account.boto3("eks").list_clusters()["clusters"] == ["dev"]
    assert "nothing to do" in slipway.run("plan", file).stdout.lower()
    done = slipway.run("down", "--yes", file)
    assert "nothing is left" in done.stdout
    assert account.boto3("eks").list_clusters()["clusters"] == []


@pytest.mark.parametrize("action", ["iam:PassRole", "iam:CreateOpenIDConnectProvider"])
def test_up_is_refused_without_one_of_them(slipway, account, services, file, action):
    slipway.environment |= role_with(account, without(derived(slipway, account, file), action))
    done = slipway.run("up", "--yes", file, check=False)
    assert done.returncode == 1
    assert "AccessDenied" in done.stderr and action in done.stderr


def test_a_rehearsal_proves_them(slipway, file):
    done = slipway.run("rehearse", "--account", "111122223333", file)
    assert "sufficient" in done.stdout and "necessary" in done.stdout and "narrow" in done.stdout


def test_a_rehearsal_comes_to_the_same_end_whatever_goes_wrong(slipway, file):
    told = slipway.run("rehearse", "--account", "111122223333", "--faults", "7", "--json", file).stdout
    (cluster,) = json.loads(told)["clusters"]
    assert cluster["proved"] and cluster["rests"]["left"] == []
    assert cluster["faults"]["throttled"] > 0 and cluster["faults"]["done"] and cluster["faults"]["rests"]["left"] == []
    again = slipway.run("rehearse", "--account", "111122223333", "--faults", "7", "--json", file).stdout
    assert again == told
    refused = slipway.run("rehearse", "--faults", "seven", file, check=False)
    assert refused.returncode != 0 and "seven" in refused.stderr


def test_a_rehearsal_is_a_page_for_a_browser(slipway, tmp_path, file):
    written = tmp_path / "timeline.html"
    told = json.loads(slipway.run("rehearse", "--account", "111122223333", "--json", "--timeline", written, file).stdout)
    steps = sum(count for act in told["clusters"][0]["acts"] if act["act"] != "plan" for count in act["steps"].values())
    page = Page()
    try:
        shown = page.opened(written.read_text())
    finally:
        page.close()
    assert shown.count("<rect") == steps
    assert 'class="critical"' in shown and "eks CreateCluster to make" in shown
    assert not re.search(r"<script|https?://(?!www.w3.org)", written.read_text())  # it needs nothing else


def test_policies_for_cloudformation(slipway, file):
    told = json.loads(slipway.run("permissions", "--account", "111122223333", "--json", file).stdout)
    template = json.loads(slipway.run("permissions", "--account", "111122223333", "--format", "cloudformation", file).stdout)
    assert {each["Properties"]["ManagedPolicyName"]: each["Properties"]["PolicyDocument"] for each in template["Resources"].values()} == {
        each["name"]: each["policy"] for each in told["clusters"][0]["documents"]}
    assert all(each["Type"] == "AWS::IAM::ManagedPolicy" for each in template["Resources"].values())
    assert slipway.run("permissions", "--json", "--format", "terraform", file, check=False).returncode != 0


def test_a_role_that_two_environments_share(slipway, tmp_path):
    """One role of scope cluster: what is changed by hand on it is changed once."""
    services = {"web": {**READER, "aws": {"policies": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], "scope": "cluster"}}}
    written = json.loads(slipway_yaml(services))
    environments = written["projects"]["tutorial"]["environments"]
    environments["staging"] = environments["production"]
    file = tmp_path / "slipway.yaml"
    file.write_text(json.dumps(written))
    assert slipway.run("rehearse", "--account", "123456789012", file).returncode == 0


def test_a_policy_of_somebody_elses_is_compared(slipway, tmp_path, file):
    theirs = tmp_path / "theirs.json"
    theirs.write_text(json.dumps({"Version": "2012-10-17", "Statement": [
        {"Sid": "Roles", "Effect": "Allow", "Action": ["iam:*Role*", "ec2:RunInstances"], "Resource": "*"}]}))
    done = slipway.run("permissions", "check", file, "--policy", theirs, "--account", "111122223333", "--json", check=False)
    (cluster,) = json.loads(done.stdout)["clusters"]
    assert done.returncode == 1
    assert "eks:CreateCluster" in {each["action"] for each in cluster["missing"]}
    assert not any("Role" in each["action"] and "ServiceLinked" not in each["action"] for each in cluster["missing"])
    assert cluster["unused"] == ["Roles: ec2:RunInstances"]


def test_what_others_make_is_there_in_a_rehearsal(slipway, tmp_path):
    """A policy and a role of others, which two environments name: nobody asks for them by hand, and nothing makes them."""
    theirs = "arn:aws:iam::123456789012:policy/team/reads"
    services = {"web": {**READER, "aws": {"policies": [theirs]}},
                "worker": {**READER, "aws": {"role": "arn:aws:iam::123456789012:role/team/worker", "service_account": "worker"}}}
    written = json.loads(slipway_yaml(services))
    environments = written["projects"]["tutorial"]["environments"]
    environments["staging"] = environments["production"]
    file = tmp_path / "slipway.yaml"
    file.write_text(json.dumps(written))
    told = slipway.run("permissions", "--account", "123456789012", file).stdout
    assert f"iam:PolicyARN = {theirs}" in told
    assert slipway.run("rehearse", "--account", "123456789012", file).returncode == 0
