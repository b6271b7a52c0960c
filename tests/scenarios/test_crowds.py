"""Crowds that only take up room, and somebody beside them who works: the account goes on answering that one."""

import contextlib
import os
import pathlib
import resource
import socket
import subprocess
import sys
import time

import boto3
import botocore.config

from conftest import Account

CROWD = pathlib.Path(__file__).with_name("crowd.py")
SLOW_HEAD = (r"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
             r"Content-Length: 4000000\r\n\r\n")


@contextlib.contextmanager
def crowd(account, address, count, head="", byte=""):
    with subprocess.Popen([sys.executable, CROWD, str(account.port), address, str(count), head, byte],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            yield
        finally:
            process.kill()


def worker(account):
    """A client of AWS that neither tries twice nor keeps its connection for long."""
    keys = account.root()
    return boto3.session.Session().client(
        "sts", region_name="eu-west-3", endpoint_url=account.endpoint,
        config=botocore.config.Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=5),
        aws_access_key_id=keys["accessKeyId"], aws_secret_access_key=keys["secretAccessKey"])


def latencies_ms(account, seconds):
    """Of calls on a kept connection and, each tenth, of a bare one that is made anew."""
    sts = worker(account)
    sts.get_caller_identity()  # the first one reads models
    taken = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        started = time.monotonic()
        if len(taken) % 10 == 9:
            with socket.create_connection(("127.0.0.1", account.port), timeout=5) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                assert connection.recv(4096).startswith(b"HTTP/1.1 403")
        else:
            sts.get_caller_identity()
        taken.append((time.monotonic() - started) * 1000)
    return sorted(taken)


def median(sorted_ms):
    return sorted_ms[len(sorted_ms) // 2]


def test_slow_and_idle_crowds_beside_a_worker(account):
    seconds = 600 if os.environ.get("SLIPWAY_ALL") else 8
    with crowd(account, "127.0.0.2", 2000, SLOW_HEAD, "x"), crowd(account, "127.0.0.3", 2000):
        taken = latencies_ms(account, seconds)
    assert len(taken) > 10 * seconds
    assert median(taken) < 50  # and each within the 5 s that its client waits


def test_dripped_bodies_from_the_workers_own_address(account):
    """They share what one address may have; whoever drips has to go, and is not waited for in all."""
    with crowd(account, "127.0.0.1", 530, SLOW_HEAD, "x"):
        started = time.monotonic()
        for _ in range(20):
            answered = False
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", account.port), timeout=5) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                answered = connection.recv(4096).startswith(b"HTTP/1.1 403")
            if answered:
                break
            time.sleep(0.1)  # as clients do between tries
        assert answered and time.monotonic() - started < 5


def serve_idle_clients_and_one_who_works(account):
    idle = []
    try:
        for _ in range(200):
            idle.append(socket.create_connection(("127.0.0.1", account.port)))
        s3 = account.boto3("s3")
        started = time.monotonic()
        for number in range(5):
            s3.create_bucket(Bucket=f"few-{number}", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
            s3.put_object(Bucket=f"few-{number}", Key="large", Body=b"x" * (1 << 20))
        assert time.monotonic() - started < 5, "they hold the others up"
    finally:
        for connection in idle:
            connection.close()


def test_few_descriptors(slipway):
    """Idle clients take all connections that there are: a new one is served at once, and the database has its files."""
    account = Account(slipway, prefix=("sh", "-c", 'ulimit -n 64; exec "$@"', "sh"))
    try:
        serve_idle_clients_and_one_who_works(account)
    finally:
        account.stop()


def test_fewer_descriptors_than_at_the_start(account):
    """Descriptors end before the connections do that the server counted on."""
    resource.prlimit(account.process.pid, resource.RLIMIT_NOFILE, (64, 64))
    serve_idle_clients_and_one_who_works(account)
