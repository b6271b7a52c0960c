"""The engine's keeps at somebody else's S3 and DynamoDB: their conformance suite, what fails on the way, and what is particular to
DynamoDB. The tests are those of src/blueprint; without moto they know of the account only."""

import os
import pathlib
import re
import socket
import subprocess
import sys

import pytest

from conftest import PROGRAM, clean_environment, free_port, wait_until

TESTS = pathlib.Path(PROGRAM).parent / "tests" / "blueprint_test"
CHOSEN = {"Aws/KeepConformance.*OfMoto": 18, "On/KeepFaults.*OfMoto": 2, "On/TwoHolders.*OfMoto": 1, "On/DynamoKeep.*OfMoto": 7}


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    """Its endpoint."""
    port = free_port()
    program = os.path.join(os.path.dirname(sys.executable), "moto_server")
    with open(tmp_path_factory.mktemp("moto") / "log", "w", encoding="utf-8") as log:
        server = subprocess.Popen([program, "-p", str(port)], env=clean_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def answers():
        assert server.poll() is None, "moto has ended"
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(answers, "moto does not answer", seconds=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize("chosen", CHOSEN)
def test_keeps_at_moto(moto, chosen):
    environment = {**clean_environment(), "AWS_EC2_METADATA_DISABLED": "true", "SLIPWAY_TEST_MOTO": moto}
    done = subprocess.run([TESTS, f"--gtest_filter={chosen}", "--gtest_color=no"], env=environment, text=True, timeout=900,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "[  SKIPPED ]" not in done.stdout, done.stdout[-4000:]
    passed = re.search(r"\[  PASSED  \] (\d+) test", done.stdout)
    assert passed and int(passed[1]) >= CHOSEN[chosen], done.stdout[-4000:]
