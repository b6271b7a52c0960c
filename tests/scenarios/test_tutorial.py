"""The tutorial by one file: `up` gives a service a role and no key; `down` leaves nothing."""

import pytest

from conftest import ROOT

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


def test_a_command_in_a_service_reads_standard_input(slipway, deployed):
    assert slipway.run("shell", "debian", "--", "cat", input="data\n").stdout == "data\n"
    assert slipway.run("shell", "debian", input="exit 3", check=False).returncode == 3


def test_up_again_changes_nothing_and_down_leaves_nothing(slipway, deployed):
    before = [deployed.aws("iam", "list-roles"), deployed.aws("eks", "list-clusters")]
    slipway.run("up", "--yes", FILE)
    assert [deployed.aws("iam", "list-roles"), deployed.aws("eks", "list-clusters")] == before
    slipway.run("down", "--yes", FILE)
    assert deployed.aws("iam", "list-roles")["Roles"] == []
    assert deployed.aws("iam", "list-open-id-connect-providers")["OpenIDConnectProviderList"] == []
    assert deployed.aws("eks", "list-clusters")["clusters"] == []
    assert slipway.run("shell", "debian", "--", "true", check=False).returncode == 1
