"""`slipway account ...` beside clients that are at work."""

import json
import os
import socket
import subprocess
import threading

import botocore.exceptions
import pytest

from conftest import AWS_CLI, PROGRAM, Account, free_port, wait_until

KEYS = {"SLIPWAY_ROOT_ACCESS_KEY_ID": "AKIACHOSENBYUSER", "SLIPWAY_ROOT_SECRET_ACCESS_KEY": "chosen/by+the=user"}


def test_the_first_account_is_as_it_was_asked_for(slipway):
    account = Account(slipway, "--account-id", "123456789012", environment=KEYS)
    try:
        assert account.root() == {"accountId": "123456789012", "name": "default", "accessKeyId": "AKIACHOSENBYUSER",
                                  "secretAccessKey": "chosen/by+the=user"}
        assert account.boto3("sts").get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:root"
        # At later starts it stays what it is.
        account.kill()
        account.environment, account.options = {}, ("--account-id", "999999999999")
        account.start()
        assert account.boto3("sts").get_caller_identity()["Account"] == "123456789012"
    finally:
        account.stop()


@pytest.mark.parametrize("options,environment,said", [
    (["--account-id", "12"], {}, "twelve digits"),
    ([], {"SLIPWAY_ROOT_ACCESS_KEY_ID": "AKIAALONE"}, "go together"),
    ([], {**KEYS, "SLIPWAY_ROOT_SECRET_ACCESS_KEY": "short"}, "shorter than 8"),
    ([], {**KEYS, "SLIPWAY_ROOT_ACCESS_KEY_ID": "no key/id"}, "not an access key id"),
    (["--port", "70000"], {}, "--port"),
    (["--issuer", "nonsense"], {}, "nonsense"),
])
def test_what_no_account_can_be(slipway, options, environment, said):
    slipway.environment |= environment
    done = slipway.run("account", "serve", "--port", str(free_port()), *options, check=False)
    assert done.returncode == 64 and said in done.stderr, done.stderr
    assert "chosen/by+the=user" not in done.stderr


def run_in_shell(slipway, text):
    return subprocess.run(["bash", "-euc", text], env={**slipway.environment, "AWS_CLI": AWS_CLI, "AWS_PROFILE": "other",
                                                       "AWS_SESSION_TOKEN": "left over"},
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=True).stdout


@pytest.mark.parametrize("https", ["", "--https"])
def test_env_is_all_that_a_shell_needs(slipway, account, https):
    slipway.run("account", "create", "second", "--json")
    for options, index in (("", 0), ("--account second --region us-east-2", 1)):
        told = run_in_shell(slipway, f'eval "$({PROGRAM} account env {https} {options})"; echo $AWS_REGION; '
                                     '"$AWS_CLI" sts get-caller-identity --output json')
        region, answer = told.split("\n", 1)
        assert region == ("us-east-2" if index else "eu-west-3")
        assert json.loads(answer)["Account"] == account.root(index)["accountId"]


def test_create(slipway, account):
    made = json.loads(slipway.run("account", "create", "second", "--json").stdout)
    assert made == {"id": account.root(1)["accountId"], "name": "second"}
    assert account.root(1)["secretAccessKey"] not in slipway.run("account", "create", "third").stdout
    again = slipway.run("account", "create", "second", check=False)
    assert again.returncode == 1 and "`second` exists already" in again.stderr
    listed = json.loads(slipway.run("account", "status", "--json").stdout)["accounts"]
    assert [each["name"] for each in listed] == ["default", "second", "third"]
    # What is in one is not in the other.
    account.boto3("iam", keys=account.root(1)).create_user(UserName="alice")
    assert account.boto3("iam").list_users()["Users"] == []
    assert (account.data_dir / "credentials.json").stat().st_mode & 0o777 == 0o600


def test_reset_empties_a_running_account_and_keeps_its_keys(slipway, account):
    slipway.run("account", "create", "second")
    roots = [account.root(0), account.root(1)]
    for root in roots:
        account.boto3("iam", keys=root).create_user(UserName="alice")
        s3 = account.boto3("s3", region="us-east-1", keys=root)
        s3.create_bucket(Bucket=f"kept-{root['name']}")
        s3.put_object(Bucket=f"kept-{root['name']}", Key="k", Body=bytes(100_000))
    old = account.boto3("iam").create_access_key(UserName="alice")["AccessKey"]

    asked = slipway.run("account", "reset", check=False)
    assert asked.returncode == 64 and "say --yes" in asked.stderr

    # Beside a client that makes things all the while: whatever it makes after the reset is whole.
    ended, errors = threading.Event(), []

    def work():
        s3, number = account.boto3("s3", region="us-east-1"), 0
        while not ended.is_set():
            number += 1
            try:
                s3.create_bucket(Bucket="busy")
            except s3.exceptions.BucketAlreadyOwnedByYou:
                pass
            except botocore.exceptions.ClientError:
                pass  # us-east-1 answers 200 for one's own
            try:
                s3.put_object(Bucket="busy", Key=str(number), Body=bytes(50_000))
                if len(s3.get_object(Bucket="busy", Key=str(number))["Body"].read()) != 50_000:
                    errors.append(number)
            except (s3.exceptions.NoSuchBucket, s3.exceptions.NoSuchKey):
                pass  # the reset came between
            except Exception as error:  # told in the test's own thread
                errors.append(error)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for _ in range(40):
        slipway.run("account", "reset", "--yes")
    ended.set()
    for worker in workers:
        worker.join()
    assert not errors, errors
    slipway.run("account", "reset", "--yes")

    assert [account.root(0), account.root(1)] == roots
    for root in roots:
        assert account.boto3("sts", keys=root).get_caller_identity()["Account"] == root["accountId"]
        assert account.boto3("iam", keys=root).list_users()["Users"] == []
        assert account.boto3("s3", keys=root).list_buckets()["Buckets"] == []
    with pytest.raises(botocore.exceptions.ClientError, match="InvalidClientTokenId"):
        account.boto3("sts", keys={"accessKeyId": old["AccessKeyId"],
                                   "secretAccessKey": old["SecretAccessKey"]}).get_caller_identity()
    left = [path for path in (account.data_dir / "objects").rglob("*") if path.is_file()]
    assert not left


def test_status_and_stop(slipway, account):
    told = slipway.run("account", "status").stdout
    assert account.endpoint in told and account.root()["accountId"] in told
    account.boto3("iam").create_user(UserName="alice")
    assert "its data stays" in slipway.run("account", "stop").stdout
    wait_until(lambda: account.process.poll() is not None, "it still runs")
    assert account.process.returncode == 0
    assert "no account is running" in slipway.run("account", "stop").stdout
    for command in ("status", "env", "create", "reset"):
        words = [command, *{"create": ["x"], "reset": ["--yes"]}.get(command, [])]
        done = slipway.run("account", *words, check=False)
        assert done.returncode == 1 and "slipway account serve" in done.stderr, done.stderr
    account.start()
    assert account.boto3("iam").list_users()["Users"][0]["UserName"] == "alice"


@pytest.fixture
def somebody():
    """A process that has nothing to do with any account."""
    process = subprocess.Popen(["sleep", "1000"])
    yield process
    assert process.poll() is None, "it was ended"
    process.kill()
    process.wait()


@pytest.mark.parametrize("namespace", ["pid:[1]", None])
def test_a_stale_server_file_stops_nobody_and_is_no_account(slipway, somebody, namespace):
    """As a crash leaves it, whose process number somebody else has now, or whose number was counted elsewhere."""
    folder = slipway.home / "account"
    folder.mkdir(mode=0o700)
    with socket.create_server(("127.0.0.1", 0)) as other:  # which took the port, and does not answer
        port = other.getsockname()[1]
        (folder / "server.json").write_text(json.dumps({
            "pid": somebody.pid, "identity": f"{somebody.pid}-1", "namespace": namespace or os.readlink("/proc/self/ns/pid"),
            "port": port, "endpoint": f"http://127.0.0.1:{port}", "bridgeEndpoint": "", "proofKey": "00"}))
        status = slipway.run("account", "status", check=False)
        assert status.returncode == 1 and "the last one was killed" in status.stderr
        assert "`server.json`, which is removed" in slipway.run("account", "stop").stdout
    assert not (folder / "server.json").exists()
    assert "no account is running\n" == slipway.run("account", "stop").stdout


def test_who_took_the_port_of_a_killed_account_is_not_asked(slipway, somebody):
    """Neither are calls signed for it, nor is it stopped: it holds no lock, and cannot prove that it is the account."""
    account = Account(slipway)
    account.kill()
    with socket.create_server(("127.0.0.1", account.port)) as other:
        other.settimeout(0.1)
        assert slipway.run("account", "status", check=False).returncode == 1
        with pytest.raises(TimeoutError):
            other.accept()
    account.log.close()


def test_who_holds_the_lock_but_is_no_account_is_left_alone(slipway, account):
    server = account.data_dir / "server.json"
    right = server.read_text()
    server.write_text(json.dumps({**json.loads(right), "proofKey": "another"}))
    stopped = slipway.run("account", "stop", check=False)
    assert stopped.returncode == 1 and "does not answer" in stopped.stderr
    assert account.process.poll() is None
    server.write_text(right)
    assert "its data stays" in slipway.run("account", "stop").stdout
    account.process.wait(timeout=20)
