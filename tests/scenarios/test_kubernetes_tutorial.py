"""The first seed document, line by line, on a real Kubernetes: service account, lifecycle job, injected role, shell, clone."""

import json

import pytest

from conftest import slipway_yaml, web_identity_trust
from local_cluster import needs_kubernetes, running_cluster
from world import own_roles

pytestmark = needs_kubernetes
ROLE = "my-s3-role"
QUICK = {"deployment.termination_grace_period_seconds": 1}  # what sleeps is deaf to SIGTERM
DEBIAN = {"image": "slipway/aws-cli", "instances": 1, "memory": "128MB", "settings": QUICK}
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with running_cluster(tmp_path_factory.mktemp("tutorial")) as made:
        for image in ("slipway/aws-cli", "slipway/create-sa"):
            made.run("load", image)
        yield made


def write(file, services):
    file.write_text(slipway_yaml(services, kubernetes="local"))


def make_provider_and_role(account):
    """"Configure OIDC provider" and "Create a role"."""
    issuer = account.aws("eks", "describe-cluster", "--name", "dev")["cluster"]["identity"]["oidc"]["issuer"]
    provider = account.aws("iam", "create-open-id-connect-provider", "--url", issuer, "--client-id-list", "sts.amazonaws.com",
                           "--thumbprint-list", account.issuer_thumbprint(issuer))["OpenIDConnectProviderArn"]
    role = account.aws("iam", "create-role", "--role-name", ROLE, "--assume-role-policy-document",
                       web_identity_trust(provider, "StringEquals", "system:serviceaccount:none:none"))["Role"]["Arn"]
    account.aws("iam", "attach-role-policy", "--role-name", ROLE, "--policy-arn", READ_ONLY)
    return provider, role


def edit_trust(account, provider, form, namespace):
    """"Configure trusted entities"."""
    operator, where = ("StringEquals", namespace) if form == "environment" else ("StringLike", "z*")
    account.aws("iam", "update-assume-role-policy", "--role-name", ROLE, "--policy-document",
                web_identity_trust(provider, operator, f"system:serviceaccount:{where}:{ROLE}"))


def make_admin(account):
    """"Kubernetes authentication": an IAM user in the group Admins, with an access key."""
    account.aws("iam", "create-user", "--user-name", "kubernetes")
    account.aws("iam", "create-group", "--group-name", "Admins")
    # What `aws eks update-kubeconfig` asks; inside the cluster the group's name is enough.
    account.aws("iam", "put-group-policy", "--group-name", "Admins", "--policy-name", "kubeconfig", "--policy-document", json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "eks:DescribeCluster", "Resource": "*"}]}))
    account.aws("iam", "add-user-to-group", "--user-name", "kubernetes", "--group-name", "Admins")
    return account.aws("iam", "create-access-key", "--user-name", "kubernetes")["AccessKey"]


def forget_all(account, provider):
    account.aws("iam", "delete-open-id-connect-provider", "--open-id-connect-provider-arn", provider)
    account.aws("iam", "detach-role-policy", "--role-name", ROLE, "--policy-arn", READ_ONLY)
    account.aws("iam", "delete-role", "--role-name", ROLE)
    for key in account.aws("iam", "list-access-keys", "--user-name", "kubernetes")["AccessKeyMetadata"]:
        account.aws("iam", "delete-access-key", "--user-name", "kubernetes", "--access-key-id", key["AccessKeyId"])
    account.aws("iam", "remove-user-from-group", "--user-name", "kubernetes", "--group-name", "Admins")
    account.aws("iam", "delete-group-policy", "--group-name", "Admins", "--policy-name", "kubeconfig")
    account.aws("iam", "delete-group", "--group-name", "Admins")
    account.aws("iam", "delete-user", "--user-name", "kubernetes")


def job(role):
    """"Create a Lifecycle job": start and delete events with their parameters, and the variables of the seed's list."""
    return {"type": "lifecycle_job", "image": "slipway/create-sa", "memory": "128MB",
            "on_start": {"arguments": ["start"]}, "on_delete": {"arguments": ["delete"]},
            "variables": {"KUBERNETES_VERSION": "1.32.2", "SERVICE_ACCOUNT_NAME": ROLE, "AWS_ROLE_ARN": role,
                          "AWS_ACCESS_KEY_ID": {"environment": "KEY_OF_THE_JOB"},
                          "AWS_SECRET_ACCESS_KEY": {"environment": "SECRET_OF_THE_JOB"},
                          "AWS_DEFAULT_REGION": {"alias": "QOVERY_CLOUD_PROVIDER_REGION"}}}


@pytest.mark.parametrize("form", ["environment", "cluster"])
def test_the_tutorial(cluster, tmp_path, form):
    account, slipway = cluster.account, cluster.slipway
    account.aws("s3", "mb", "s3://aws-cloudtrail-logs")
    file = tmp_path / "slipway.yaml"
    write(file, {"debian": DEBIAN})
    slipway.run("up", "--yes", file)
    namespace = slipway.run("shell", "debian", "--", "printenv", "QOVERY_KUBERNETES_NAMESPACE_NAME").stdout.strip()
    assert cluster.kubectl("get", "namespace", namespace, "-o", "name").stdout == f"namespace/{namespace}\n"
    assert "AWS_ROLE_ARN" not in slipway.run("shell", "debian", "--", "env").stdout

    provider, role = make_provider_and_role(account)
    edit_trust(account, provider, form, namespace)
    key = make_admin(account)
    slipway.environment |= {"KEY_OF_THE_JOB": key["AccessKeyId"], "SECRET_OF_THE_JOB": key["SecretAccessKey"]}
    write(file, {"debian": {**DEBIAN, "settings": {**QUICK, "security.service_account_name": ROLE}}, "create-sa": job(role)})
    told = slipway.run("up", "--yes", file)
    assert key["SecretAccessKey"] not in told.stdout + told.stderr
    log = slipway.run("logs", "create-sa").stdout.splitlines()
    lines = [line for line in log if line.startswith("->")]
    assert [line.split(":")[0] for line in lines] == [
        "-> Ensuring required environment variables are present", "-> Downloading kubectl version 1.32.2",
        "-> Generated service account", "-> Getting kubeconfig", "-> Deploying service account"]
    assert f"  name: {ROLE}" in log and f"  namespace: {namespace}" in log
    assert f"    eks.amazonaws.com/role-arn: {role}" in log
    assert any(line.startswith("Added new context arn:aws:eks:eu-west-3:") for line in log)
    assert f"serviceaccount/{ROLE} created" in log

    seen = dict(line.split("=", 1) for line in slipway.run("shell", "debian", "--", "env").stdout.splitlines() if "AWS" in line)
    assert seen["AWS_ROLE_ARN"] == role
    assert seen["AWS_WEB_IDENTITY_TOKEN_FILE"] == "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"
    assert (seen["AWS_REGION"], seen["AWS_DEFAULT_REGION"], seen["AWS_STS_REGIONAL_ENDPOINTS"]) == ("eu-west-3", "eu-west-3", "regional")
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} & set(seen)
    assert "aws-cloudtrail-logs" in slipway.run("shell", "debian", "--", "aws", "s3", "ls").stdout
    refused = slipway.run("shell", "debian", "--", "aws", "s3", "mb", "s3://not-mine", check=False)
    assert refused.returncode != 0 and "s3:CreateBucket" in refused.stderr
    slipway.run("doctor", "debian")  # exit code 1 if a link of the chain fails

    cloned = slipway.run("clone", "tutorial/production", "staging", "--yes", check=form == "cluster")
    if form == "cluster":
        assert "aws-cloudtrail-logs" in slipway.run("shell", "staging/debian", "--", "aws", "s3", "ls").stdout
        slipway.run("down", "--environment", "staging", "--yes")
    else:
        assert cloned.returncode == 1
        assert f"let it use StringLike with `system:serviceaccount:z*:{ROLE}`" in cloned.stderr

    assert "-> Deleting service account" in slipway.run("down", "--yes", file).stderr
    names = cluster.kubectl("get", "namespaces", "-o", "name").stdout.split()
    assert not [name for name in names if name.startswith("namespace/z")]
    forget_all(account, provider)
    account.aws("s3", "rb", "s3://aws-cloudtrail-logs")
    details = account.aws("iam", "get-account-authorization-details", "--filter", "User", "Group")
    assert not details["UserDetailList"] and not details["GroupDetailList"]
    assert set(own_roles(account)) <= {"slipway-eks-dev"}
