"""A file that is wrong: every mistake at once, each with its place, before anything is touched."""

import json
import re

import pytest

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


@pytest.mark.parametrize("command", ["up", "down"])
def test_all_mistakes_at_once(slipway, account, tmp_path, command):
    file = tmp_path / "slipway.yaml"
    file.write_text(FILE)
    before = world(slipway, account)
    done = slipway.run(command, "--yes", file, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    lines = FILE.splitlines()
    for number, token, said in MISTAKES:
        line = lines[number - 1]
        column = line.index(token) + 1
        told = re.search(rf"^{re.escape(str(file))}:{number}:{column}: error: (.*(?:\n(?!/).*)*)", done.stderr, re.MULTILINE)
        assert told, f"nothing about line {number}, column {column} in:\n{done.stderr}"
        assert said in told.group(1) and line.strip() in told.group(1), told.group(1)
    assert done.stderr.count(": error: ") == len(MISTAKES), done.stderr
    after = world(slipway, account)
    assert after[1] == before[1], "a file was made"
    assert after[0] == before[0], "the account was called"


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
    assert done.returncode == 2 and said in done.stderr
    assert list(slipway.home.iterdir()) == [], "nothing was touched"


def test_no_file_and_no_consent(slipway, tmp_path):
    missing = slipway.run("up", "--yes", tmp_path / "none.yaml", check=False)
    assert missing.returncode == 2 and "none.yaml" in missing.stderr
    file = tmp_path / "slipway.yaml"
    file.write_text("\n".join(line for line in FILE.splitlines()[:3]).replace("Paris", "eu-west-3") + """
projects: { p: { environments: { e: { cluster: dev, services: { s: { image: a } } } } } }
""")
    asked = slipway.run("up", file, check=False)
    assert asked.returncode == 2 and "say --yes" in asked.stderr
    assert list(slipway.home.iterdir()) == []
