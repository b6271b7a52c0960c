"""The tutorial by one file: `up` gives a service a role and no key; `down` leaves nothing."""

import signal
import subprocess
import time

import pytest

from conftest import PROGRAM, READER, ROOT, slipway_yaml
from world import own_roles

FILE = ROOT / "examples" / "s3-reader" / "slipway.yaml"


@pytest.fixture
def deployed(slipway, account, services):
    account.aws("s3", "mb", "s3://reports")
    slipway.run("up", "--yes", FILE)
    yield account
    slipway.run("down", "--yes", FILE)


def test_a_service_reads_s3_with_a_role_and_no_key(slipway, deployed):
    environment = slipway.run("shell", "debian", "--", "env").stdout
    names = {line.split("=")[0] for line in environment.splitlines() if line.startswith("AWS_")}
    assert {"AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_REGION", "AWS_DEFAULT_REGION",
            "AWS_STS_REGIONAL_ENDPOINTS"} <= names
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} & names

    assert "reports" in slipway.run("shell", "debian", "--", "aws", "s3", "ls").stdout
    denied = slipway.run("shell", "debian", "--", "aws", "s3", "mb", "s3://x", check=False)
    assert denied.returncode != 0
    for part in ("AccessDenied", "assumed-role/slipway-", "s3:CreateBucket", "arn:aws:s3:::x",
                 "no identity-based policy allows"):
        assert part in denied.stdout + denied.stderr

    doctor = slipway.run("doctor", "debian").stdout
    assert doctor.count("pass") >= 12 and "fail" not in doctor
    assert "1 of 1 running" in slipway.run("status").stdout


def test_logs_end_quietly_when_nobody_reads_them(slipway, account, services, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"web": {**READER, "command": "while echo tick; do sleep 0.05; done"}}))
    slipway.run("up", "--yes", file)
    try:
        logs = subprocess.Popen([PROGRAM, "logs", "web", "--follow"], env=slipway.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
        assert logs.stdout.readline() == b"tick\n"
        logs.stdout.close()
        assert logs.stderr.read() == b"" and logs.wait(30) in (0, 141)
    finally:
        slipway.run("down", "--yes", file)


def test_an_interrupted_up_says_what_finishes_it(slipway, account, services):
    up = subprocess.Popen([PROGRAM, "up", "--yes", FILE], env=slipway.environment, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    assert any("making" in line for line in up.stderr)
    up.send_signal(signal.SIGINT)
    words = up.stderr.read()
    assert up.wait(60) == 4
    assert "what was made stays, and `slipway up` again makes the rest\n" in words, words
    slipway.run("up", "--yes", FILE)
    slipway.run("down", "--yes", FILE)


def test_a_command_in_a_service_reads_standard_input(slipway, deployed):
    assert slipway.run("shell", "debian", "--", "cat", input="data\n").stdout == "data\n"
    assert slipway.run("shell", "debian", input="exit 3", check=False).returncode == 3


def test_up_again_changes_nothing_and_down_leaves_nothing(slipway, deployed):
    before = [deployed.aws("iam", "list-roles"), deployed.aws("eks", "list-clusters")]
    slipway.run("up", "--yes", FILE)
    assert [deployed.aws("iam", "list-roles"), deployed.aws("eks", "list-clusters")] == before
    slipway.run("down", "--yes", FILE)
    assert own_roles(deployed) == []
    assert deployed.aws("iam", "list-open-id-connect-providers")["OpenIDConnectProviderList"] == []
    assert deployed.aws("eks", "list-clusters")["clusters"] == []
    assert slipway.run("shell", "debian", "--", "true", check=False).returncode == 1
