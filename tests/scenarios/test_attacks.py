"""The rows of tests/attacks: what is sent, and what must hold."""

import contextlib
import pathlib
import socket

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import yaml

ROWS = [row for file in sorted((pathlib.Path(__file__).parent.parent / "attacks").glob("*.yaml"))
        for row in yaml.safe_load(file.read_text())]


def signed_headers(account):
    """Of `GET /`, which lists buckets: Host, dates, hash and Authorization, by the public signer of AWS's Python SDK."""
    keys = account.root()
    request = botocore.awsrequest.AWSRequest("GET", account.endpoint + "/")
    botocore.auth.S3SigV4Auth(botocore.credentials.Credentials(keys["accessKeyId"], keys["secretAccessKey"]), "s3",
                              "eu-west-3").add_auth(request)
    headers = {"Host": f"127.0.0.1:{account.port}", **dict(request.headers.items())}
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def answer_to(account, data):
    """The status, or `closed`."""
    answer = b""
    with socket.create_connection(("127.0.0.1", account.port), timeout=30) as connection:
        with contextlib.suppress(OSError):  # it may be closed while we still send
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while more := connection.recv(1 << 16):
                answer += more
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else "closed"


def test_attacks(account):
    filled = {"{300 headers}": "X: y\r\n" * 300, "{9 MB}": "x" * 9_000_000}
    wrong = {}
    for row in ROWS:
        text = row["send"].replace("{signed}", signed_headers(account))
        for name, value in filled.items():
            text = text.replace(name, value)
        allowed = row["status"] if isinstance(row["status"], list) else [row["status"]]
        status = answer_to(account, text.encode())
        if status not in allowed:
            wrong[row["name"]] = status
        assert account.boto3("s3").list_buckets()["Buckets"] == [], row["name"]
    assert not wrong
