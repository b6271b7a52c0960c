"""The two servers that are compared, and the load that both get. Whatever is started ends with its `with`."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "scenarios"))
from conftest import PROGRAM, clean_environment, free_port  # noqa: E402  (the scenarios' own ways)

PROGRAMS = ROOT / "build" / "tests" / "bench"
REGION = "eu-west-3"
ROOT_KEYS = ("AKIASLIPWAYBENCHROOT", "bench-secret-of-the-root-user-0123456789")
BUCKET = "bench"


class Server:
    """A server process on a port of loopback, not started yet."""

    def __init__(self, command, environment, port, keys, tolerated_failures=0.0):
        self.command, self.environment, self.port, self.keys = command, environment, port, keys
        self.tolerated_failures = tolerated_failures  # as a share of the calls of a load
        self.endpoint = f"http://127.0.0.1:{port}"
        self.process = None

    def start(self):
        """Starts it and returns the seconds until its first answer: a signed GetCallerIdentity, with 200."""
        request = first_request(self)
        begun = time.perf_counter()
        self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while time.perf_counter() - begun < 60:
            if answers(request):
                return time.perf_counter() - begun
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.command[0]} ended with exit code {self.process.returncode}")
            time.sleep(0.0005)  # nothing tells when a port opens
        raise RuntimeError(f"{self.command[0]} does not answer")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def client(self, service):
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id=self.keys[0],
                            aws_secret_access_key=self.keys[1])

    def resident_mib(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")

    def cpu_seconds(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def first_request(server):
    body = "Action=GetCallerIdentity&Version=2011-06-15"
    request = botocore.awsrequest.AWSRequest("POST", server.endpoint + "/", data=body, headers={
        "Content-Type": "application/x-www-form-urlencoded"})
    botocore.auth.SigV4Auth(botocore.credentials.Credentials(*server.keys), "sts", REGION).add_auth(request)
    return urllib.request.Request(server.endpoint + "/", data=body.encode(), headers=dict(request.headers))


NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(request):
    try:
        with NO_PROXY.open(request, timeout=20) as answer:
            return answer.status == 200
    except OSError:
        return False


def make_slipway(home):
    port = free_port()
    environment = {**clean_environment(), "SLIPWAY_HOME": str(home), "SLIPWAY_ROOT_ACCESS_KEY_ID": ROOT_KEYS[0],
                   "SLIPWAY_ROOT_SECRET_ACCESS_KEY": ROOT_KEYS[1]}
    return Server([PROGRAM, "account", "serve", "--port", str(port)], environment, port, ROOT_KEYS)


def make_moto():
    port = free_port()
    program = os.path.join(os.path.dirname(sys.executable), "moto_server")
    # Its dictionaries change while other threads walk them, so some calls of eight at a time fail with 500.
    return Server([program, "-p", str(port)], clean_environment(), port, ("testing", "testing"), tolerated_failures=0.05)


@contextlib.contextmanager
def temporary_folder():
    """On the disk that the sources are on, since /tmp may be memory."""
    folder = tempfile.mkdtemp(prefix="bench-", dir=ROOT / "build")
    try:
        yield pathlib.Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(server):
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def slipway():
    with temporary_folder() as home, running(make_slipway(home)) as server:
        yield server


@contextlib.contextmanager
def moto():
    with running(make_moto()) as server:
        yield server


POLICY = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["sts:GetCallerIdentity", "iam:CreateRole"], "Resource": "*"},
    {"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": f"arn:aws:s3:::{BUCKET}/*"}]}


def make_user(server):
    """A bucket, and a user that may do what is measured; from then on the server takes the user's keys."""
    server.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    iam = server.client("iam")
    iam.create_user(UserName="bench")
    iam.put_user_policy(UserName="bench", PolicyName="bench", PolicyDocument=json.dumps(POLICY))
    key = iam.create_access_key(UserName="bench")["AccessKey"]
    server.keys = (key["AccessKeyId"], key["SecretAccessKey"])


def enforce_iam(moto_server):
    """moto checks no signatures and no policies until it is told to."""
    request = urllib.request.Request(moto_server.endpoint + "/moto-api/reset-auth", data=b"0",
                                     headers={"Content-Type": "text/plain"})
    with NO_PROXY.open(request, timeout=20):
        pass


def load(server, service, operation, body=0, **numbers):
    """Runs the load generator; `body` is the input of the operation."""
    inputs = numbers.pop("input", {})
    command = [PROGRAMS / "load", server.endpoint, service, operation, json.dumps(inputs), f"body={body}",
               *(f"{name}={value}" for name, value in numbers.items())]
    environment = {**clean_environment(), "AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": server.keys[0],
                   "AWS_SECRET_ACCESS_KEY": server.keys[1]}
    before = server.cpu_seconds()
    done = subprocess.run(command, env=environment, text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{operation} at {server.command[0]}: {done.stderr.strip()}")
    tally = json.loads(done.stdout)
    if tally["failures"] > server.tolerated_failures * tally["calls"]:
        raise RuntimeError(f"{operation} at {server.command[0]}: {tally['failures']} of {tally['calls']} answers were not "
                           f"200; the first one:\n{tally['first_failure']}")
    tally["per_second"] = (tally["calls"] - tally["failures"]) / tally["seconds"]
    tally["server_cpu"] = (server.cpu_seconds() - before) / tally["seconds"]
    tally["load_cpu"] = tally["cpu_seconds"] / tally["seconds"]
    return tally
