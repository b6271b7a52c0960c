"""What examples/ shows works: its policies are free of findings, and its pipeline does what it says."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest
import yaml

from conftest import PROGRAM, ROOT

EXAMPLES = ROOT / "examples"


def run(line, folder):
    path = f"{pathlib.Path(PROGRAM).parent}:{os.environ['PATH']}"
    return subprocess.run(line, shell=True, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("**/*.json")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_policy_has_no_findings(file):
    done = run(f"slipway policy check --json {file}", ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"severity"' not in done.stdout, done.stdout


@pytest.fixture
def pipeline(tmp_path):
    shutil.copytree(EXAMPLES / "policy-check", tmp_path, dirs_exist_ok=True)
    steps = yaml.safe_load((tmp_path / "pipeline.yaml").read_text())["jobs"]["policies"]["steps"]
    return tmp_path, [step["run"] for step in steps if "run" in step]


def test_the_pipeline_takes_a_good_policy(pipeline):
    folder, lines = pipeline
    assert lines
    for line in lines:
        done = run(line, folder)
        assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((folder / "findings.sarif").read_text())["version"] == "2.1.0"


def test_the_pipeline_ends_at_a_mistake(pipeline):
    folder, (check, findings) = pipeline
    policy = folder / "policies" / "reader.json"
    policy.write_text(policy.read_text().replace('"Allow"', '"Alow"'))
    assert run(check, folder).returncode == 1
    run(findings, folder)
    results = json.loads((folder / "findings.sarif").read_text())["runs"][0]["results"]
    assert any(result["level"] == "error" for result in results)
