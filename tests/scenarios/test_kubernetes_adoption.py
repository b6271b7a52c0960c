"""A namespace and a service account that somebody made in a real Kubernetes become Slipway's."""

import re

import pytest

from conftest import READER, slipway_yaml
from local_cluster import needs_kubernetes, running_cluster

pytestmark = needs_kubernetes


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with running_cluster(tmp_path_factory.mktemp("adoption")) as made:
        made.run("load", "slipway/aws-cli")
        yield made


def test_what_somebody_made_under_the_names_that_a_plan_tells(cluster, tmp_path):
    slipway, file = cluster.slipway, tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"reader": {**READER, "settings": {"deployment.termination_grace_period_seconds": 1}}},
                                 kubernetes="local"))
    name = re.search(r"role/slipway-(z\S+)-reader", slipway.run("plan", file).stdout)[1]
    for make in (("create", "namespace", name), ("label", "namespace", name, "team=blue"),
                 ("create", "serviceaccount", "reader", "--namespace", name),
                 ("label", "serviceaccount", "reader", "--namespace", name, "team=blue")):
        cluster.as_administrator(*make)
    for address in ("account/reader", "namespace"):
        refused = slipway.run("up", "--yes", file, check=False)
        assert refused.returncode == 1 and f"slipway state adopt {address}" in refused.stderr, refused.stderr
        slipway.run("state", "adopt", address, file, "--yes")
    slipway.run("up", "--yes", file)
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    for thing in (("namespace", name), ("serviceaccount", "reader", "--namespace", name)):
        labels = cluster.as_administrator("get", *thing, "-o", "jsonpath={.metadata.labels}").stdout
        assert '"team":"blue"' in labels and "slipway.io/" in labels, labels
    slipway.run("down", "--yes", file)
    assert cluster.as_administrator("get", "namespace", name, check=False).returncode != 0
