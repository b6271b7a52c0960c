"""The first seed's manual way, step by step, with the unmodified AWS CLI: issuer, provider, role, trust, service."""

import hashlib
import json
import socket
import ssl

import pytest

TRUST = "sts:AssumeRoleWithWebIdentity"


def trust_policy(provider, operator, subject):
    issuer = provider.split(":oidc-provider/")[1]
    conditions = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    conditions.setdefault(operator, {})[f"{issuer}:sub"] = subject
    return json.dumps({"Version": "2012-10-17",
                       "Statement": [{"Effect": "Allow", "Principal": {"Federated": provider}, "Action": TRUST,
                                      "Condition": conditions}]})


def audience_only_policy(provider):
    issuer = provider.split(":oidc-provider/")[1]
    return json.dumps({"Version": "2012-10-17",
                       "Statement": [{"Effect": "Allow", "Principal": {"Federated": provider}, "Action": TRUST,
                                      "Condition": {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}}]})


def presented_top_certificate(account, host):
    """SHA-1 of the topmost certificate of a real TLS handshake, as a person would take the thumbprint."""
    context = ssl.create_default_context(cafile=account.authority)
    with socket.create_connection(("127.0.0.1", account.port)) as plain:
        with context.wrap_socket(plain, server_hostname=host):
            pass
    pem = open(account.authority).read()
    return hashlib.sha1(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def make_cluster(account):
    trust = json.dumps({"Version": "2012-10-17",
                        "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"},
                                       "Action": "sts:AssumeRole"}]})
    role = account.aws("iam", "create-role", "--role-name", "cluster", "--assume-role-policy-document", trust)
    account.aws("eks", "create-cluster", "--name", "dev", "--role-arn", role["Role"]["Arn"],
                "--resources-vpc-config", "subnetIds=[]")
    return account.aws("eks", "describe-cluster", "--name", "dev")["cluster"]["identity"]["oidc"]["issuer"]


@pytest.mark.parametrize("given", ["thumbprint", "no thumbprint"])
def test_provider_and_role_by_hand(account, given):
    issuer = make_cluster(account)
    assert issuer.startswith("https://oidc.eks.eu-west-3.amazonaws.com/id/")
    host = issuer.split("/")[2]

    thumbprint = presented_top_certificate(account, host)
    create = ["iam", "create-open-id-connect-provider", "--url", issuer, "--client-id-list", "sts.amazonaws.com"]
    if given == "thumbprint":
        create += ["--thumbprint-list", thumbprint]
    provider = account.aws(*create)["OpenIDConnectProviderArn"]
    assert provider.endswith(":oidc-provider/" + issuer.removeprefix("https://"))
    stored = account.aws("iam", "get-open-id-connect-provider", "--open-id-connect-provider-arn", provider)
    assert stored["ThumbprintList"] == [thumbprint]
    assert stored["ClientIDList"] == ["sts.amazonaws.com"]

    role = account.aws("iam", "create-role", "--role-name", "my-s3-role", "--assume-role-policy-document",
                       audience_only_policy(provider))["Role"]
    account.aws("iam", "attach-role-policy", "--role-name", "my-s3-role", "--policy-arn",
                "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    for operator, subject in (("StringEquals", "system:serviceaccount:z1234abcd-production:my-s3-role"),
                              ("StringLike", "system:serviceaccount:z*:my-s3-role")):
        document = trust_policy(provider, operator, subject)
        account.aws("iam", "update-assume-role-policy", "--role-name", "my-s3-role", "--policy-document", document)
        kept = account.aws("iam", "get-role", "--role-name", "my-s3-role")["Role"]["AssumeRolePolicyDocument"]
        assert kept == json.loads(document)
    assert role["Arn"].endswith(":role/my-s3-role")
