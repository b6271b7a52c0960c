"""The tutorial's calls by everybody's clients: boto3, the AWS CLI and the JavaScript SDK, each over http and https."""

import json
import os

import pytest

from clients import CLIENTS, Refused, keys_of
from cluster import Cluster
from conftest import Account, Slipway, web_identity_trust

MIB = 1 << 20
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
SUBJECT = "system:serviceaccount:z1234abcd-production:my-s3-role"


@pytest.fixture(scope="module", params=[f"{name} {scheme}" for name in CLIENTS for scheme in ("http", "https")])
def client(request, tmp_path_factory):
    name, scheme = request.param.split()
    home = tmp_path_factory.mktemp(f"{name}-{scheme}")
    home.chmod(0o700)
    account = Account(Slipway(home))
    opened = CLIENTS[name](account, scheme == "https")
    yield opened
    opened.close()
    account.stop()


def refusal(call, *arguments, **more):
    with pytest.raises(Refused) as caught:
        call(*arguments, **more)
    return caught.value


def test_from_the_cluster_to_the_session_of_a_role(client, tmp_path):
    for_eks = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                       "Principal": {"Service": "eks.amazonaws.com"}}]}
    role = client.call("iam", "CreateRole", {"RoleName": "cluster", "AssumeRolePolicyDocument": json.dumps(for_eks)})
    client.call("eks", "CreateCluster", {"name": "dev", "roleArn": role["Role"]["Arn"],
                                         "resourcesVpcConfig": {"subnetIds": client.account.subnets()}})
    assert client.call("eks", "ListClusters")["clusters"] == ["dev"]
    described = client.call("eks", "DescribeCluster", {"name": "dev"})["cluster"]
    assert described["status"] == "ACTIVE"
    issuer = described["identity"]["oidc"]["issuer"]

    # Once with a thumbprint, once without: then IAM takes it from the issuer's own certificate.
    create = {"Url": issuer, "ClientIDList": ["sts.amazonaws.com"]}
    provider = client.call("iam", "CreateOpenIDConnectProvider", {**create, "ThumbprintList": ["0" * 40]})
    arn = provider["OpenIDConnectProviderArn"]
    read = client.call("iam", "GetOpenIDConnectProvider", {"OpenIDConnectProviderArn": arn})
    assert (read["ClientIDList"], read["ThumbprintList"]) == (["sts.amazonaws.com"], ["0" * 40])
    client.call("iam", "DeleteOpenIDConnectProvider", {"OpenIDConnectProviderArn": arn})
    assert client.call("iam", "CreateOpenIDConnectProvider", create)["OpenIDConnectProviderArn"] == arn
    taken = client.call("iam", "GetOpenIDConnectProvider", {"OpenIDConnectProviderArn": arn})["ThumbprintList"]
    assert taken == [client.account.issuer_thumbprint(issuer)]

    made = client.call("iam", "CreateRole", {"RoleName": "my-s3-role",
                                             "AssumeRolePolicyDocument": web_identity_trust(arn, "StringEquals", SUBJECT)})
    client.call("iam", "AttachRolePolicy", {"RoleName": "my-s3-role", "PolicyArn": READ_ONLY})
    attached = client.call("iam", "ListAttachedRolePolicies", {"RoleName": "my-s3-role"})["AttachedPolicies"]
    assert attached == [{"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": READ_ONLY}]

    cluster = Cluster(client.account, "dev")
    cluster.make_service_account("z1234abcd-production", "my-s3-role")
    token = cluster.token("z1234abcd-production", "my-s3-role")
    assume = {"RoleArn": made["Role"]["Arn"], "RoleSessionName": "reader", "WebIdentityToken": token}
    session = client.call("sts", "AssumeRoleWithWebIdentity", assume)
    assert session["SubjectFromWebIdentityToken"] == SUBJECT
    assert session["AssumedRoleUser"]["Arn"].endswith(":assumed-role/my-s3-role/reader")

    reader = client.having(keys_of(session["Credentials"]))
    assert reader.call("sts", "GetCallerIdentity")["Arn"] == session["AssumedRoleUser"]["Arn"]
    client.call("s3", "CreateBucket", {"Bucket": "reports",
                                       "CreateBucketConfiguration": {"LocationConstraint": "eu-west-3"}})
    assert [bucket["Name"] for bucket in reader.call("s3", "ListBuckets")["Buckets"]] == ["reports"]
    (tmp_path / "body").write_bytes(b"x")
    denied = refusal(reader.call, "s3", "PutObject", {"Bucket": "reports", "Key": "k"}, body=tmp_path / "body")
    assert denied.code == "AccessDenied"
    for part in ("assumed-role/my-s3-role/reader", "s3:PutObject", "arn:aws:s3:::reports/k"):
        assert part in denied.message

    other = cluster.token("z1234abcd-production", "my-s3-role", audience="somebody-else")
    assert refusal(client.call, "sts", "AssumeRoleWithWebIdentity",
                   {**assume, "WebIdentityToken": other}).code == "InvalidIdentityToken"
    cluster.make_service_account("z1234abcd-production", "another")
    another = cluster.token("z1234abcd-production", "another")
    assert refusal(client.call, "sts", "AssumeRoleWithWebIdentity",
                   {**assume, "WebIdentityToken": another}).code == "AccessDenied"


@pytest.fixture(scope="module")
def bucket(client):
    client.call("s3", "CreateBucket", {"Bucket": "objects",
                                       "CreateBucketConfiguration": {"LocationConstraint": "eu-west-3"}})
    return "objects"


# A stream is what makes the SDKs send chunks with the checksum behind them (aws-chunked).
@pytest.mark.parametrize("size,stream", [(0, False), (6 * MIB + 7, False), (6 * MIB + 7, True)])
def test_an_object_there_and_back(client, bucket, tmp_path, size, stream):
    body = os.urandom(size)
    (tmp_path / "there").write_bytes(body)
    key = {"Bucket": bucket, "Key": f"a folder/ü+{size}-{stream}"}
    put = client.call("s3", "PutObject", key, body=tmp_path / "there", stream=stream)
    assert "ChecksumCRC32" in put or "ChecksumCRC64NVME" in put, "all three send a checksum by default"
    got = client.call("s3", "GetObject", key, save=tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == body
    assert (got["ETag"], got["ContentLength"]) == (put["ETag"], size)


def test_a_multipart_upload(client, bucket, tmp_path):
    parts = [os.urandom(5 * MIB), b"the end"]
    key = {"Bucket": bucket, "Key": "large"}
    upload = {**key, "UploadId": client.call("s3", "CreateMultipartUpload", key)["UploadId"]}
    sent = []
    for number, part in enumerate(parts, 1):
        (tmp_path / "part").write_bytes(part)
        etag = client.call("s3", "UploadPart", {**upload, "PartNumber": number}, body=tmp_path / "part")["ETag"]
        sent.append({"PartNumber": number, "ETag": etag})
    done = client.call("s3", "CompleteMultipartUpload", {**upload, "MultipartUpload": {"Parts": sent}})
    assert done["ETag"].endswith('-2"')
    client.call("s3", "GetObject", key, save=tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == b"".join(parts)


def test_pages(client, bucket, tmp_path):
    keys = [f"page/{i}" for i in range(7)]
    for key in keys:
        client.account.boto3("s3").put_object(Bucket=bucket, Key=key, Body=b"")
    listed = client.all("s3", "ListObjectsV2", {"Bucket": bucket, "Prefix": "page/"}, "Contents", 3)
    assert [item["Key"] for item in listed] == keys
    users = [f"user-{i}" for i in range(5)]
    for user in users:
        client.account.boto3("iam").create_user(UserName=user)
    assert [item["UserName"] for item in client.all("iam", "ListUsers", {}, "Users", 2)] == users


def test_error_codes(client, bucket):
    for service, operation, given, code, status in (
            ("s3", "ListObjectsV2", {"Bucket": "nobody-made-this"}, "NoSuchBucket", 404),
            ("s3", "CreateBucket", {"Bucket": bucket, "CreateBucketConfiguration": {"LocationConstraint": "eu-west-3"}},
             "BucketAlreadyOwnedByYou", 409),
            ("iam", "GetRole", {"RoleName": "none"}, "NoSuchEntity", 404),
            ("iam", "CreateRole", {"RoleName": "bad", "AssumeRolePolicyDocument": "{}"}, "MalformedPolicyDocument", 400),
            ("eks", "DescribeCluster", {"name": "none"}, "ResourceNotFoundException", 404)):
        refused = refusal(client.call, service, operation, given)
        assert (refused.code, refused.status or status) == (code, status), refused
    root = client.account.root()
    forger = client.having({**root, "secretAccessKey": "x" * 40})
    assert refusal(forger.call, "sts", "GetCallerIdentity").code == "SignatureDoesNotMatch"
    nobody = client.having({**root, "accessKeyId": "AKIA" + "X" * 16})
    assert refusal(nobody.call, "sts", "GetCallerIdentity").code == "InvalidClientTokenId"
