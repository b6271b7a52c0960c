"""`./dev demo cluster` does what it tells and leaves nothing on this machine, and a step that fails ends it."""

import os
import subprocess
import sys

import pytest

from conftest import PROGRAM, ROOT, clean_environment

PROOFS = 8  # one of each step but those that only make something ready


@pytest.fixture
def demo(tmp_path):
    """Runs it as `./dev demo cluster` does when all is built, in a folder of its own."""
    def run(program=PROGRAM):
        environment = {**clean_environment(), "SLIPWAY_PROGRAM": str(program), "SLIPWAY_PYTHON": sys.executable,
                       "SLIPWAY_RUNTIME": os.environ.get("SLIPWAY_RUNTIME", "podman"), "TMPDIR": str(tmp_path)}
        return subprocess.run([ROOT / "tools" / "demo" / "cluster"], env=environment, text=True, capture_output=True,
                              check=False, timeout=300, stdin=subprocess.DEVNULL)
    yield run
    assert not list(tmp_path.glob("slipway-demo.*"))


def test_it_does_what_it_tells(demo):
    done = demo()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("proved:") == PROOFS
    for told in ("left over   nothing", "actions, none with a wildcard", "assumed-role/deployer/", "1 of 1 running", "AWS_ROLE_ARN=",
                 "applied false, there true", "changing cluster/control-plane", "! version 1.34 becomes 1.35", "nothing is left"):
        assert told in done.stdout, done.stdout


def test_a_step_that_fails_ends_it(demo, tmp_path):
    program = tmp_path / "slipway"
    program.write_text(f'#!/bin/sh\n[ "$1" != rehearse ] || {{ echo "left over   a VPC"; exit 1; }}\nexec {PROGRAM} "$@"\n')
    program.chmod(0o755)
    done = demo(program)
    assert done.returncode == 1 and "the rehearsal has failed" in done.stderr
    assert "a VPC" in done.stdout and "Permissions" not in done.stdout
