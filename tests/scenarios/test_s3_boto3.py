"""S3 as boto3 uses it, over http and over https: where the framing of uploads differs (facts of the wire)."""

import base64
import hashlib
import io
import json
import os
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
import zlib

import boto3
import botocore.config
import botocore.exceptions
import pytest
from boto3.s3.transfer import TransferConfig

from conftest import Account, Slipway

MIB = 1 << 20
ODD_KEYS = ["plain", "a b/ü+c", "..", "../up", "a//b", "//", "folder/", "100%", "q?x=1&y", "#hash", "日本語", "a\u00a0b",
            "semi;colon", "quote'\"", "tilde~", "back\\slash", "x" * 1024]


@pytest.fixture(scope="module", params=["http", "https"])
def s3(request, tmp_path_factory):
    home = tmp_path_factory.mktemp(request.param)
    home.chmod(0o700)
    account = Account(Slipway(home))
    yield Client(account, request.param == "https")
    account.stop()


class Client:
    def __init__(self, account, tls):
        self.account = account
        self.tls = tls
        self.names = 0

    def connect(self, keys=None, region="us-east-1", endpoint=None, service="s3", **options):
        keys = keys or self.account.root()
        config = botocore.config.Config(retries={"max_attempts": 1}, **options)
        return boto3.client(
            service, region_name=region, config=config,
            endpoint_url=endpoint or (self.account.tls_endpoint if self.tls else self.account.endpoint),
            verify=self.account.authority if self.tls else None,
            aws_access_key_id=keys["accessKeyId"], aws_secret_access_key=keys["secretAccessKey"])

    def bucket(self, client=None, **options):
        self.names += 1
        name = f"bucket-{self.names}"
        (client or self.connect()).create_bucket(Bucket=name, **options)
        return name

    def fetch(self, url, method="GET", data=None, headers=None):
        context = ssl.create_default_context(cafile=self.account.authority) if url.startswith("https") else None
        request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                             urllib.request.HTTPSHandler(context=context))
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def code(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def status(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


# --- buckets ----------------------------------------------------------------------------------------------------------


def test_buckets(s3):
    east, paris = s3.connect(), s3.connect(region="eu-west-3")
    for name in ("Upper", "ab", "a..b", "192.168.0.1", "xn--a"):
        with pytest.raises((botocore.exceptions.ClientError, botocore.exceptions.ParamValidationError)):
            east.create_bucket(Bucket=name)
    assert code(east.create_bucket, Bucket="192.168.0.1") == "InvalidBucketName"
    assert code(paris.create_bucket, Bucket="location") == "IllegalLocationConstraintException"
    here = {"LocationConstraint": "eu-west-3"}
    assert paris.create_bucket(Bucket="location", CreateBucketConfiguration=here)["Location"] == "/location"
    assert code(paris.create_bucket, Bucket="location", CreateBucketConfiguration=here) == "BucketAlreadyOwnedByYou"
    assert paris.head_bucket(Bucket="location")["BucketRegion"] == "eu-west-3"
    assert east.get_bucket_location(Bucket="location")["LocationConstraint"] == "eu-west-3"
    assert east.get_bucket_location(Bucket=s3.bucket())["LocationConstraint"] is None
    assert status(east.head_bucket, Bucket="no-such-bucket") == 404
    assert code(east.list_objects_v2, Bucket="no-such-bucket") == "NoSuchBucket"
    assert "location" in [b["Name"] for b in east.list_buckets()["Buckets"]]
    pages = list(east.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 1}))
    assert [b["Name"] for page in pages for b in page["Buckets"]] == sorted(
        b["Name"] for b in east.list_buckets()["Buckets"])
    east.put_object(Bucket="location", Key="k", Body=b"x")
    assert code(east.delete_bucket, Bucket="location") == "BucketNotEmpty"
    east.delete_object(Bucket="location", Key="k")
    east.delete_bucket(Bucket="location")
    assert code(east.delete_bucket, Bucket="location") == "NoSuchBucket"


def test_configurations(s3):
    c, name = s3.connect(), s3.bucket()
    assert c.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0][
        "ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert all(c.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    assert c.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"] == [
        {"ObjectOwnership": "BucketOwnerEnforced"}]
    assert code(c.get_bucket_tagging, Bucket=name) == "NoSuchTagSet"
    c.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    assert c.get_bucket_tagging(Bucket=name)["TagSet"] == [{"Key": "a", "Value": "b"}]
    c.delete_bucket_tagging(Bucket=name)
    assert code(c.get_bucket_tagging, Bucket=name) == "NoSuchTagSet"
    assert code(c.get_bucket_lifecycle_configuration, Bucket=name) == "NoSuchLifecycleConfiguration"
    rule = {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 3}}
    c.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    assert c.get_bucket_lifecycle_configuration(Bucket=name)["Rules"] == [rule]
    c.delete_bucket_lifecycle(Bucket=name)
    key = s3.connect(service="kms").create_key()["KeyMetadata"]["Arn"]
    c.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
         "BucketKeyEnabled": True}]})
    put = c.put_object(Bucket=name, Key="k", Body=b"x")
    assert (put["ServerSideEncryption"], put["SSEKMSKeyId"]) == ("aws:kms", key)
    c.delete_public_access_block(Bucket=name)
    assert code(c.get_public_access_block, Bucket=name) == "NoSuchPublicAccessBlockConfiguration"
    c.delete_bucket_ownership_controls(Bucket=name)
    assert code(c.get_bucket_ownership_controls, Bucket=name) == "OwnershipControlsNotFoundError"


def test_what_nobody_has_set(s3):
    c, name = s3.connect(), s3.bucket()
    assert "Status" not in c.get_bucket_accelerate_configuration(Bucket=name)
    assert c.get_bucket_request_payment(Bucket=name)["Payer"] == "BucketOwner"
    assert "LoggingEnabled" not in c.get_bucket_logging(Bucket=name)
    assert "TopicConfigurations" not in c.get_bucket_notification_configuration(Bucket=name)
    assert "Status" not in c.get_bucket_versioning(Bucket=name)
    for call, expected in ((c.get_bucket_website, "NoSuchWebsiteConfiguration"),
                           (c.get_bucket_cors, "NoSuchCORSConfiguration"),
                           (c.get_object_lock_configuration, "ObjectLockConfigurationNotFoundError"),
                           (c.get_bucket_replication, "ReplicationConfigurationNotFoundError"),
                           (c.get_bucket_policy, "NoSuchBucketPolicy")):
        assert code(call, Bucket=name) == expected
    # What is not kept is refused, never taken in silence.
    assert status(c.put_bucket_website, Bucket=name,
                  WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}}) == 501


# --- objects ----------------------------------------------------------------------------------------------------------


def test_small_object(s3):
    c, name = s3.connect(), s3.bucket()
    body = os.urandom(5 * 1024)
    put = c.put_object(Bucket=name, Key="k", Body=body, ContentType="text/plain", CacheControl="no-cache",
                       ContentEncoding="gzip", Metadata={"one": "1", "two": "z w"}, StorageClass="STANDARD_IA",
                       Tagging="t=1&u=2")
    assert put["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    got = c.get_object(Bucket=name, Key="k", ChecksumMode="ENABLED")
    assert got["Body"].read() == body
    assert got["ContentLength"] == len(body)
    assert (got["ContentType"], got["CacheControl"], got["ContentEncoding"]) == ("text/plain", "no-cache", "gzip")
    assert got["Metadata"] == {"one": "1", "two": "z w"}
    assert (got["StorageClass"], got["TagCount"]) == ("STANDARD_IA", 2)
    assert base64.b64decode(got["ChecksumCRC32"]) == zlib.crc32(body).to_bytes(4, "big")
    head = c.head_object(Bucket=name, Key="k")
    assert (head["ContentLength"], head["ETag"]) == (len(body), put["ETag"])
    override = c.get_object(Bucket=name, Key="k", ResponseContentType="image/png",
                            ResponseContentDisposition="attachment")
    assert (override["ContentType"], override["ContentDisposition"]) == ("image/png", "attachment")
    empty = c.put_object(Bucket=name, Key="empty", Body=b"")
    assert empty["ETag"] == '"d41d8cd98f00b204e9800998ecf8427e"'
    assert c.get_object(Bucket=name, Key="empty")["Body"].read() == b""
    attributes = c.get_object_attributes(Bucket=name, Key="k", ObjectAttributes=["ETag", "ObjectSize", "Checksum"])
    assert (attributes["ETag"], attributes["ObjectSize"]) == (put["ETag"].strip('"'), len(body))
    assert attributes["Checksum"]["ChecksumCRC32"] == got["ChecksumCRC32"]


def test_odd_keys(s3):
    c, name = s3.connect(), s3.bucket()
    for key in ODD_KEYS:
        c.put_object(Bucket=name, Key=key, Body=key.encode())
    for key in ODD_KEYS:
        assert c.get_object(Bucket=name, Key=key)["Body"].read() == key.encode()
    listed = [o["Key"] for o in c.list_objects_v2(Bucket=name)["Contents"]]
    assert listed == sorted(ODD_KEYS, key=lambda k: k.encode())
    assert code(c.put_object, Bucket=name, Key="x" * 1025, Body=b"") == "KeyTooLongError"
    for key in ODD_KEYS:
        c.delete_object(Bucket=name, Key=key)
    assert c.list_objects_v2(Bucket=name)["KeyCount"] == 0


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"])
def test_checksums(s3, algorithm):
    c, name = s3.connect(), s3.bucket()
    member = f"Checksum{algorithm}"
    body = b"checked" * 1000
    known = {"CRC32": lambda: zlib.crc32(body).to_bytes(4, "big"), "SHA1": lambda: hashlib.sha1(body).digest(),
             "SHA256": lambda: hashlib.sha256(body).digest()}
    if algorithm in known:
        value = base64.b64encode(known[algorithm]()).decode()
        assert c.put_object(Bucket=name, Key="k", Body=body, ChecksumAlgorithm=algorithm)[member] == value
        wrong = base64.b64encode(bytes(len(known[algorithm]()))).decode()
        assert code(c.put_object, Bucket=name, Key="k", Body=body, **{member: wrong}) == "BadDigest"
        got = c.get_object(Bucket=name, Key="k", ChecksumMode="ENABLED")
        assert (got["Body"].read(), got[member], got["ChecksumType"]) == (body, value, "FULL_OBJECT")
        return
    # botocore cannot compute these without its native library; a copy makes the account do so.
    c.put_object(Bucket=name, Key="k", Body=b"123456789")
    copied = c.copy_object(Bucket=name, Key="copy", CopySource=f"{name}/k", ChecksumAlgorithm=algorithm)
    vector = {"CRC32C": bytes.fromhex("e3069283"), "CRC64NVME": bytes.fromhex("ae8b14860a799888")}[algorithm]
    assert base64.b64decode(copied["CopyObjectResult"][member]) == vector


def test_wrong_md5(s3):
    c, name = s3.connect(), s3.bucket()
    wrong = base64.b64encode(bytes(16)).decode()
    assert code(c.put_object, Bucket=name, Key="k", Body=b"x", ContentMD5=wrong) == "BadDigest"
    assert code(c.put_object, Bucket=name, Key="k", Body=b"x", ContentMD5="nonsense") == "InvalidDigest"
    assert code(c.head_object, Bucket=name, Key="k") == "404"


def test_ranges(s3):
    c, name = s3.connect(), s3.bucket()
    c.put_object(Bucket=name, Key="k", Body=b"0123456789")
    for header, expected, content_range in (("bytes=0-3", b"0123", "bytes 0-3/10"), ("bytes=8-", b"89", "bytes 8-9/10"),
                                            ("bytes=-3", b"789", "bytes 7-9/10"), ("bytes=4-100", b"456789", "bytes 4-9/10"),
                                            ("bytes=-100", b"0123456789", "bytes 0-9/10")):
        got = c.get_object(Bucket=name, Key="k", Range=header)
        assert (got["Body"].read(), got["ContentRange"]) == (expected, content_range)
        assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
    for header in ("bytes=10-", "bytes=-0"):
        assert code(c.get_object, Bucket=name, Key="k", Range=header) == "InvalidRange"
    for header in ("bytes=a-b", "bytes=5-2", "lines=0-1"):
        assert c.get_object(Bucket=name, Key="k", Range=header)["Body"].read() == b"0123456789"


def test_conditions(s3):
    c, name = s3.connect(), s3.bucket()
    etag = c.put_object(Bucket=name, Key="k", Body=b"x")["ETag"]
    modified = c.head_object(Bucket=name, Key="k")["LastModified"]
    assert c.get_object(Bucket=name, Key="k", IfMatch=etag)["ETag"] == etag
    assert code(c.get_object, Bucket=name, Key="k", IfMatch='"other"') == "PreconditionFailed"
    assert status(c.get_object, Bucket=name, Key="k", IfNoneMatch=etag) == 304
    assert status(c.head_object, Bucket=name, Key="k", IfModifiedSince=modified) == 304
    assert status(c.head_object, Bucket=name, Key="k", IfUnmodifiedSince="2001-01-01T00:00:00Z") == 412
    assert code(c.put_object, Bucket=name, Key="k", Body=b"y", IfNoneMatch="*") == "PreconditionFailed"
    assert code(c.put_object, Bucket=name, Key="k", Body=b"y", IfMatch='"other"') == "PreconditionFailed"
    assert code(c.put_object, Bucket=name, Key="new", Body=b"y", IfMatch='"other"') == "NoSuchKey"
    c.put_object(Bucket=name, Key="new", Body=b"y", IfNoneMatch="*")
    c.put_object(Bucket=name, Key="k", Body=b"y", IfMatch=etag)
    assert code(c.delete_object, Bucket=name, Key="k", IfMatch=etag) == "PreconditionFailed"


def test_error_codes(s3):
    c, name = s3.connect(), s3.bucket()
    assert code(c.get_object, Bucket=name, Key="none") == "NoSuchKey"
    assert status(c.head_object, Bucket=name, Key="none") == 404
    assert code(c.get_object, Bucket="none-at-all", Key="none") == "NoSuchBucket"
    assert code(c.get_object, Bucket=name, Key="none", VersionId="nonsense") == "InvalidArgument"
    assert code(c.copy_object, Bucket=name, Key="k", CopySource=f"{name}/none") == "NoSuchKey"
    assert code(c.abort_multipart_upload, Bucket=name, Key="k", UploadId="none") == "NoSuchUpload"
    wrong = dict(s3.account.root(), secretAccessKey="x" * 40)
    assert code(s3.connect(keys=wrong).list_buckets) == "SignatureDoesNotMatch"
    unknown = dict(s3.account.root(), accessKeyId="AKIA" + "X" * 16)
    assert code(s3.connect(keys=unknown).list_buckets) == "InvalidAccessKeyId"
    assert code(c.head_bucket, Bucket=name, ExpectedBucketOwner="000000000000") == "403"


def test_body_stays_readable_while_it_is_deleted(s3):
    c, name = s3.connect(), s3.bucket()
    body = os.urandom(8 * MIB)
    c.put_object(Bucket=name, Key="k", Body=body)
    stream = c.get_object(Bucket=name, Key="k")["Body"]
    start = stream.read(1024)
    c.delete_object(Bucket=name, Key="k")
    assert start + stream.read() == body


# --- listings ---------------------------------------------------------------------------------------------------------


def test_listing_many(s3):
    c, name = s3.connect(max_pool_connections=8), s3.bucket()
    keys = [f"{'abcde'[i % 5]}/{i:04}" for i in range(2500)]

    def put(part):
        for key in part:
            c.put_object(Bucket=name, Key=key, Body=b"")

    threads = [threading.Thread(target=put, args=(keys[i::8],)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for operation, size in (("list_objects_v2", 1000), ("list_objects_v2", 333), ("list_objects", 700)):
        pages = list(c.get_paginator(operation).paginate(Bucket=name, PaginationConfig={"PageSize": size}))
        assert [o["Key"] for page in pages for o in page["Contents"]] == sorted(keys)
    for operation in ("list_objects_v2", "list_objects"):
        pages = list(c.get_paginator(operation).paginate(Bucket=name, Delimiter="/", PaginationConfig={"PageSize": 2}))
        assert [p["Prefix"] for page in pages for p in page["CommonPrefixes"]] == ["a/", "b/", "c/", "d/", "e/"]
        assert not any("Contents" in page for page in pages)
    some = c.list_objects_v2(Bucket=name, Prefix="c/", StartAfter="c/2480", MaxKeys=3, FetchOwner=True)
    assert [o["Key"] for o in some["Contents"]] == ["c/2482", "c/2487", "c/2492"]
    assert some["IsTruncated"] and len(some["Contents"][0]["Owner"]["ID"]) == 64
    none = c.list_objects_v2(Bucket=name, MaxKeys=0)
    assert (none["KeyCount"], none["IsTruncated"]) == (0, False)
    for start in range(0, 2500, 1000):
        batch = [{"Key": key} for key in keys[start:start + 1000]]
        assert len(c.delete_objects(Bucket=name, Delete={"Objects": batch})["Deleted"]) == len(batch)
    assert "Contents" not in c.list_objects_v2(Bucket=name)


def test_listing_folders(s3):
    c, name = s3.connect(), s3.bucket()
    for key in ("a", "b/1", "b/2", "b/c/3", "d/", "d/4", "e"):
        c.put_object(Bucket=name, Key=key, Body=b"")
    top = c.list_objects_v2(Bucket=name, Delimiter="/")
    assert [o["Key"] for o in top["Contents"]] == ["a", "e"]
    assert [p["Prefix"] for p in top["CommonPrefixes"]] == ["b/", "d/"]
    inner = c.list_objects_v2(Bucket=name, Delimiter="/", Prefix="b/")
    assert [o["Key"] for o in inner["Contents"]] == ["b/1", "b/2"]
    assert [p["Prefix"] for p in inner["CommonPrefixes"]] == ["b/c/"]
    assert [o["Key"] for o in c.list_objects_v2(Bucket=name, Delimiter="/", Prefix="d/")["Contents"]] == ["d/", "d/4"]
    walked, token = [], {}
    while True:
        page = c.list_objects_v2(Bucket=name, Delimiter="/", MaxKeys=1, **token)
        walked += [o["Key"] for o in page.get("Contents", [])] + [p["Prefix"] for p in page.get("CommonPrefixes", [])]
        if not page["IsTruncated"]:
            break
        token = {"ContinuationToken": page["NextContinuationToken"]}
    assert walked == ["a", "b/", "d/", "e"]


# --- versions ---------------------------------------------------------------------------------------------------------


def test_versions(s3):
    c, name = s3.connect(), s3.bucket()
    c.put_object(Bucket=name, Key="k", Body=b"null")
    c.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    first = c.put_object(Bucket=name, Key="k", Body=b"one")["VersionId"]
    second = c.put_object(Bucket=name, Key="k", Body=b"two")["VersionId"]
    assert c.get_object(Bucket=name, Key="k")["Body"].read() == b"two"
    for version, body in (("null", b"null"), (first, b"one"), (second, b"two")):
        assert c.get_object(Bucket=name, Key="k", VersionId=version)["Body"].read() == body
    marker = c.delete_object(Bucket=name, Key="k")
    assert marker["DeleteMarker"]
    assert code(c.get_object, Bucket=name, Key="k") == "NoSuchKey"
    assert code(c.get_object, Bucket=name, Key="k", VersionId=marker["VersionId"]) == "MethodNotAllowed"
    assert "Contents" not in c.list_objects_v2(Bucket=name)
    listed = c.list_object_versions(Bucket=name)
    assert [(v["VersionId"], v["IsLatest"]) for v in listed["Versions"]] == [
        (second, False), (first, False), ("null", False)]
    assert [(m["VersionId"], m["IsLatest"]) for m in listed["DeleteMarkers"]] == [(marker["VersionId"], True)]
    pages = list(c.get_paginator("list_object_versions").paginate(Bucket=name, PaginationConfig={"PageSize": 1}))
    assert len(pages) == 4 and [v["VersionId"] for p in pages for v in p.get("Versions", [])] == [second, first, "null"]
    c.delete_object(Bucket=name, Key="k", VersionId=marker["VersionId"])
    assert c.get_object(Bucket=name, Key="k")["Body"].read() == b"two"
    assert code(c.get_object, Bucket=name, Key="k", VersionId=marker["VersionId"]) == "NoSuchVersion"

    c.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    c.put_object(Bucket=name, Key="k", Body=b"three")
    assert c.get_object(Bucket=name, Key="k", VersionId="null")["Body"].read() == b"three"
    assert c.delete_object(Bucket=name, Key="k")["VersionId"] == "null"
    assert code(c.get_object, Bucket=name, Key="k") == "NoSuchKey"
    assert code(c.delete_bucket, Bucket=name) == "BucketNotEmpty"
    rest = c.list_object_versions(Bucket=name)
    every = [{"Key": v["Key"], "VersionId": v["VersionId"]} for v in rest["Versions"] + rest["DeleteMarkers"]]
    assert "Errors" not in c.delete_objects(Bucket=name, Delete={"Objects": every, "Quiet": True})
    c.delete_bucket(Bucket=name)


# --- copies and multipart uploads -------------------------------------------------------------------------------------


def test_copies(s3):
    c, name, other = s3.connect(), s3.bucket(), s3.bucket()
    etag = c.put_object(Bucket=name, Key="a b/ü", Body=b"data", Metadata={"m": "1"}, Tagging="t=1",
                        ContentType="text/x")["ETag"]
    source = {"Bucket": name, "Key": "a b/ü"}
    assert c.copy_object(Bucket=other, Key="copy", CopySource=source)["CopyObjectResult"]["ETag"] == etag
    got = c.get_object(Bucket=other, Key="copy")
    assert (got["Body"].read(), got["Metadata"], got["ContentType"], got["TagCount"]) == (b"data", {"m": "1"}, "text/x", 1)
    c.copy_object(Bucket=other, Key="copy", CopySource=source, MetadataDirective="REPLACE", Metadata={"m": "2"},
                  TaggingDirective="REPLACE", Tagging="")
    got = c.get_object(Bucket=other, Key="copy")
    assert got["Metadata"] == {"m": "2"} and "TagCount" not in got
    c.delete_object(Bucket=name, Key="a b/ü")
    assert c.get_object(Bucket=other, Key="copy")["Body"].read() == b"data"
    itself = {"Bucket": other, "Key": "copy"}
    assert code(c.copy_object, Bucket=other, Key="copy", CopySource=itself) == "InvalidRequest"
    assert code(c.copy_object, Bucket=other, Key="x", CopySource=itself, CopySourceIfNoneMatch=etag) == "PreconditionFailed"


def test_transfer_of_70_mib(s3):
    c, name = s3.connect(), s3.bucket()
    body = os.urandom(MIB) * 70
    c.upload_fileobj(io.BytesIO(body), name, "large", Config=TransferConfig(multipart_threshold=16 * MIB,
                                                                           multipart_chunksize=16 * MIB))
    target = io.BytesIO()
    c.download_fileobj(name, "large", target)
    assert target.getvalue() == body
    head = c.head_object(Bucket=name, Key="large", PartNumber=5)
    assert (head["PartsCount"], head["ContentLength"]) == (5, 6 * MIB)
    assert head["ETag"].endswith('-5"')
    attributes = c.get_object_attributes(Bucket=name, Key="large", ObjectAttributes=["ObjectParts", "ObjectSize"])
    assert (attributes["ObjectParts"]["TotalPartsCount"], attributes["ObjectSize"]) == (5, 70 * MIB)
    c.copy_object(Bucket=name, Key="copy", CopySource=f"{name}/large")
    assert c.head_object(Bucket=name, Key="copy")["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'


def test_multipart_by_hand(s3):
    c, name = s3.connect(), s3.bucket()
    first, last = os.urandom(5 * MIB), b"the end"
    upload = c.create_multipart_upload(Bucket=name, Key="k", Metadata={"m": "1"}, ChecksumAlgorithm="SHA256")["UploadId"]
    here = {"Bucket": name, "Key": "k", "UploadId": upload}
    one = c.upload_part(PartNumber=1, Body=first, ChecksumAlgorithm="SHA256", **here)
    two = c.upload_part(PartNumber=2, Body=last, ChecksumAlgorithm="SHA256", **here)
    assert [p["PartNumber"] for p in c.list_parts(**here)["Parts"]] == [1, 2]
    assert c.list_parts(MaxParts=1, **here)["NextPartNumberMarker"] == 1
    assert [u["UploadId"] for u in c.list_multipart_uploads(Bucket=name)["Uploads"]] == [upload]

    def parts(*pairs):
        return {"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in pairs]}

    for wrong, expected in ((parts((2, two["ETag"]), (1, one["ETag"])), "InvalidPartOrder"),
                            (parts((1, '"0"')), "InvalidPart"), (parts((3, one["ETag"])), "InvalidPart")):
        assert code(c.complete_multipart_upload, MultipartUpload=wrong, **here) == expected
    assert code(c.upload_part, PartNumber=0, Body=b"x", **here) == "InvalidArgument"
    whole = parts((1, one["ETag"]), (2, two["ETag"]))
    done = c.complete_multipart_upload(MultipartUpload=whole, **here)
    digests = hashlib.md5(first).digest() + hashlib.md5(last).digest()
    assert done["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-2"'
    sums = hashlib.sha256(hashlib.sha256(first).digest() + hashlib.sha256(last).digest()).digest()
    assert done["ChecksumSHA256"] == base64.b64encode(sums).decode() + "-2"
    got = c.get_object(Bucket=name, Key="k", ChecksumMode="ENABLED")
    assert got["Body"].read() == first + last and got["Metadata"] == {"m": "1"}
    assert got["ChecksumType"] == "COMPOSITE"
    assert c.complete_multipart_upload(MultipartUpload=whole, **here)["ETag"] == done["ETag"]  # as often as it is asked
    assert code(c.complete_multipart_upload, MultipartUpload=parts((1, one["ETag"])), **here) == "NoSuchUpload"

    upload = c.create_multipart_upload(Bucket=name, Key="copied")["UploadId"]
    here = {"Bucket": name, "Key": "copied", "UploadId": upload}
    one = c.upload_part_copy(PartNumber=1, CopySource=f"{name}/k", CopySourceRange=f"bytes=0-{5 * MIB - 1}", **here)
    two = c.upload_part_copy(PartNumber=2, CopySource=f"{name}/k", CopySourceRange="bytes=5-9", **here)
    assert code(c.upload_part_copy, PartNumber=3, CopySource=f"{name}/k", CopySourceRange="bytes=0-99999999",
                **here) == "InvalidArgument"
    c.complete_multipart_upload(MultipartUpload=parts((1, one["CopyPartResult"]["ETag"]),
                                                      (2, two["CopyPartResult"]["ETag"])), **here)
    assert c.get_object(Bucket=name, Key="copied")["Body"].read() == first + first[5:10]

    upload = c.create_multipart_upload(Bucket=name, Key="small")["UploadId"]
    here = {"Bucket": name, "Key": "small", "UploadId": upload}
    etags = [c.upload_part(PartNumber=i, Body=b"x", **here)["ETag"] for i in (1, 2)]
    small = parts((1, etags[0]), (2, etags[1]))
    assert code(c.complete_multipart_upload, MultipartUpload=small, **here) == "EntityTooSmall"
    c.abort_multipart_upload(**here)
    assert code(c.list_parts, **here) == "NoSuchUpload"


# --- addressing and access --------------------------------------------------------------------------------------------


def test_presigned(s3):
    c, name = s3.connect(signature_version="s3v4"), s3.bucket()
    url = c.generate_presigned_url("put_object", Params={"Bucket": name, "Key": "a b/ü"}, ExpiresIn=60)
    assert s3.fetch(url, "PUT", b"presigned")[0] == 200
    url = c.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "a b/ü"}, ExpiresIn=60)
    assert s3.fetch(url) == (200, b"presigned")
    assert s3.fetch(url.replace("Signature=", "Signature=0"))[0] == 403


def test_virtual_host(s3, monkeypatch):
    resolve = socket.getaddrinfo  # not every system's resolver knows what is below `localhost` (RFC 6761 section 6.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **named: resolve(
        "127.0.0.1" if str(host).endswith(".localhost") else host, *more, **named))
    name = s3.bucket()
    scheme = "https" if s3.tls else "http"
    c = s3.connect(endpoint=f"{scheme}://localhost:{s3.account.port}", s3={"addressing_style": "virtual"})
    c.put_object(Bucket=name, Key="a b", Body=b"virtual")
    assert c.get_object(Bucket=name, Key="a b")["Body"].read() == b"virtual"
    assert [o["Key"] for o in c.list_objects_v2(Bucket=name)["Contents"]] == ["a b"]
    assert s3.connect().get_object(Bucket=name, Key="a b")["Body"].read() == b"virtual"


def user(s3, name, *statements):
    iam = s3.connect(service="iam")
    iam.create_user(UserName=name)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **one} for one in statements]}
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}


def test_who_may(s3):
    root, name = s3.connect(), s3.bucket()
    arn = f"arn:aws:s3:::{name}"
    root.put_object(Bucket=name, Key="mine/1", Body=b"x", Tagging="kind=open")
    root.put_object(Bucket=name, Key="other", Body=b"x")
    reader = s3.connect(user(s3, "reader", {"Action": "s3:GetObject", "Resource": f"{arn}/mine/*"}))
    assert reader.get_object(Bucket=name, Key="mine/1")["Body"].read() == b"x"
    assert code(reader.get_object, Bucket=name, Key="other") == "AccessDenied"
    assert code(reader.get_object, Bucket=name, Key="mine/none") == "AccessDenied"  # who may not list learns nothing
    assert code(reader.put_object, Bucket=name, Key="mine/1", Body=b"y") == "AccessDenied"
    assert code(reader.list_buckets) == "AccessDenied"
    lister = s3.connect(user(s3, "lister", {"Action": "s3:ListBucket", "Resource": arn,
                                            "Condition": {"StringLike": {"s3:prefix": "mine/*"}}},
                             {"Action": "s3:DeleteObject", "Resource": f"{arn}/mine/*"}))
    assert lister.list_objects_v2(Bucket=name, Prefix="mine/")["KeyCount"] == 1
    assert code(lister.list_objects_v2, Bucket=name) == "AccessDenied"
    answer = lister.delete_objects(Bucket=name, Delete={"Objects": [{"Key": "mine/1"}, {"Key": "other"}]})
    assert [d["Key"] for d in answer["Deleted"]] == ["mine/1"]
    assert [(e["Key"], e["Code"]) for e in answer["Errors"]] == [("other", "AccessDenied")]


def test_bucket_policy(s3):
    root, name = s3.connect(), s3.bucket()
    root.put_object(Bucket=name, Key="k", Body=b"x")
    keys = user(s3, "guest")
    guest = s3.connect(keys)
    assert code(guest.get_object, Bucket=name, Key="k") == "AccessDenied"
    policy = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{s3.account.root()['accountId']}:user/guest"},
        "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}]}
    root.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    assert json.loads(root.get_bucket_policy(Bucket=name)["Policy"]) == policy
    assert not root.get_bucket_policy_status(Bucket=name)["PolicyStatus"]["IsPublic"]
    assert guest.get_object(Bucket=name, Key="k")["Body"].read() == b"x"
    base = s3.account.tls_endpoint if s3.tls else s3.account.endpoint
    assert s3.fetch(f"{base}/{name}/k")[0] == 403
    policy["Statement"][0]["Principal"] = "*"
    assert code(root.put_bucket_policy, Bucket=name, Policy=json.dumps(policy)) == "AccessDenied"
    root.delete_public_access_block(Bucket=name)
    root.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    assert root.get_bucket_policy_status(Bucket=name)["PolicyStatus"]["IsPublic"]
    assert s3.fetch(f"{base}/{name}/k") == (200, b"x")
    root.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={"RestrictPublicBuckets": True})
    assert s3.fetch(f"{base}/{name}/k")[0] == 403
    policy["Statement"][0]["Resource"] = "arn:aws:s3:::another/*"
    assert code(root.put_bucket_policy, Bucket=name, Policy=json.dumps(policy)) == "MalformedPolicy"
    assert code(root.put_bucket_policy, Bucket=name, Policy="{") == "MalformedPolicy"
    root.delete_bucket_policy(Bucket=name)
    assert code(guest.get_object, Bucket=name, Key="k") == "AccessDenied"


def test_acls(s3):
    c = s3.connect()
    name = s3.bucket(c)
    assert code(c.put_object_acl, Bucket=name, Key="none", ACL="private") == "NoSuchKey"
    c.put_object(Bucket=name, Key="k", Body=b"x")
    assert code(c.put_object, Bucket=name, Key="k", Body=b"x", ACL="public-read") == "AccessControlListNotSupported"
    assert len(c.get_bucket_acl(Bucket=name)["Grants"]) == 1
    c.put_bucket_ownership_controls(Bucket=name,
                                    OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
    assert code(c.put_object_acl, Bucket=name, Key="k", ACL="public-read") == "AccessDenied"
    c.delete_public_access_block(Bucket=name)
    c.put_object_acl(Bucket=name, Key="k", ACL="public-read")
    grants = c.get_object_acl(Bucket=name, Key="k")["Grants"]
    assert [g["Permission"] for g in grants] == ["FULL_CONTROL", "READ"]
    base = s3.account.tls_endpoint if s3.tls else s3.account.endpoint
    assert s3.fetch(f"{base}/{name}/k") == (200, b"x")


def test_object_tags(s3):
    c, name = s3.connect(), s3.bucket()
    c.put_object(Bucket=name, Key="k", Body=b"x")
    assert c.get_object_tagging(Bucket=name, Key="k")["TagSet"] == []
    tags = [{"Key": "a", "Value": "1"}]
    c.put_object_tagging(Bucket=name, Key="k", Tagging={"TagSet": tags})
    assert c.get_object_tagging(Bucket=name, Key="k")["TagSet"] == tags
    assert code(c.put_object_tagging, Bucket=name, Key="k", Tagging={"TagSet": tags * 2}) == "InvalidTag"
    many = [{"Key": str(i), "Value": ""} for i in range(11)]
    assert code(c.put_object_tagging, Bucket=name, Key="k", Tagging={"TagSet": many}) == "BadRequest"
    c.delete_object_tagging(Bucket=name, Key="k")
    assert c.get_object_tagging(Bucket=name, Key="k")["TagSet"] == []


# --- what stays -------------------------------------------------------------------------------------------------------


def test_restart_and_sweep(slipway):
    account = Account(slipway)
    client = Client(account, False)
    c, name = client.connect(), client.bucket()
    c.put_object(Bucket=name, Key="k", Body=b"kept")
    account.kill()
    objects = slipway.home / "account" / "objects"
    leftover = objects / "ab" / ("c" * 30)
    leftover.parent.mkdir(exist_ok=True)
    leftover.write_bytes(b"of a crash")
    time.sleep(3.1)  # files as young as a start are let alone
    account.start()
    assert client.connect().get_object(Bucket=name, Key="k")["Body"].read() == b"kept"
    deadline = time.monotonic() + 5
    while leftover.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not leftover.exists()
    client.connect().delete_object(Bucket=name, Key="k")
    assert not [path for path in objects.rglob("*") if path.is_file()]
    account.stop()


# --- where bodies are kept --------------------------------------------------------------------------------------------


def files_of(s3):
    return [path for path in (s3.account.slipway.home / "account" / "objects").rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, 16 << 10, (16 << 10) + 1])
def test_small_bodies_in_records_and_others_in_files_are_alike(s3, size):
    c, name, before = s3.connect(), s3.bucket(), set(files_of(s3))
    body = bytes(i % 251 for i in range(size))
    c.put_object(Bucket=name, Key="first", Body=b"replaced" * 4000)
    etag = c.put_object(Bucket=name, Key="first", Body=body)["ETag"]
    assert len(set(files_of(s3)) - before) == (1 if size > 16 << 10 else 0)
    assert c.get_object(Bucket=name, Key="first")["Body"].read() == body
    if size > 1:
        part = c.get_object(Bucket=name, Key="first", Range="bytes=1-200")
        assert part["Body"].read() == body[1:201] and part["ContentRange"] == f"bytes 1-200/{size}"

    c.copy_object(Bucket=name, Key="copy", CopySource=f"{name}/first")
    upload = {"Bucket": name, "Key": "joined"}
    upload["UploadId"] = c.create_multipart_upload(**upload)["UploadId"]
    parts = [{"PartNumber": 1, **c.upload_part_copy(**upload, PartNumber=1, CopySource=f"{name}/first")["CopyPartResult"]}]
    c.complete_multipart_upload(**upload, MultipartUpload={"Parts": [
        {"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in parts]})
    c.delete_object(Bucket=name, Key="first")
    assert code(c.get_object, Bucket=name, Key="first") == "NoSuchKey"
    for key in ("copy", "joined"):
        assert c.get_object(Bucket=name, Key=key)["Body"].read() == body
    assert c.head_object(Bucket=name, Key="copy")["ETag"] == etag

    for key in ("copy", "joined"):
        c.delete_object(Bucket=name, Key=key)
    assert set(files_of(s3)) == before
