"""What stops `up` half way is told with its reason and the way to mend it; after the mend, `up` does the rest."""

import contextlib
import resource
import socket
import subprocess

import botocore.exceptions
import pytest

from conftest import READER, Account, fails, free_port, slipway_yaml

RIGHT = slipway_yaml({"debian": READER}, runtime="process")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "slipway.yaml"
    path.write_text(RIGHT)
    return path


def finishes(slipway, file):
    slipway.run("up", "--yes", file)
    assert "1 of 1 running" in slipway.run("status").stdout
    slipway.run("down", "--yes", file)
    assert slipway.run("status").stdout.count("running") == 0


def test_an_account_that_cannot_be_reached(slipway, file):
    port = free_port()
    file.write_text(slipway_yaml({"debian": READER}, runtime="process", account={"endpoint": f"http://127.0.0.1:{port}"}))
    slipway.environment |= {"AWS_ACCESS_KEY_ID": "AKIAFORTHISTEST", "AWS_SECRET_ACCESS_KEY": "known-on-both-sides"}
    fails(slipway, file, f"127.0.0.1 port {port}", "Connection refused", "see that the account runs")
    account = Account(slipway, port=port, environment={"SLIPWAY_ROOT_ACCESS_KEY_ID": "AKIAFORTHISTEST",
                                                       "SLIPWAY_ROOT_SECRET_ACCESS_KEY": "known-on-both-sides"})
    finishes(slipway, file)
    account.stop()


def test_the_port_of_the_account_is_taken(slipway, file):
    with contextlib.ExitStack() as taken:
        with contextlib.suppress(OSError):  # then somebody else has it, which is as good
            taken.enter_context(socket.create_server(("127.0.0.1", 4566)))
        served = slipway.run("account", "serve", check=False)
        assert served.returncode == 1
        for part in ("error: ", "port 4566", "Address already in use", "choose another port"):
            assert part in served.stderr
        fails(slipway, file, "the embedded account did not start", "port 4566", "slipway account serve --port")
    account = Account(slipway)  # as the hint says: on another port
    finishes(slipway, file)
    account.stop()


def test_one_data_directory_is_served_once(slipway, account):
    served = slipway.run("account", "serve", "--port", str(free_port()), check=False)
    assert served.returncode == 1
    assert "another process serves the account" in served.stderr and "slipway account stop" in served.stderr


def test_podman_is_missing(slipway, account, file):
    file.write_text(slipway_yaml({"debian": READER}, runtime="podman"))
    fails(slipway, file, "podman is not installed", "apt-get install", environment={"PATH": "/nowhere"})
    file.write_text(RIGHT)  # the other way that the hint names
    finishes(slipway, file)


def test_what_the_service_runs_is_missing(slipway, account, file, services):
    """An image that nobody has, or, of a plain process, a program that nobody has."""
    if services == "podman":
        right = slipway_yaml({"debian": READER}, runtime="podman")
        file.write_text(right.replace("slipway/aws-cli", "localhost/nobody/has-this"))
        fails(slipway, file, "image `localhost/nobody/has-this` is not on this machine", "podman load")
    else:
        right = RIGHT
        file.write_text(right.replace("sleep", "nobody-has-this"))
        fails(slipway, file, "cannot start `nobody-has-this`", "mend the `command`")
    file.write_text(right)
    finishes(slipway, file)


@pytest.mark.parametrize("bytes_left", [0, 300, 700])
def test_no_room_for_the_state(slipway, account, file, bytes_left):
    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, resource.RLIM_INFINITY))

    fails(slipway, file, "cannot write", "File too large", "run it again", preexec_fn=no_room)
    finishes(slipway, file)


def test_no_room_for_the_account(slipway, account, file):
    account.boto3("s3").create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    resource.prlimit(account.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    fails(slipway, file, "it is not known whether CreateRole was done: InternalFailure",
          "the log of an embedded one says why", code=4)
    assert "cannot commit to the database" in (slipway.home / "serve.log").read_text()
    with pytest.raises(botocore.exceptions.ClientError, match="InternalError"):
        account.boto3("s3").put_object(Bucket="kept", Key="large", Body=bytes(100_000))
    assert account.boto3("s3").list_buckets()["Buckets"][0]["Name"] == "kept", "what can be answered is answered"
    resource.prlimit(account.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    account.boto3("s3").put_object(Bucket="kept", Key="large", Body=bytes(100_000))
    assert account.boto3("s3").list_objects_v2(Bucket="kept")["KeyCount"] == 1
    finishes(slipway, file)


@pytest.fixture
def small_disk(slipway):
    """Where the account will be, a disk of its own; and a function that fills it to the last byte."""
    folder = slipway.home / "account"
    folder.mkdir(mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "none", folder], check=True)

    def fill():
        with contextlib.suppress(OSError), open(folder / "ballast", "ab", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))

    yield folder, fill
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_start_on_a_full_disk_after_a_crash(slipway, small_disk):
    disk, fill = small_disk
    account = Account(slipway)
    account.boto3("s3").create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    account.boto3("s3").put_object(Bucket="kept", Key="small", Body=b"here")
    account.kill()
    fill()
    account.start()
    try:
        assert "what is in the account can be read, and nothing changed" in (slipway.home / "serve.log").read_text()
        assert account.boto3("s3").get_object(Bucket="kept", Key="small")["Body"].read() == b"here"
        assert "calls" in slipway.run("account", "status").stdout
        with pytest.raises(botocore.exceptions.ClientError, match="InternalError"):
            account.boto3("s3").put_object(Bucket="kept", Key="large", Body=bytes(100_000))
        (disk / "ballast").unlink()
        account.boto3("s3").put_object(Bucket="kept", Key="large", Body=bytes(100_000))
    finally:
        account.stop()
