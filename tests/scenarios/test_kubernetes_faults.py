"""What is wrong around a service on Kubernetes is told with its reason and the way to mend it, and what can heal, heals."""

import json
import subprocess

import pytest

from conftest import PROGRAM, READER, fails, slipway_yaml, web_identity_trust
from local_cluster import needs_kubernetes

pytestmark = needs_kubernetes
APP = {**READER, "command": ["sh", "-c", "trap exit TERM; sleep infinity & wait"]}  # ends at once when asked to
ROLE_ANNOTATION = "eks.amazonaws.com/role-arn"


class App:
    """The service `app` on the cluster, in a namespace of its own."""

    def __init__(self, cluster, folder):
        self.cluster, self.slipway = cluster, cluster.slipway
        self.file = folder / "slipway.yaml"
        self.up()
        status = json.loads(self.slipway.run("status", "--json").stdout)["services"][0]
        self.namespace, self.role = status["namespace"], status["role_arn"]

    def write(self, beside={}, **changes):
        self.file.write_text(slipway_yaml({"app": {**APP, **changes}, **beside}, kubernetes="local"))

    def up(self, **changes):
        self.write(**changes)
        done = self.slipway.run("up", "--yes", self.file)
        return done.stdout + done.stderr

    def fails(self, *parts, **changes):
        self.write(**changes)
        fails(self.slipway, self.file, *parts)

    def kubectl(self, *arguments, **more):
        return self.cluster.as_administrator("-n", self.namespace, *arguments, **more)

    def annotate(self, *annotations):
        self.kubectl("annotate", "--overwrite", "serviceaccount", "app", *annotations)

    def make_pods_anew(self):
        self.kubectl("delete", "pods", "--all")
        self.kubectl("rollout", "status", "deployment/app", "--timeout=60s")

    def inside(self, *command):
        return self.slipway.run("shell", "app", "--", *command, check=False)

    def doctor(self):
        return self.slipway.run("doctor", "app", check=False)

    def is_healthy(self):
        found = self.doctor()
        assert found.returncode == 0, found.stdout
        assert f"AWS_ROLE_ARN={self.role}\n" in self.inside("env").stdout
        assert self.inside("aws", "s3", "ls").returncode == 0


@pytest.fixture(scope="module")
def app(cluster_for_faults, tmp_path_factory):
    made = App(cluster_for_faults, tmp_path_factory.mktemp("app"))
    yield made
    made.slipway.run("down", "--yes", made.file)


def test_the_annotation_is_missing(app):
    app.annotate(f"{ROLE_ANNOTATION}-")
    app.make_pods_anew()
    told = app.doctor()
    assert told.returncode == 1
    assert f"app lacks the annotation {ROLE_ANNOTATION}" in told.stdout
    assert "1 run without this role and audience" in told.stdout
    app.annotate(f"{ROLE_ANNOTATION}={app.role}")  # too late for the pod that is there
    assert "FAIL  instances" in app.doctor().stdout
    assert "~ service app" in app.up()
    app.is_healthy()
    assert "~ service app" not in app.up()


def test_the_annotation_is_missing_and_up_sees_it(app):
    app.annotate(f"{ROLE_ANNOTATION}-")
    assert "lacks its annotation" in app.up()
    app.is_healthy()


def test_tokens_for_somebody_else(app):
    app.annotate("eks.amazonaws.com/audience=vault")
    app.make_pods_anew()
    assert "Incorrect token audience" in app.inside("aws", "s3", "ls").stderr
    told = app.doctor()
    assert told.returncode == 1
    assert "its audience is `vault`, expected `sts.amazonaws.com`" in told.stdout
    assert "has its tokens made for `vault`, and STS wants `sts.amazonaws.com`" in app.up()
    app.is_healthy()


def test_the_provider_does_not_know_the_audience(app):
    iam = app.cluster.account.boto3("iam")
    provider = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"][0]["Arn"]
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=provider, ClientID="vault")
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=provider, ClientID="sts.amazonaws.com")
    told = app.doctor()
    assert told.returncode == 1
    assert "the provider's client ids are `vault`, the token's audience is `sts.amazonaws.com`" in told.stdout
    assert "lacks the audience sts.amazonaws.com" in app.up()
    app.is_healthy()


def test_nothing_gives_pods_their_role(app):
    kind, name = "mutatingwebhookconfiguration", "pod-identity-webhook"
    webhook = json.loads(app.cluster.as_administrator("get", kind, name, "-o", "json").stdout)
    webhook["metadata"] = {"name": name}
    app.cluster.as_administrator("delete", kind, name)
    try:
        app.fails("its pods run without the role", f"`{app.role}`", "service account `app`",
                  "`kubectl get mutatingwebhookconfigurations`", memory="65MB")
    finally:
        app.cluster.as_administrator("create", "-f", "-", given=json.dumps(webhook))
    app.up(memory="65MB")
    app.is_healthy()


def test_the_webhook_does_not_answer(app):
    kind, name = "mutatingwebhookconfiguration", "pod-identity-webhook"
    url = json.loads(app.cluster.as_administrator("get", kind, name, "-o", "json").stdout)["webhooks"][0]["clientConfig"]["url"]

    def lead_to(where):
        app.cluster.as_administrator("patch", kind, name, "--type=json", "-p", json.dumps(
            [{"op": "replace", "path": "/webhooks/0/clientConfig/url", "value": where}]))
    lead_to("https://127.0.0.1:1/nobody")
    try:
        app.fails("an admission webhook refused it", "pod-identity-webhook.amazonaws.com", "connection refused",
                  "does the webhook answer?", memory="66MB")
        assert app.inside("aws", "s3", "ls").returncode == 0  # of before
    finally:
        lead_to(url)
    app.up(memory="66MB")
    app.is_healthy()


def test_the_role_is_in_another_account(app):
    account = app.cluster.account
    app.slipway.run("account", "create", "theirs")
    theirs = account.root(1)
    role, issuer = f"arn:aws:iam::{theirs['accountId']}:role/abroad", app.cluster.describe()["identity"]["oidc"]["issuer"]
    told = app.up(aws={"role": role, "service_account": "traveller"})
    assert f"the role is account {theirs['accountId']}'s" in told and issuer in told
    assert "No OpenIDConnect provider found in your account" in app.inside("aws", "s3", "ls").stderr
    found = app.doctor()
    assert found.returncode == 1
    assert f"aws iam create-open-id-connect-provider --url {issuer} --client-id-list sts.amazonaws.com" in found.stdout
    iam = account.boto3("iam", keys=theirs)  # as that says
    provider = iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["sts.amazonaws.com"])["OpenIDConnectProviderArn"]
    iam.create_role(RoleName="abroad", AssumeRolePolicyDocument=web_identity_trust(
        provider, "StringEquals", f"system:serviceaccount:{app.namespace}:traveller"))
    iam.attach_role_policy(RoleName="abroad", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    assert app.doctor().returncode == 0
    account.boto3("s3", keys=theirs).create_bucket(Bucket="abroad", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    assert "abroad" in app.inside("aws", "s3", "ls").stdout
    app.up()
    app.is_healthy()


def test_the_image_is_not_there(app):
    app.fails("the image `localhost:1/nobody/has-this:1` cannot be pulled", "connection refused",
              "does the image exist, and may the nodes read its registry?", "slipway cluster load",
              image="localhost:1/nobody/has-this:1")
    assert app.inside("aws", "s3", "ls").returncode == 0  # of before
    assert app.doctor().returncode == 1
    app.up()
    app.is_healthy()


def test_a_namespace_that_does_not_go(app):
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "held", "finalizers": ["example.com/hold"]}}
    app.kubectl("create", "-f", "-", given=json.dumps(held))

    def begin(command):
        return subprocess.Popen([PROGRAM, command, "--yes", str(app.file)], env=app.slipway.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def hears(process, words):
        told = ""
        for line in process.stderr:
            told += line
            if words in line:
                return
        raise AssertionError(told)
    down = begin("down")
    hears(down, "example.com/hold")
    down.kill()  # nobody waits that long
    down.communicate()
    assert f"  left       namespace {app.namespace}\n" in app.slipway.run("status").stdout
    up = begin("up")
    hears(up, f"namespace {app.namespace} is being removed: waiting until it has gone")
    hears(up, "example.com/hold")
    app.kubectl("patch", "configmap", "held", "--type=merge", "-p", '{"metadata":{"finalizers":null}}')
    rest = up.communicate(timeout=60)[1]
    assert up.returncode == 0, rest
    app.is_healthy()
