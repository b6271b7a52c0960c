"""S3 as clients use it by default, none of them told anything about signatures or checksums."""

import json
import pathlib
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import boto3
import botocore.config
import pyarrow.fs
import pytest

from conftest import Account, Slipway

HERE = pathlib.Path(__file__).resolve().parent
REGION = "us-east-1"


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    home = tmp_path_factory.mktemp("as-they-come")
    home.chmod(0o700)
    account = Account(Slipway(home))
    client(account).create_bucket(Bucket="bucket")
    yield account
    account.stop()


def client(account, keys=None, service="s3", region=REGION):
    """boto3 with its defaults: no signature version, no addressing style."""
    keys = keys or account.root()
    return boto3.client(service, region_name=region, endpoint_url=account.endpoint,
                        aws_access_key_id=keys["accessKeyId"], aws_secret_access_key=keys["secretAccessKey"],
                        aws_session_token=keys.get("sessionToken"))


def fetch(url, method="GET", data=None, headers=None):
    """Status and body, as a program without any SDK gets them."""
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


# --- pyarrow: the SDK for C++ -----------------------------------------------------------------------------------------


@pytest.fixture
def arrow(s3):
    keys = s3.root()
    return pyarrow.fs.S3FileSystem(access_key=keys["accessKeyId"], secret_key=keys["secretAccessKey"], region=REGION,
                                   scheme="http", endpoint_override=f"127.0.0.1:{s3.port}")


def test_pyarrow_writes_reads_lists_copies_and_removes(arrow):
    content = b"arrow" * 400_000  # more than a buffer
    with arrow.open_output_stream("bucket/arrow/a b+c", metadata={"Content-Type": "text/plain"}) as out:
        out.write(content)
    with arrow.open_input_stream("bucket/arrow/a b+c") as stream:
        assert stream.read() == content
    with arrow.open_input_file("bucket/arrow/a b+c") as file:
        file.seek(5)
        assert file.read(10) == b"arrowarrow"
    arrow.copy_file("bucket/arrow/a b+c", "bucket/arrow/copy")
    found = arrow.get_file_info(pyarrow.fs.FileSelector("bucket/arrow"))
    assert sorted((info.base_name, info.size) for info in found) == [("a b+c", len(content)), ("copy", len(content))]
    arrow.delete_dir_contents("bucket/arrow")
    assert arrow.get_file_info("bucket/arrow/copy").type == pyarrow.fs.FileType.NotFound


# --- boto3 and AWS CLI 1: presigned URLs of signature version 2 -------------------------------------------------------


def test_presigned_by_boto3_with_its_defaults(s3):
    c = client(s3)
    put = c.generate_presigned_url("put_object", Params={
        "Bucket": "bucket", "Key": "a b/ü", "ContentType": "text/plain", "Metadata": {"owner": "ann lee"},
        "StorageClass": "STANDARD_IA"}, ExpiresIn=60)
    assert "AWSAccessKeyId=" in put and "X-Amz-Algorithm" not in put
    assert fetch(put, "PUT", b"text", {"Content-Type": "text/plain"})[0] == 200
    head = c.head_object(Bucket="bucket", Key="a b/ü")
    assert (head["ContentType"], head["Metadata"], head["StorageClass"]) == (
        "text/plain", {"owner": "ann lee"}, "STANDARD_IA")
    get = c.generate_presigned_url("get_object", Params={
        "Bucket": "bucket", "Key": "a b/ü", "ResponseContentType": "text/x-told"}, ExpiresIn=60)
    assert fetch(get) == (200, b"text")
    assert fetch(get.replace("x-told", "x-other"))[0] == 403
    assert fetch(get.replace("Signature=", "Signature=0"))[0] == 403
    assert fetch(get, "DELETE")[0] == 403
    assert fetch(get + "&x-amz-acl=public-read")[0] == 403
    over = c.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "a b/ü"}, ExpiresIn=-1)
    assert b"Request has expired" in fetch(over)[1]


def test_presigned_by_a_session(s3):
    credentials = client(s3, service="sts").get_session_token()["Credentials"]
    keys = {"accessKeyId": credentials["AccessKeyId"], "secretAccessKey": credentials["SecretAccessKey"],
            "sessionToken": credentials["SessionToken"]}
    client(s3).put_object(Bucket="bucket", Key="s", Body=b"session")
    url = client(s3, keys).generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "s"})
    assert "x-amz-security-token=" in url
    assert fetch(url) == (200, b"session")
    at = url.index("x-amz-security-token=") + len("x-amz-security-token=")
    assert fetch(url[:at] + "A" + url[at:])[0] in (400, 403)


def test_presigned_by_the_command_line(s3):
    client(s3).put_object(Bucket="bucket", Key="cli", Body=b"cli")
    url = s3.aws("s3", "presign", "s3://bucket/cli", region=REGION).strip()
    assert fetch(url) == (200, b"cli")


def test_version_2_only_in_the_regions_that_list_it(s3):
    elsewhere = client(s3, region="eu-west-3")
    elsewhere.create_bucket(Bucket="younger", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    elsewhere.put_object(Bucket="younger", Key="k", Body=b"")
    old = boto3.client("s3", region_name=REGION, endpoint_url=s3.endpoint, config=botocore.config.Config(signature_version="s3"),
                       aws_access_key_id=s3.root()["accessKeyId"], aws_secret_access_key=s3.root()["secretAccessKey"])
    status, body = fetch(old.generate_presigned_url("get_object", Params={"Bucket": "younger", "Key": "k"}))
    assert status == 400 and b"Please use AWS4-HMAC-SHA256" in body
    old.put_object(Bucket="bucket", Key="old", Body=b"in the header")
    assert old.get_object(Bucket="bucket", Key="old")["Body"].read() == b"in the header"


def test_policies_see_the_version_and_the_form(s3):
    iam = client(s3, service="iam")
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/new/*",
             "Condition": {"StringEquals": {"s3:signatureversion": "AWS"}}},
            {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/header/*",
             "Condition": {"StringNotEquals": {"s3:authType": "REST-HEADER"}}}]}))
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    keys = {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}
    for name in ("new/k", "header/k", "any/k"):
        client(s3).put_object(Bucket="bucket", Key=name, Body=b"x")

    def presigned(name):
        return fetch(client(s3, keys).generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": name}))[0]

    assert [presigned(name) for name in ("new/k", "header/k", "any/k")] == [403, 403, 200]
    assert client(s3, keys).get_object(Bucket="bucket", Key="header/k")["Body"].read() == b"x"


# --- the JavaScript SDK: what it is to say stands in the query --------------------------------------------------------


def presigned_by_javascript(s3, operation, given):
    done = subprocess.run(["node", HERE / "js_presign.mjs", operation, json.dumps(given)],
                          env=s3.client_environment(region=REGION), text=True, capture_output=True, timeout=60, check=True)
    return done.stdout.strip()


def test_presigned_by_javascript(s3):
    put = presigned_by_javascript(s3, "PutObject", {
        "Bucket": "bucket", "Key": "js", "Metadata": {"owner": "ann"}, "Tagging": "kind=js&a=b", "ACL": "private",
        "StorageClass": "STANDARD_IA", "ServerSideEncryption": "AES256"})
    for name in ("x-amz-meta-owner", "x-amz-tagging", "x-amz-storage-class"):
        assert name in put, put
    # Encryption alone is not taken into the query: whoever uploads must send it.
    encryption = {"x-amz-server-side-encryption": "AES256"}
    assert fetch(put, "PUT", b"from a browser")[0] == 403
    assert fetch(put, "PUT", b"from a browser", encryption) == (200, b"")
    c = client(s3)
    head = c.head_object(Bucket="bucket", Key="js")
    assert (head["Metadata"], head["StorageClass"], head["ServerSideEncryption"]) == (
        {"owner": "ann"}, "STANDARD_IA", "AES256")
    tags = c.get_object_tagging(Bucket="bucket", Key="js")["TagSet"]
    assert sorted((tag["Key"], tag["Value"]) for tag in tags) == [("a", "b"), ("kind", "js")]
    assert fetch(presigned_by_javascript(s3, "GetObject", {"Bucket": "bucket", "Key": "js"})) == (200, b"from a browser")


def test_policies_see_what_stands_in_the_query(s3):
    iam = client(s3, service="iam")
    iam.create_user(UserName="bob")
    iam.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["s3:PutObject", "s3:PutObjectTagging"], "Resource": "arn:aws:s3:::bucket/*"},
            {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*",
             "Condition": {"StringEquals": {"s3:x-amz-storage-class": "GLACIER"}}}]}))
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    keys = {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}
    c = boto3.client("s3", region_name=REGION, endpoint_url=s3.endpoint, aws_access_key_id=keys["accessKeyId"],
                     aws_secret_access_key=keys["secretAccessKey"])
    for storage_class, status in (("STANDARD_IA", 200), ("GLACIER", 403)):
        url = c.generate_presigned_url("put_object", Params={
            "Bucket": "bucket", "Key": "class", "StorageClass": storage_class})
        answer = fetch(url, "PUT", b"x", {"Content-Type": ""})
        assert answer[0] == status, (url, answer)


# --- copies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["bucket/from a+b", "/bucket/from a+b"])
@pytest.mark.parametrize("encode", [
    lambda text: urllib.parse.quote(text),
    lambda text: urllib.parse.quote(text, safe=""),
    lambda text: urllib.parse.quote_plus(text),
    lambda text: urllib.parse.quote_plus(text, safe="/")], ids=["path", "whole", "form", "form-path"])
def test_copy_sources_however_they_are_encoded(s3, source, encode):
    c = client(s3)
    c.put_object(Bucket="bucket", Key="from a+b", Body=b"source")
    # boto3 would encode it once more.
    c.meta.events.register("before-call.s3.CopyObject", lambda params, **_: params["headers"].update(
        {"x-amz-copy-source": encode(source)}))
    c.copy_object(Bucket="bucket", Key="to", CopySource="bucket/any")
    assert c.get_object(Bucket="bucket", Key="to")["Body"].read() == b"source"
