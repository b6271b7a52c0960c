"""The first seed's manual way, step by step, with the unmodified AWS CLI: issuer, provider, role, trust, service."""

import json

import pytest

from conftest import slipway_yaml, web_identity_trust

NAME = "my-s3-role"  # of the role and of the service account
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"

SERVICE = {"image": "slipway/aws-cli", "memory": "128MB"}


def make_cluster(account):
    trust = json.dumps({"Version": "2012-10-17",
                        "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"},
                                       "Action": "sts:AssumeRole"}]})
    role = account.aws("iam", "create-role", "--role-name", "cluster", "--assume-role-policy-document", trust)
    account.aws("eks", "create-cluster", "--name", "dev", "--role-arn", role["Role"]["Arn"],
                "--resources-vpc-config", "subnetIds=" + ",".join(account.subnets()))


def make_provider(account, given):
    issuer = account.aws("eks", "describe-cluster", "--name", "dev")["cluster"]["identity"]["oidc"]["issuer"]
    assert issuer.startswith("https://oidc.eks.eu-west-3.amazonaws.com/id/")
    thumbprint = account.issuer_thumbprint(issuer)
    create = ["iam", "create-open-id-connect-provider", "--url", issuer, "--client-id-list", "sts.amazonaws.com"]
    if given == "thumbprint":
        create += ["--thumbprint-list", thumbprint]
    provider = account.aws(*create)["OpenIDConnectProviderArn"]
    assert provider.endswith(":oidc-provider/" + issuer.removeprefix("https://"))
    stored = account.aws("iam", "get-open-id-connect-provider", "--open-id-connect-provider-arn", provider)
    assert stored["ThumbprintList"] == [thumbprint]
    assert stored["ClientIDList"] == ["sts.amazonaws.com"]
    return provider


def make_role(account, provider):
    """As the console makes it: whoever has a token of the provider for this audience may take the role."""
    issuer = provider.split(":oidc-provider/")[1]
    trust = json.loads(web_identity_trust(provider, "StringEquals", ""))
    trust["Statement"][0]["Condition"] = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    role = account.aws("iam", "create-role", "--role-name", NAME, "--assume-role-policy-document", json.dumps(trust))
    account.aws("iam", "attach-role-policy", "--role-name", NAME, "--policy-arn", READ_ONLY)
    return role["Role"]["Arn"]


def edit_trust(account, provider, operator, namespace):
    document = web_identity_trust(provider, operator, f"system:serviceaccount:{namespace}:{NAME}")
    account.aws("iam", "update-assume-role-policy", "--role-name", NAME, "--policy-document", document)
    kept = account.aws("iam", "get-role", "--role-name", NAME)["Role"]["AssumeRolePolicyDocument"]
    assert kept == json.loads(document)


@pytest.mark.parametrize("given,form", [("thumbprint", "environment scoped"), ("no thumbprint", "cluster scoped")])
def test_a_service_takes_a_role_made_by_hand(slipway, account, services, tmp_path, given, form):
    make_cluster(account)
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"debian": SERVICE}))  # its namespace is what the trust policy names
    slipway.run("up", "--yes", file)
    namespace = slipway.run("shell", "debian", "--", "printenv", "QOVERY_KUBERNETES_NAMESPACE_NAME").stdout.strip()

    account.aws("s3", "mb", "s3://reports")
    provider = make_provider(account, given)
    role = make_role(account, provider)
    if form == "environment scoped":
        edit_trust(account, provider, "StringEquals", namespace)
    else:
        edit_trust(account, provider, "StringLike", "z*")

    file.write_text(slipway_yaml({"debian": {**SERVICE, "aws": {"role": role, "service_account": NAME}}}))
    slipway.run("up", "--yes", file)
    assert "reports" in slipway.run("shell", "debian", "--", "aws", "s3", "ls").stdout
    slipway.run("doctor", "debian")  # exit code 1 if a link of the chain fails

    # It is the trust policy that lets it in: with another subject there, the same service gets nothing. (A home of its
    # own, since the CLI keeps the session that it has.)
    edit_trust(account, provider, "StringEquals", "z00000000-another")
    refused = slipway.run("shell", "debian", "--", "env", "HOME=/tmp/none", "aws", "s3", "ls", check=False)
    assert refused.returncode != 0 and "AccessDenied" in refused.stderr

    # What was made by hand is nobody else's to remove.
    slipway.run("down", "--yes", file)
    assert account.aws("eks", "list-clusters")["clusters"] == ["dev"]
    assert account.aws("iam", "get-role", "--role-name", NAME)["Role"]["Arn"] == role
    account.aws("iam", "get-open-id-connect-provider", "--open-id-connect-provider-arn", provider)
