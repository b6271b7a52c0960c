"""Requests signed by botocore, which is an independent implementation of Signature Version 4.

usage: sign_with_botocore.py SEED COUNT

Prints one JSON document a line: the request as it would be sent, and when (src/aws/signature/oracle_test.cpp reads it).
Exit code 77: botocore is not installed.
"""

import datetime
import json
import random
import sys
import urllib.parse

try:
    import botocore.auth
    from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
except ImportError:
    sys.exit(77)

START = datetime.datetime(2026, 11, 21, 12, 0, 0)
NAME_CHARACTERS = "abcXYZ019-._~ /+:;,@=&?!'()*$%\"ü€𝄞"
METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"]


def text(rng, length, characters=NAME_CHARACTERS):
    return "".join(rng.choice(characters) for _ in range(rng.randrange(length)))


def encoded_query(rng):
    # Raw `+` is not made: it would be a space to the server, as in any form, and botocore signs it as it stands.
    pairs = []
    for _ in range(rng.randrange(5)):
        name = urllib.parse.quote("q" + text(rng, 6), safe="-._~")
        value = urllib.parse.quote(text(rng, 12), safe="-._~")
        pairs.append(rng.choice([f"{name}={value}", f"{name}="]))
    return "&".join(pairs)


def make_request(rng, service):
    path = "/" + urllib.parse.quote(text(rng, 24), safe="/~")
    if service != "s3" and rng.random() < 0.3:
        path += rng.choice(["/../x", "/./", "//y", "/.."])
    host = rng.choice(["127.0.0.1:4566", "bucket.s3.eu-west-3.amazonaws.com", "localhost:443"])
    query = encoded_query(rng)
    url = rng.choice(["http", "https"]) + "://" + host + path + ("?" + query if query else "")
    headers = {"Host": host}
    if rng.random() < 0.5:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    for number in range(rng.randrange(4)):
        name = rng.choice(["x-amz-meta-", "X-Amz-Meta-", "x-custom-"]) + text(rng, 6, "abcXYZ019-")
        headers[f"{name}{number}"] = text(rng, 10, "ab  c,;=\"") + "v"
    method = rng.choice(METHODS)
    body = text(rng, 40) if method in ("PUT", "POST") else ""
    return AWSRequest(method=method, url=url, headers=headers, data=body.encode())


def make_case(rng):
    service = rng.choice(["s3", "s3", "sts", "iam", "eks", "sqs"])
    region = rng.choice(["us-east-1", "eu-west-3", "ap-southeast-2"])
    token = text(rng, 40, "abcXYZ019+/=") or None if rng.random() < 0.4 else None
    credentials = Credentials("ASIAORACLE" if token else "AKIAORACLE", "secret" + text(rng, 20, "abc019+/"), token)
    presigned = rng.random() < 0.4
    now = START + datetime.timedelta(seconds=rng.randrange(86400 * 400))
    request = make_request(rng, service)
    if presigned:
        request.data = b""  # botocore would move it into the query
        auth = (S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth)(credentials, service, region, expires=900)
    else:
        auth = (S3SigV4Auth if service == "s3" else SigV4Auth)(credentials, service, region)
        request.context["payload_signing_enabled"] = rng.random() < 0.7 if service == "s3" else True

    botocore.auth.get_current_datetime = lambda *_, **__: now
    auth.add_auth(request)
    prepared = request.prepare()
    parts = urllib.parse.urlsplit(prepared.url)
    return {
        "service": service,
        "presigned": presigned,
        "method": prepared.method,
        "path": parts.path,
        "query": parts.query,
        "headers": [[k, v.decode() if isinstance(v, bytes) else v] for k, v in prepared.headers.items()],
        "body": (request.data or b"").decode() if isinstance(request.data, bytes) else request.data or "",
        "access_key_id": credentials.access_key,
        "secret": credentials.secret_key,
        "now": now.strftime("%Y%m%dT%H%M%SZ"),
    }


def main():
    rng = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        print(json.dumps(make_case(rng)))


main()
