"""A described cluster comes to other versions of Kubernetes by its file, and back, whatever keeps it on the way."""

import json
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from conftest import fails
from test_exit_codes import ended

GROUP = {"instance": "m7g.large"}


@pytest.fixture
def file(tmp_path):
    """Writes the cluster in a version, with more or other keys."""
    path = tmp_path / "slipway.yaml"

    def write(version, **more):
        cluster = {"account": "embedded", "region": "eu-west-3", "version": version, "logs": {"kinds": []},
                   "nodes": {"system": GROUP}, "addons": ["vpc-cni", "kube-proxy", "coredns"], **more}
        path.write_text(json.dumps({"organization": "acme", "clusters": {"prod": cluster}}))
        return path
    return write


def versions(account):
    eks = account.boto3("eks")
    groups = eks.list_nodegroups(clusterName="prod")["nodegroups"]
    of_groups = [eks.describe_nodegroup(clusterName="prod", nodegroupName=name)["nodegroup"]["version"] for name in groups]
    return [eks.describe_cluster(name="prod")["cluster"]["version"], *of_groups]


def keep_nodes(account, groups):
    """What a disruption budget would do: by the server's control API, which only its owner may call."""
    root = account.root()
    url = f"{account.endpoint}/_slipway/clusters/{root['accountId']}/eu-west-3/prod/undrained-nodes"
    request = AWSRequest(method="PUT", url=url, data=json.dumps(groups))
    SigV4Auth(Credentials(root["accessKeyId"], root["secretAccessKey"]), "slipway", "eu-west-3").add_auth(request)
    urllib.request.urlopen(urllib.request.Request(url, request.data.encode(), dict(request.headers), method="PUT"))


def test_two_versions_up_one_back_and_no_further(slipway, account, file):
    slipway.run("up", "--yes", file("1.33"))
    plan = slipway.run("plan", file("1.35"))
    way = [plan.stdout.index(text) for text in (
        'version: "1.33" -> "1.34"', 'version: "1.34" -> "1.35"', "! version 1.33 becomes 1.35 one minor version at a time")]
    assert way == sorted(way) and "in place, 2 of 2" in plan.stdout, plan.stdout
    assert versions(account) == ["1.33", "1.33"]

    told = slipway.run("up", "--yes", file("1.35"))
    assert "~ cluster/control-plane  version 1.33 -> 1.34 -> 1.35" in told.stdout, told.stdout
    begun = [line for line in told.stderr.splitlines() if "control-plane" in line or "nodes/group" in line]
    assert [line.split(" ", 2)[2] for line in begun] == [
        "cluster/control-plane (1 of 2)", "nodes/group/system (1 of 2)", "cluster/control-plane (2 of 2)",
        "nodes/group/system (2 of 2)"], told.stderr
    assert versions(account) == ["1.35", "1.35"]
    assert slipway.run("plan", file("1.35")).stdout == "nothing to do\n"

    fails(slipway, file("1.33"), "the cluster has version 1.35, and goes back to 1.33 by no way", "within seven days", code=64)
    told = slipway.run("up", "--yes", file("1.34"))
    assert told.stderr.index("nodes/group/system") < told.stderr.index("cluster/control-plane"), told.stderr
    assert versions(account) == ["1.34", "1.34"]
    slipway.run("down", "--yes", file("1.34"))


def test_what_keeps_it_is_named(slipway, account, file):
    slipway.run("up", "--yes", file("1.34"))
    eks = account.boto3("eks")
    eks.create_addon(clusterName="prod", addonName="metrics-server", addonVersion="v0.7.2-eksbuild.4")
    fails(slipway, file("1.35"), "EKS finds what would break by version 1.35", "metrics-server (to v0.8.0-eksbuild.2)",
          "--ignore-insights")
    assert versions(account) == ["1.34", "1.34"]

    keep_nodes(account, {"system": ["ip-10-0-1-7.eu-west-3.compute.internal"]})
    code, words = ended(slipway, "up", "--yes", "--ignore-insights", file("1.35"))
    assert code == 1 and "PodEvictionFailure" in words and "ip-10-0-1-7" in words and "kubectl get pdb -A" in words, words
    assert versions(account) == ["1.35", "1.34"]
    keep_nodes(account, {"system": []})
    slipway.run("up", "--yes", file("1.35"))
    assert versions(account) == ["1.35", "1.35"]
    assert slipway.run("plan", file("1.35")).stdout == "nothing to do\n"
    slipway.run("down", "--yes", file("1.35"))


def test_a_group_beside_the_one_that_goes(slipway, account, file):
    nodes = {"system": {**GROUP, "upgrade": "blue_green"}}
    slipway.run("up", "--yes", file("1.33", nodes=nodes))
    (before,) = account.boto3("eks").list_nodegroups(clusterName="prod")["nodegroups"]
    fails(slipway, file("1.35", nodes=nodes), "the group system would have to be made anew for each version between",
          'write `version: "1.34"` first', code=64)
    slipway.run("up", "--yes", file("1.34", nodes=nodes))
    (after,) = account.boto3("eks").list_nodegroups(clusterName="prod")["nodegroups"]
    assert before.startswith("system-1-33-") and after.startswith("system-1-34-")
    assert slipway.run("plan", file("1.34", nodes=nodes)).stdout == "nothing to do\n"
    slipway.run("down", "--yes", file("1.34", nodes=nodes))
