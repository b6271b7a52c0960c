"""What the scenarios share: the program, a home of its own for each test, an account that serves it, and AWS's tools.

Every process talks to loopback only, and whatever a test starts ends with it.
"""

import hashlib
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

import boto3
import botocore.config
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("SLIPWAY_PROGRAM", str(ROOT / "build" / "slipway"))
SESSION = boto3.session.Session()  # one for all: it reads each service's model once
SESSION_LOCK = threading.Lock()  # clients may be used by several threads, a session not
AWS_CLI = shutil.which("aws", path=os.path.dirname(sys.executable)) or shutil.which("aws")
# Where the machine's own settings would lead a client elsewhere.
FOREIGN = ("AWS_", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "SLIPWAY_HOME")


@pytest.hookimpl(optionalhook=True)  # only several workers need it
def pytest_xdist_make_scheduler(config, log):
    """A file is one worker's, and all that start a Kubernetes are the same worker's: two at once starve each other."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.partition("::")[0]
            return "kubernetes" if "local_cluster" in (config.rootpath / file).read_text("utf-8") else file

    return ByFile(config, log)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test shows what its clusters printed, too: they are gone when somebody reads of it."""
    report = (yield).get_result()
    clusters = sys.modules.get("local_cluster")
    if report.failed and clusters:
        report.sections += clusters.last_words()


def clean_environment():
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(FOREIGN)}


def free_port():
    """One that is free now; somebody else may take it before whoever it is for."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(condition, otherwise, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.005)  # where nothing tells when it holds


class Slipway:
    """The program with a home of its own."""

    def __init__(self, home):
        self.home = pathlib.Path(home)
        self.environment = {**clean_environment(), "SLIPWAY_HOME": str(self.home), "AWS_EC2_METADATA_DISABLED": "true"}

    def run(self, *arguments, check=True, timeout=120, **more):
        if "input" not in more:
            more["stdin"] = subprocess.DEVNULL
        done = subprocess.run([PROGRAM, *map(str, arguments)], env=self.environment, text=True, timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
        if check and done.returncode != 0:
            raise AssertionError(f"slipway {' '.join(map(str, arguments))}: exit code {done.returncode}\n"
                                 f"{done.stdout}\n{done.stderr}")
        return done


class Account:
    """An embedded account that is served until the test ends."""

    def __init__(self, slipway, *options, port=None, environment=None, wait=True, prefix=()):
        self.slipway = slipway
        self.port = port or 0  # 0: any that is free when it starts, and from then on the same
        self.options = options
        self.prefix = prefix  # a command that runs the program
        self.environment = environment or {}
        self.clients = {}
        self.data_dir = slipway.home / "account"
        self.start(wait)

    def start(self, wait=True):
        self.log = open(self.slipway.home / "serve.log", "ab")
        self.process = subprocess.Popen(
            [*self.prefix, PROGRAM, "account", "serve", "--port", str(self.port), *map(str, self.options)],
            env={**self.slipway.environment, **self.environment}, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        if wait:
            wait_until(self.serves, "the account does not answer")

    def serves(self):
        assert self.process.poll() is None, (self.slipway.home / "serve.log").read_text()
        try:
            server = json.loads((self.data_dir / "server.json").read_text())
        except FileNotFoundError:
            return False
        if server["pid"] == self.process.pid:
            self.port = server["port"]
        return server["pid"] == self.process.pid

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)
        self.log.close()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def tls_endpoint(self):
        return f"https://127.0.0.1:{self.port}"

    @property
    def authority(self):
        return str(self.data_dir / "authority.pem")

    def root(self, index=0):
        accounts = json.loads((self.data_dir / "credentials.json").read_text())["accounts"]
        return accounts[index]

    def client_environment(self, tls=False, region="eu-west-3", keys=None):
        keys = keys or self.root()
        environment = {**clean_environment(), "AWS_ENDPOINT_URL": self.tls_endpoint if tls else self.endpoint,
                       "AWS_ACCESS_KEY_ID": keys["accessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["secretAccessKey"],
                       "AWS_REGION": region, "AWS_DEFAULT_REGION": region, "AWS_EC2_METADATA_DISABLED": "true",
                       "AWS_PAGER": "", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
        if "sessionToken" in keys:
            environment["AWS_SESSION_TOKEN"] = keys["sessionToken"]
        if tls:
            environment["AWS_CA_BUNDLE"] = self.authority
            environment["NODE_EXTRA_CA_CERTS"] = self.authority
        return environment

    def boto3(self, service, region="eu-west-3", keys=None, tls=False, retries=1):
        keys = keys or self.root()
        with SESSION_LOCK:
            known = (service, region, tls, retries, self.port, *keys.values())
            if known not in self.clients:
                self.clients[known] = SESSION.client(
                    service, region_name=region, config=botocore.config.Config(retries={"max_attempts": retries}),
                    endpoint_url=self.tls_endpoint if tls else self.endpoint, verify=self.authority if tls else None,
                    aws_access_key_id=keys["accessKeyId"], aws_secret_access_key=keys["secretAccessKey"],
                    aws_session_token=keys.get("sessionToken"))
            return self.clients[known]

    def issuer_thumbprint(self, issuer):
        """SHA-1 of the topmost certificate of a real TLS handshake, as a person would take the thumbprint."""
        context = ssl.create_default_context(cafile=self.authority)
        with socket.create_connection(("127.0.0.1", self.port)) as plain:
            with context.wrap_socket(plain, server_hostname=issuer.split("/")[2]):
                pass
        pem = pathlib.Path(self.authority).read_text()
        return hashlib.sha1(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()

    def subnets(self):
        """Of the region's default VPC: in them a cluster can be."""
        return [one["SubnetId"] for one in self.boto3("ec2").describe_subnets()["Subnets"]]

    def aws(self, *arguments, check=True, **where):
        """The unmodified AWS CLI; its JSON output, or the finished process if `check` is off."""
        done = subprocess.run([AWS_CLI, *map(str, arguments), "--output", "json"],
                              env=self.client_environment(**where), text=True, timeout=120, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if not check:
            return done
        assert done.returncode == 0, f"aws {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip().startswith(("{", "[")) else done.stdout


# A service that reads buckets and does nothing by itself.
READER = {"image": "slipway/aws-cli", "memory": "64MB", "command": ["sleep", "infinity"],
          "aws": {"policies": ["AmazonS3ReadOnlyAccess"]}}


def slipway_yaml(services, environment="production", **cluster):
    """A slipway.yaml of one project with one environment (JSON is YAML); `cluster`: more of, or other than, its cluster."""
    return json.dumps({
        "organization": "acme",
        "clusters": {"dev": {"account": "embedded", "region": "eu-west-3", **cluster}},
        "projects": {"tutorial": {"environments": {environment: {"cluster": "dev", "services": services}}}}}, indent=1)


def web_identity_trust(provider, operator, subject):
    """The trust policy of the first seed: `operator` (StringEquals, StringLike) on the subject, always the audience."""
    issuer = provider.split(":oidc-provider/")[1]
    conditions = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    conditions.setdefault(operator, {})[f"{issuer}:sub"] = subject
    return json.dumps({"Version": "2012-10-17",
                       "Statement": [{"Effect": "Allow", "Principal": {"Federated": provider},
                                      "Action": "sts:AssumeRoleWithWebIdentity", "Condition": conditions}]})


def fails(slipway, file, *parts, command="up", code=1, environment=None, **more):
    """`up` ends with that exit code and an error that has all of `parts`."""
    before, slipway.environment = slipway.environment, {**slipway.environment, **(environment or {})}
    done = slipway.run(command, "--yes", file, check=False, **more)
    slipway.environment = before
    assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    told = done.stderr[done.stderr.index("error: "):]
    for part in parts:
        assert part in told, told


@pytest.fixture
def slipway(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    yield Slipway(home)
    end_services(home)


def end_services(home):
    """Whatever a test that failed has left running."""
    if shutil.which("podman") and os.environ.get("SLIPWAY_RUNTIME") != "process":
        listed = subprocess.run(["podman", "ps", "--all", "--quiet", "--filter", f"label=slipway.state={home}/runtime"],
                                text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout.split()
        if listed:
            subprocess.run(["podman", "rm", "--force", "--time", "0", *listed], stdout=subprocess.DEVNULL, check=False)
    shutil.rmtree(home)  # the agent ends what it runs when its folder has gone


@pytest.fixture
def account(slipway):
    served = Account(slipway)
    yield served
    served.stop()


@pytest.fixture
def services(slipway):
    """Lets `up` run services: as containers where ./dev found that podman works here, else as processes."""
    slipway.environment["SLIPWAY_RUNTIME"] = os.environ.get("SLIPWAY_RUNTIME", "podman")
    # The process runtime looks the service's commands up on this machine: the AWS CLI beside this Python.
    slipway.environment["PATH"] = os.path.dirname(sys.executable) + ":" + slipway.environment["PATH"]
    return slipway.environment["SLIPWAY_RUNTIME"]


@pytest.fixture(scope="session")
def cluster_for_faults(tmp_path_factory):
    """A real Kubernetes that its tests leave as they found it."""
    from local_cluster import IMAGE, running_cluster  # which needs this file
    with running_cluster(tmp_path_factory.mktemp("faults")) as made:
        made.run("load", IMAGE)
        yield made
