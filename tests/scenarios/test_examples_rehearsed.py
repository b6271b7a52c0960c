"""What examples/ describes is rehearsed, and the permissions that follow are proved."""

import json
import re

import pytest

from conftest import ROOT

EXAMPLES = ROOT / "examples"
WITH_SERVICES = sorted(str(file.relative_to(EXAMPLES)) for file in EXAMPLES.glob("*/slipway.yaml"))
MOST_CHARACTERS = 6144  # of a managed policy, without white space (IAM User Guide, "IAM and AWS STS quotas")


def rehearsed(slipway, name, *options):
    done = slipway.run("rehearse", "--account", "111122223333", "--json", *options, EXAMPLES / name)
    clusters = json.loads(done.stdout)["clusters"]
    assert clusters
    for cluster in clusters:
        assert cluster["proved"] and cluster["denials"] == [] and cluster["rests"]["left"] == []
    return clusters


def derived(slipway, name):
    told = slipway.run("permissions", "--account", "111122223333", "--json", EXAMPLES / name)
    return json.loads(told.stdout)["clusters"]


def check_documents(cluster):
    """As few as a role takes, none too large, and no action written with a wildcard. Gives all actions."""
    actions = set()
    assert len(cluster["documents"]) <= 10
    for document in cluster["documents"]:
        assert len(json.dumps(document["policy"], separators=(",", ":"))) <= MOST_CHARACTERS
        for statement in document["policy"]["Statement"]:
            actions |= set([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    assert not [each for each in actions if "*" in each]
    return actions


def documented_actions():
    """Of the table in docs/permissions.md: (what is done, an action of the last column)."""
    page = (ROOT / "docs" / "permissions.md").read_text()
    table = page[page.index("| Service | What is done | Actions |"):].split("\n\n")[0]
    rows = [line.split("|") for line in table.splitlines()]
    return [(cells[2].strip(), action) for cells in rows if len(cells) > 3
            for action in re.findall(r"`([^`]*:[^`]*)`", cells[3])]


@pytest.mark.parametrize("name", WITH_SERVICES)
def test_an_example_has_permissions_that_are_proved(slipway, name):
    rehearsed(slipway, name)
    for cluster in derived(slipway, name):
        check_documents(cluster)


def test_the_cluster_of_the_page_on_permissions(slipway):
    """What docs/permissions.md tells is asked for."""
    rehearsed(slipway, "clusters/seed.yaml")
    (cluster,) = derived(slipway, "clusters/seed.yaml")
    actions = check_documents(cluster)
    documented = documented_actions()
    assert len(documented) > 60
    assert not [f"{row}: nothing asks for {action}" for row, action in documented if action not in actions]


@pytest.mark.parametrize("name", ["smallest", "everything"])
def test_a_described_cluster_whatever_goes_wrong(slipway, name):
    """All of a cluster, under exactly the permissions that its life has shown, with faults."""
    (cluster,) = rehearsed(slipway, f"clusters/{name}.yaml", "--faults", "1")
    assert len(cluster["rests"]["gone"]) > 30
    assert cluster["faults"]["done"] and cluster["faults"]["rests"]["left"] == []
    writes = [each for each in cluster["wide"] if each["resource"] == "*" and not re.search(":(Describe|List|Get)", each["action"])]
    assert {each["action"] for each in writes} <= {"logs:CreateLogDelivery", "logs:DeleteLogDelivery"}
