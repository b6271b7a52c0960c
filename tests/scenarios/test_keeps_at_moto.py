"""The engine's keeps at somebody else's S3 and DynamoDB: their conformance suite, what fails on the way, and what is particular to
DynamoDB. The tests are those of src/blueprint; without moto they know of the account only."""

import pathlib
import re
import subprocess

import pytest

from conftest import PROGRAM, clean_environment
from peer import moto_server

TESTS = pathlib.Path(PROGRAM).parent / "tests" / "blueprint_test"
CHOSEN = {"Aws/KeepConformance.*OfMoto": 18, "On/KeepFaults.*OfMoto": 2, "On/TwoHolders.*OfMoto": 1, "On/DynamoKeep.*OfMoto": 7}


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    """Its endpoint."""
    with moto_server(tmp_path_factory.mktemp("moto") / "log") as endpoint:
        yield endpoint


@pytest.mark.parametrize("chosen", CHOSEN)
def test_keeps_at_moto(moto, chosen):
    environment = {**clean_environment(), "AWS_EC2_METADATA_DISABLED": "true", "SLIPWAY_TEST_MOTO": moto}
    done = subprocess.run([TESTS, f"--gtest_filter={chosen}", "--gtest_color=no"], env=environment, text=True, timeout=900,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "[  SKIPPED ]" not in done.stdout, done.stdout[-4000:]
    passed = re.search(r"\[  PASSED  \] (\d+) test", done.stdout)
    assert passed and int(passed[1]) >= CHOSEN[chosen], done.stdout[-4000:]
