"""A file that is wrong: every mistake at once, each with its place, before anything is touched."""

import json
import re

import pytest

from conftest import READER, slipway_yaml
from world import own_roles

FILE = """\
organization: acme
clusters:
  dev: { account: embedded, region: Paris }
projects:
  tutorial:
    environments:
      production:
        cluster: dve
        services:
          reader:
            image: slipway/aws-cli
            instances: many
            memorry: 128MB
            aws: { policies: [AmazonS3ReadOnlyAcces] }
          Reader:
            image: slipway/aws-cli
            memory: 1KB
            aws: { policies: ["arn:aws:s3:::bucket"], service_account: My_Account }
          other:
            image: slipway/aws-cli
            aws: { role: "arn:aws:iam::12:role/x", service_account: fine }
"""

# Line, column of the token that is wrong, and what is said about it.
MISTAKES = [
    (3, "Paris", "region"),
    (8, "dve", "did you mean `dev`"),
    (12, "many", "instances"),
    (13, "memorry", "did you mean `memory`"),
    (14, "AmazonS3ReadOnlyAcces", "did you mean `AmazonS3ReadOnlyAccess`"),
    (15, "Reader", "reader"),
    (17, "1KB", "at least 4MB"),
    (18, '"arn:aws:s3:::bucket"', "not the ARN of a policy"),
    (18, "My_Account", "no name for a service account"),
    (21, '"arn:aws:iam::12:role/x"', "not the ARN of a role"),
]


def world(slipway, account):
    calls = json.loads(slipway.run("account", "status", "--json").stdout)["calls"]
    files = sorted(str(path) for path in slipway.home.rglob("*") if not path.name.startswith("account.db"))
    return calls, files


@pytest.mark.parametrize("command,mistakes", [("up", MISTAKES), ("down", MISTAKES[:2])])
def test_all_mistakes_at_once(slipway, account, tmp_path, command, mistakes):
    file = tmp_path / "slipway.yaml"
    file.write_text(FILE)
    before = world(slipway, account)
    done = slipway.run(command, "--yes", file, check=False)
    assert (done.returncode, done.stdout) == (64, "")
    lines = FILE.splitlines()
    for number, token, said in mistakes:
        line = lines[number - 1]
        column = line.index(token) + 1
        told = re.search(rf"^{re.escape(str(file))}:{number}:{column}: error: (.*(?:\n(?!/).*)*)", done.stderr, re.MULTILINE)
        assert told, f"nothing about line {number}, column {column} in:\n{done.stderr}"
        assert said in told.group(1) and line.strip() in told.group(1), told.group(1)
    assert done.stderr.count(": error: ") == len(mistakes), done.stderr
    after = world(slipway, account)
    assert after[1] == before[1], "a file was made"
    assert after[0] == before[0], "the account was called"


def test_what_runs_is_removed_whatever_its_file_has_become(slipway, account, services, tmp_path):
    file = tmp_path / "slipway.yaml"
    secret = {"PASSWORD": {"environment": "DB_PASSWORD"}}
    file.write_text(slipway_yaml({"web": {**READER, "variables": secret}}))
    slipway.environment["DB_PASSWORD"] = "x"
    slipway.run("up", "--yes", file)
    del slipway.environment["DB_PASSWORD"]
    file.write_text(slipway_yaml({"web": {**READER, "variables": secret, "imag": "typo"}}))
    refused = slipway.run("up", "--yes", file, check=False)
    assert refused.returncode == 64 and "DB_PASSWORD" in refused.stderr and "imag" in refused.stderr
    assert slipway.run("cluster", "status", "dev", cwd=tmp_path, check=False).returncode == 1
    assert "nothing is left" in slipway.run("down", "--yes", file).stdout
    assert own_roles(account) == []


@pytest.mark.parametrize("text,said", [
    ("organization: acme\norganization: other\n", "organization"),
    ("organization: [\n", "slipway.yaml:"),
    ("", "organization"),
    ("organization: &a [*a]\n", "slipway.yaml:"),
])
def test_no_file_of_ours(slipway, tmp_path, text, said):
    file = tmp_path / "slipway.yaml"
    file.write_text(text)
    done = slipway.run("up", "--yes", file, check=False)
    assert done.returncode == 64 and said in done.stderr
    assert list(slipway.home.iterdir()) == [], "nothing was touched"


def test_a_cluster_that_never_was(slipway, request):
    def run(*words):
        done = slipway.run("cluster", *words, check=False)
        return done.returncode, done.stdout + done.stderr
    never = "the cluster `dev` was never started on this machine"
    assert run("stop", "dev") == run("stop", "dev", "--forget") == (0, never + "\n"), "there is no account yet"
    request.getfixturevalue("account")
    assert run("stop", "dev") == (0, never + "\n")
    for words in (("status", "dev"), ("load", "dev", "image"), ("logs", "dev")):
        code, said = run(*words)
        assert code == 1 and never in said and "slipway cluster start dev" in said
    assert run("rotate", "dev") == (1, "error: the account has no cluster `dev`\n  `slipway cluster start dev`\n")
    code, said = run("start", "a b")
    assert code == 64 and "`a b` is no name of an EKS cluster" in said


def test_nothing_has_expired_and_nobody_is_asked(slipway):
    assert slipway.run("down", "--expired").stdout == "no environment has expired\n"


def test_no_file_and_no_consent(slipway, tmp_path):
    missing = slipway.run("up", "--yes", tmp_path / "none.yaml", check=False)
    assert missing.returncode == 64 and "none.yaml" in missing.stderr
    file = tmp_path / "slipway.yaml"
    file.write_text("\n".join(line for line in FILE.splitlines()[:3]).replace("Paris", "eu-west-3") + """
projects: { p: { environments: { e: { cluster: dev, services: { s: { image: a } } } } } }
""")
    asked = slipway.run("up", file, check=False)
    assert asked.returncode == 64 and "say --yes" in asked.stderr
    assert list(slipway.home.iterdir()) == []
