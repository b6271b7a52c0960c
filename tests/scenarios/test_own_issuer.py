"""Issuers of web identities that are no cluster's: on this machine, of a tenant whose URL ends in a slash, GitHub's."""

import json

import botocore.exceptions
import pytest
from conftest import Account
from own_issuer import OwnIssuer


@pytest.fixture
def make_issuer(tmp_path):
    made = []

    def make(*arguments, **more):
        made.append(OwnIssuer(tmp_path, *arguments, **more))
        return made[-1]

    yield make
    for issuer in made:
        issuer.stop()


def register(account, issuer):
    return account.aws("iam", "create-open-id-connect-provider", "--url", issuer.url,
                       "--client-id-list", "sts.amazonaws.com")["OpenIDConnectProviderArn"]


def make_role(account, provider, *statements):
    """Each statement: its effect and its conditions."""
    trust = {"Version": "2012-10-17",
             "Statement": [{"Effect": effect, "Principal": {"Federated": provider},
                            "Action": "sts:AssumeRoleWithWebIdentity", "Condition": conditions}
                           for effect, conditions in statements]}
    return account.aws("iam", "create-role", "--role-name", "app", "--assume-role-policy-document",
                       json.dumps(trust))["Role"]["Arn"]


def assume(account, role, token, check=True):
    return account.aws("sts", "assume-role-with-web-identity", "--role-arn", role, "--role-session-name", "jane",
                       "--web-identity-token", token, check=check)


# No flag and no thumbprint: what the issuer presents is taken when it is registered, as IAM does.
@pytest.mark.parametrize("url", ["https://localhost:{port}", "https://127.0.0.1:{port}/realms/dev",
                                 "https://localhost:{port}/"])
def test_an_issuer_of_this_machine_needs_no_flag(account, make_issuer, url):
    issuer = make_issuer(url)
    provider = register(account, issuer)
    assert provider.endswith(":oidc-provider/" + issuer.name)
    role = make_role(account, provider, ("Allow", {"StringEquals": {f"{issuer.name}:sub": "jane",
                                                                    f"{issuer.name}:aud": "sts.amazonaws.com"}}))
    assert assume(account, role, issuer.token())["AssumedRoleUser"]["Arn"].endswith("assumed-role/app/jane")
    assert "/.well-known/openid-configuration" in issuer.asked[-2] and "//" not in issuer.asked[-2]
    refused = assume(account, role, issuer.token(sub="mallory"), check=False)
    assert "AccessDenied" in refused.stderr
    line = account.slipway.run("account", "calls").stdout.splitlines()[-1]
    assert f"403 oidc-provider/{issuer.name}" in line and f"sts:AssumeRoleWithWebIdentity on {role}" in line, line
    refused = assume(account, role, issuer.token(iss=issuer.url + "x"), check=False)
    assert "InvalidIdentityToken" in refused.stderr


def test_an_account_that_others_can_call_names_the_flag(slipway, make_issuer):
    issuer = make_issuer("https://localhost:{port}")
    served = Account(slipway, "--listen", "0.0.0.0")
    try:
        done = served.aws("iam", "create-open-id-connect-provider", "--url", issuer.url, check=False)
        assert "InvalidInput" in done.stderr and "--issuer" in done.stderr, done.stderr
    finally:
        served.stop()
    assert not issuer.asked
    served = Account(slipway, "--listen", "0.0.0.0", "--issuer", f"localhost=127.0.0.1:{issuer.port}")
    try:
        provider = register(served, issuer)
        role = make_role(served, provider, ("Allow", {"StringEquals": {f"{issuer.name}:sub": "jane"}}))
        assume(served, role, issuer.token())
    finally:
        served.stop()


@pytest.mark.parametrize("url,said", [
    ("https://169.254.169.254/latest", "not a public one"),
    ("https://[::ffff:169.254.169.254]/latest", "not a public one"),
    ("https://localhost:{account}/", "that of this account itself"),
    ("https://127.0.0.1:{account}/_slipway/health", "that of this account itself"),
])
def test_no_issuer_leads_the_account_astray(account, url, said):
    done = account.aws("iam", "create-open-id-connect-provider", "--url", url.format(account=account.port), check=False)
    assert "OpenIdIdpCommunicationError" in done.stderr and said in done.stderr, done.stderr


def test_no_flag_opens_the_way_to_a_machines_own_credentials(slipway):
    done = slipway.run("account", "serve", "--port", "0", "--issuer", "a.example=169.254.169.254:80", check=False)
    assert done.returncode == 64 and "link-local" in done.stderr, done.stderr


def test_claims_of_github_are_condition_keys(slipway, make_issuer):
    host = "token.actions.githubusercontent.com"
    issuer = make_issuer(f"https://{host}", host=host)
    served = Account(slipway, "--issuer", f"{host}=127.0.0.1:{issuer.port}")
    try:
        role = make_role(served, register(served, issuer),
                         ("Allow", {"StringEquals": {f"{host}:repository": "acme/api"},
                                    "StringLike": {f"{host}:sub": "repo:acme/api:*"}}),
                         ("Deny", {"StringEquals": {f"{host}:actor": "mallory"}}))
        claims = {"sub": "repo:acme/api:ref:refs/heads/main", "repository": "acme/api", "actor": "octocat"}
        assume(served, role, issuer.token(**claims))
        for change in {"actor": "mallory"}, {"repository": "acme/other"}, {"repository": None}:
            refused = assume(served, role, issuer.token(**{**claims, **change}), check=False)
            assert "AccessDenied" in refused.stderr, change
    finally:
        served.stop()


def test_what_aws_refuses_is_refused(account):
    """Each was taken once, so that a run against this account went well and the first real one did not."""
    iam, sts, eks = account.boto3("iam"), account.boto3("sts"), account.boto3("eks")
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": sts.get_caller_identity()["Account"], "Service": "eks.amazonaws.com"},
                            "Action": "sts:AssumeRole"}]}
    role = iam.create_role(RoleName="app", MaxSessionDuration=43200,
                           AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.create_user(UserName="jane")
    everything = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    iam.put_user_policy(UserName="jane", PolicyName="all", PolicyDocument=json.dumps(everything))
    key = iam.create_access_key(UserName="jane")["AccessKey"]
    jane = {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}
    temporary = account.boto3("sts", keys=jane).get_session_token()["Credentials"]
    session = {"accessKeyId": temporary["AccessKeyId"], "secretAccessKey": temporary["SecretAccessKey"],
               "sessionToken": temporary["SessionToken"]}
    subnets = {"subnetIds": account.subnets()}
    reserved = role.replace("role/app", "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef")
    chained = {"RoleArn": role, "RoleSessionName": "jane", "DurationSeconds": 8 * 3600}
    for call, code, said in [
            (lambda: account.boto3("sts", keys=session).assume_role(**chained), "ValidationError", "role chaining"),
            (lambda: account.boto3("eks", keys=jane).create_cluster(name="dev", roleArn=reserved, resourcesVpcConfig=subnets),
             "AccessDeniedException", "iam:PassRole"),
            (lambda: eks.create_cluster(name="dev", roleArn=role, version="9.99", resourcesVpcConfig=subnets),
             "InvalidParameterException", "unsupported Kubernetes version 9.99"),
            (lambda: eks.create_cluster(name="dev", roleArn=role, resourcesVpcConfig={"subnetIds": []}),
             "InvalidParameterException", "at least two different AZs"),
            (lambda: eks.create_cluster(name="dev", roleArn=role, resourcesVpcConfig=subnets, tags={"aws:a": "b"}),
             "InvalidParameterException", "aws:"),
            (lambda: iam.tag_role(RoleName="app", Tags=[{"Key": "aws:a", "Value": "b"}]), "InvalidInput", "aws:"),
            (lambda: account.boto3("eks", region="eu-west-9").list_clusters(), "InvalidSignatureException", "valid region")]:
        with pytest.raises(botocore.exceptions.ClientError) as refused:
            call()
        assert refused.value.response["Error"]["Code"] == code, refused.value
        assert said in refused.value.response["Error"]["Message"], refused.value
    assert account.boto3("sts", keys=jane).assume_role(**chained)["Credentials"]


def test_a_refused_bucket_still_tells_its_region(account):
    account.boto3("s3").create_bucket(Bucket="of-root", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    iam = account.boto3("iam")
    iam.create_user(UserName="jane")
    key = iam.create_access_key(UserName="jane")["AccessKey"]
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        account.boto3("s3", keys={"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}).head_bucket(
            Bucket="of-root")
    metadata = refused.value.response["ResponseMetadata"]
    assert metadata["HTTPStatusCode"] == 403 and metadata["HTTPHeaders"]["x-amz-bucket-region"] == "eu-west-3"
