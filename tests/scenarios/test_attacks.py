"""The rows of tests/attacks: what is sent or prepared, and what must hold. Each file says what its rows mean."""

import base64
import hashlib
import http.client
import pathlib
import re

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
import yaml

from conftest import READER, free_port, slipway_yaml
from peer import Peer
from test_hostile_http import send
from test_terminal import HARMFUL

FOLDER = pathlib.Path(__file__).parent.parent / "attacks"


def rows(name):
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text())


def allowed(row):
    return row["status"] if isinstance(row["status"], list) else [row["status"]]


def signer(account, presign=None):
    """The public signer of AWS's Python SDK, with the first account's key."""
    keys = account.root()
    credentials = botocore.credentials.Credentials(keys["accessKeyId"], keys["secretAccessKey"])
    if presign:
        return botocore.auth.S3SigV4QueryAuth(credentials, "s3", "eu-west-3", expires=presign)
    return botocore.auth.S3SigV4Auth(credentials, "s3", "eu-west-3")


def signed_headers(account):
    """Of `GET /`, which lists buckets."""
    request = botocore.awsrequest.AWSRequest("GET", account.endpoint + "/")
    signer(account).add_auth(request)
    headers = {"Host": f"127.0.0.1:{account.port}", **dict(request.headers.items())}
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def filled(text, account):
    text = text.replace("{signed}", signed_headers(account)) if "{signed}" in text else text
    return re.sub(r"\{(\d+) x (.*?)\}", lambda match: match[2].encode().decode("unicode_escape") * int(match[1]), text, flags=re.S)


def test_bytes(account):
    wrong = {}
    for row in rows("http"):
        status = send(account.port, filled(row["send"], account).encode("latin-1"))
        if (status or "closed") not in allowed(row):
            wrong[row["name"]] = status
        assert account.boto3("s3").list_buckets()["Buckets"] == [], row["name"]
    assert not wrong


def signed(account, method, path, query="", headers=None, body="", presign=None):
    md5 = base64.b64encode(hashlib.md5(body.encode()).digest()).decode()
    headers = {name: value.format(md5=md5) for name, value in (headers or {}).items()}
    url = account.endpoint + path + (f"?{query}" if query else "")
    request = botocore.awsrequest.AWSRequest(method, url, headers=headers, data=body)
    signer(account, presign).add_auth(request)
    return request.prepare()


def send_changed(account, request, method=None, path=None, query=None, headers=None, body=None):
    sent = dict(request.headers.items())
    for name, value in (headers or {}).items():
        sent = {each: old for each, old in sent.items() if each.lower() != name.lower()}
        if value is not None:
            sent[name] = value
    was, _, was_query = request.url.removeprefix(account.endpoint).partition("?")
    queries = "&".join(each for each in (was_query, query) if each)
    data = body.encode() if body is not None else request.body or b""
    sent["Content-Length"] = str(len(data))
    connection = http.client.HTTPConnection("127.0.0.1", account.port, timeout=30)
    connection.request(method or request.method, (path or was) + (f"?{queries}" if queries else ""), data, sent)
    status = connection.getresponse().status
    connection.close()
    return status


def content(s3):
    listed = s3.list_objects_v2(Bucket="attacked").get("Contents", [])
    return {each["Key"]: s3.get_object(Bucket="attacked", Key=each["Key"])["Body"].read() for each in listed}


def test_changed_after_it_was_signed(account):
    s3 = account.boto3("s3")
    s3.create_bucket(Bucket="attacked", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    s3.put_object(Bucket="attacked", Key="kept", Body=b"kept")
    wrong = {}
    for row in rows("signatures"):
        status = send_changed(account, signed(account, **row["signed"]), **row["changed"])
        after = content(s3)
        done = {"new": b"new"} if status == 200 and row.get("does") == "what was signed" else {}
        if status not in allowed(row) or after != {"kept": b"kept", **done}:
            wrong[row["name"]] = (status, after)
        s3.delete_object(Bucket="attacked", Key="new")
        s3.put_object(Bucket="attacked", Key="kept", Body=b"kept")
    assert not wrong


@pytest.fixture
def peer():
    peer = Peer()
    yield peer
    peer.close()


def kubeconfig_of(server):
    return yaml.safe_dump({"apiVersion": "v1", "kind": "Config", "current-context": "c",
                           "clusters": [{"name": "c", "cluster": {"server": server}}],
                           "users": [{"name": "u", "user": {"token": "t"}}],
                           "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]})


def test_answers(slipway, account, peer, tmp_path):
    """In the place of AWS, and of a cluster's API server."""
    slipway.environment |= {"AWS_ACCESS_KEY_ID": "AKIAPEER", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_MAX_ATTEMPTS": "1"}
    of_aws, of_kubernetes, kubeconfig = tmp_path / "aws.yaml", tmp_path / "kubernetes.yaml", tmp_path / "config"
    kubeconfig.write_text(kubeconfig_of(peer.endpoint))
    of_aws.write_text(slipway_yaml({"a": READER}, account={"endpoint": peer.endpoint}))
    of_kubernetes.write_text(slipway_yaml({"a": READER}, kubeconfig=str(kubeconfig)))
    wrong = {}
    for row in rows("answers"):
        peer.answer = {**row, "body": filled(row["body"], account).encode("latin-1", "replace")}
        for file in (of_aws, of_kubernetes):
            done = slipway.run("up", "--yes", file, check=False, timeout=60)
            said = done.stderr + done.stdout
            if done.returncode not in (1, 64) or "error" not in said or HARMFUL.search(said):
                wrong[row["name"], file.name] = (done.returncode, said)
    assert not wrong


def test_data_directories(slipway, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    wrong = {}
    for number, row in enumerate(rows("data_directory")):
        folder = tmp_path / str(number)
        folder.mkdir()
        folder.chmod(int(row.get("mode", "700"), 8))
        if link := row.get("link"):
            (folder / link).symlink_to(elsewhere)
        served = slipway.run("account", "serve", "--port", free_port(), "--data-dir", folder, check=False)
        left = [each.name for each in folder.iterdir()]
        if served.returncode != 64 or row["says"] not in served.stderr or left != ([link] if link else []):
            wrong[row["name"]] = (served.returncode, served.stderr, left)
    assert not wrong and not list(elsewhere.iterdir())
