"""A service's token: read-only, whole at every moment, renewed at 80 % of its life long after `up`, gone at `down`."""

import base64
import json
import os
import pathlib
import signal
import threading
import time

import pytest

from conftest import READER, slipway_yaml, wait_until
from local_cluster import needs_kubernetes

SERVICE = {**READER, "aws": {**READER["aws"], "token_life": 3600}}


def write(folder, environment, *services):
    file = folder / f"{environment}.yaml"
    file.write_text(slipway_yaml({name: SERVICE for name in services}, environment))
    return file


def claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def aged(token, part):
    """The token as it would be after `part` of its life; its signature is no matter to who renews it."""
    known = claims(token)
    life = known["exp"] - known["iat"]
    known["iat"] = known["nbf"] = int(time.time() - part * life)
    known["exp"] = known["iat"] + life
    payload = base64.urlsafe_b64encode(json.dumps(known).encode()).decode().rstrip("=")
    return ".".join([token.split(".")[0], payload, token.split(".")[2]])


def assumes(account, token, role):
    return account.boto3("sts").assume_role_with_web_identity(RoleArn=role, RoleSessionName="test", WebIdentityToken=token)


@pytest.fixture
def deployed(slipway, account, services, tmp_path):
    """Where the tokens of two services are, and their roles."""
    file = write(tmp_path, "production", "old", "young")
    slipway.run("up", "--yes", file)
    status = json.loads(slipway.run("status", "--json").stdout)["services"]
    paths = {each["service"]: slipway.home / "tokens" / each["namespace"] / each["service"] / "token" for each in status}
    yield paths, {each["service"]: each["role_arn"] for each in status}
    slipway.run("down", "--yes", file)


def test_renewed_after_up_has_returned(slipway, account, deployed, tmp_path):
    paths, roles = deployed
    tokens = {name: path.read_text() for name, path in paths.items()}
    assert claims(tokens["old"])["exp"] - claims(tokens["old"])["iat"] == 3600
    agent = json.loads((slipway.home / "runtime" / "agent.json").read_text())["pid"]

    # As if time had passed: the one is due, the other soon. Word of another service makes the agent look.
    wearing = {"old": aged(tokens["old"], 0.81), "young": aged(tokens["young"], 0.75)}
    for name, path in paths.items():
        (path.parent / "new").write_text(wearing[name])
        (path.parent / "new").rename(path)
    seen = {wearing["old"]}

    def renewed():
        seen.add(paths["old"].read_text())
        return len(seen) > 1

    staging = write(tmp_path, "staging", "another")
    reader = threading.Thread(target=wait_until, args=(renewed, "the token is not renewed", 60))
    reader.start()
    slipway.run("up", "--yes", staging)
    reader.join()
    fresh = paths["old"].read_text()
    assert seen == {wearing["old"], fresh}, "not renewed, or somebody saw half a token"
    assert assumes(account, fresh, roles["old"])["SubjectFromWebIdentityToken"].endswith(":old")
    assert claims(fresh)["exp"] - time.time() > 3500
    assert paths["young"].read_text() == wearing["young"], "it was not due yet"
    assert json.loads((slipway.home / "runtime" / "agent.json").read_text())["pid"] == agent, "all by one agent"

    inside = slipway.run("shell", "production/old", "--", "sh", "-c", "cat $AWS_WEB_IDENTITY_TOKEN_FILE").stdout
    assert inside == fresh, "the service sees the new one, without a new start"
    slipway.run("down", "--yes", staging)


def test_renewed_after_the_agent_was_killed(slipway, account, deployed, tmp_path):
    paths, roles = deployed
    pid = json.loads((slipway.home / "runtime" / "agent.json").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    paths["old"].write_text(aged(paths["old"].read_text(), 0.9))
    slipway.run("up", "--yes", tmp_path / "production.yaml")
    assert assumes(account, paths["old"].read_text(), roles["old"])["Credentials"]
    wait_until(lambda: json.loads((slipway.home / "runtime" / "agent.json").read_text())["pid"] != pid, "no agent runs")


def test_for_nobody_but_the_service_and_gone_at_down(slipway, account, services, deployed, tmp_path):
    paths, _ = deployed
    assert (slipway.home / "tokens").stat().st_mode & 0o077 == 0
    if services == "podman":
        written = slipway.run("shell", "old", "--", "sh", "-c", "echo x > $AWS_WEB_IDENTITY_TOKEN_FILE", check=False)
        assert written.returncode != 0 and "Read-only file system" in written.stderr
    agent = json.loads((slipway.home / "runtime" / "agent.json").read_text())["pid"]
    slipway.run("down", "--yes", tmp_path / "production.yaml")
    assert not any(path.parent.exists() for path in paths.values())
    wait_until(lambda: not pathlib.Path(f"/proc/{agent}").exists(), "the agent has nothing left to do, and stays")


@needs_kubernetes
def test_on_kubernetes_the_pods_tokens_have_it(cluster_for_faults, tmp_path):
    slipway = cluster_for_faults.slipway
    file = tmp_path / "slipway.yaml"

    def life_after_up(aws):
        waits = ["sh", "-c", "trap exit TERM; sleep infinity & wait"]
        file.write_text(slipway_yaml({"patient": {**READER, "command": waits, "aws": aws}}, "lives", kubernetes="local"))
        told = slipway.run("up", "--yes", file).stdout
        token = slipway.run("shell", "patient", "--", "sh", "-c", "cat $AWS_WEB_IDENTITY_TOKEN_FILE").stdout
        return claims(token)["exp"] - claims(token)["iat"], "~ service patient" in told

    assert life_after_up(READER["aws"]) == (86400, False)
    assert life_after_up(SERVICE["aws"]) == (3600, True)
    assert life_after_up(SERVICE["aws"]) == (3600, False)
    slipway.run("down", "--yes", file)
