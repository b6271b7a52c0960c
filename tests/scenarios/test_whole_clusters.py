"""A whole cluster from one file: `up` makes its network, control plane and nodes, and `down` leaves the account as it was."""

import json
import signal

import pytest

from conftest import READER, ROOT, Account, slipway_yaml, wait_until
from test_exit_codes import REFUSED, RESUMABLE, ended, interrupted
from world import own_roles

SMALLEST = ROOT / "examples" / "clusters" / "smallest.yaml"
NODES = {"system": {"instance": "m7g.large"}}
LISTED = (("ec2", "describe_vpcs", "Vpcs"), ("ec2", "describe_subnets", "Subnets"), ("ec2", "describe_addresses", "Addresses"),
          ("ec2", "describe_internet_gateways", "InternetGateways"), ("ec2", "describe_route_tables", "RouteTables"),
          ("ec2", "describe_security_groups", "SecurityGroups"), ("ec2", "describe_vpc_endpoints", "VpcEndpoints"),
          ("ec2", "describe_launch_templates", "LaunchTemplates"), ("ec2", "describe_network_interfaces", "NetworkInterfaces"),
          ("ec2", "describe_volumes", "Volumes"), ("eks", "list_clusters", "clusters"),
          ("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList"))


def things(account):
    """What there is of each kind, but for what AWS goes on telling of when it has gone."""
    found = {name: len(getattr(account.boto3(service), operation)()[name]) for service, operation, name in LISTED}
    return found | {"roles": own_roles(account)}


def only(things):
    (thing,) = things
    return thing


def of_cluster(account, operation, name, cluster="prod"):
    mark = {"Name": "tag:slipway:cluster", "Values": [f"eu-west-3/{cluster}"]}
    return getattr(account.boto3("ec2"), operation)(Filters=[mark])[name]


def test_the_smallest_is_made_mended_and_removed(slipway, account):
    before = things(account)
    plan = slipway.run("plan", SMALLEST, "--detailed-exitcode", check=False)
    assert plan.returncode == 2, plan.stderr
    assert all(address in plan.stdout for address in ("network/vpc", "cluster/control-plane", "nodes/group/system"))
    assert things(account) == before

    told = slipway.run("up", "--yes", SMALLEST)
    assert "making network/vpc" in told.stderr and "done" in told.stdout
    vpc = only(of_cluster(account, "describe_vpcs", "Vpcs"))
    assert vpc["CidrBlock"] == "10.0.0.0/16"
    assert len(of_cluster(account, "describe_subnets", "Subnets")) == 6
    assert len(of_cluster(account, "describe_addresses", "Addresses")) == 1
    eks = account.boto3("eks")
    cluster = eks.describe_cluster(name="prod")["cluster"]
    assert (cluster["status"], cluster["version"]) == ("ACTIVE", "1.34")
    assert not cluster["resourcesVpcConfig"]["endpointPublicAccess"]
    group = eks.describe_nodegroup(clusterName="prod", nodegroupName="system")["nodegroup"]
    assert (group["status"], group["instanceTypes"], group["amiType"]) == ("ACTIVE", ["m7g.large"], "BOTTLEROCKET_ARM_64")
    assert slipway.run("plan", SMALLEST, "--detailed-exitcode").stdout == "nothing to do\n"
    assert slipway.run("drift", SMALLEST, "--exit-code").stdout.count("no drift") == 1
    assert "network/vpc" in slipway.run("state", "list").stdout

    account.boto3("ec2").create_tags(Resources=[vpc["VpcId"]], Tags=[{"Key": "Name", "Value": "by hand"}])
    for arguments in ((SMALLEST,), ()):
        drift = slipway.run("drift", *arguments, "--exit-code", check=False)
        assert drift.returncode == 2 and "network/vpc" in drift.stdout and "by hand" in drift.stdout, drift.stdout
    assert "~ network/vpc" in slipway.run("up", "--yes", SMALLEST).stdout
    assert "by hand" not in json.dumps(of_cluster(account, "describe_vpcs", "Vpcs"))

    gone = slipway.run("down", "--yes", SMALLEST)
    assert "nothing is left" in gone.stdout, gone.stdout + gone.stderr
    assert things(account) == before
    assert slipway.run("down", "--yes", SMALLEST).stdout == "nothing of this file is deployed\n"


def test_a_service_runs_on_it_with_a_role(slipway, account, services, tmp_path):
    before = things(account)
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"reader": READER}, version="1.34", nodes=NODES))
    account.aws("s3", "mb", "s3://reports")
    slipway.run("up", "--yes", file)
    try:
        assert "reports" in slipway.run("shell", "reader", "--", "aws", "s3", "ls").stdout
        assert "fail" not in slipway.run("doctor", "reader").stdout
        assert slipway.run("plan", file).stdout == "nothing to do\n"
    finally:
        slipway.run("down", "--yes", file)
    assert things(account) == before


def test_who_is_not_root_deploys_on_what_they_made(slipway, account, services, tmp_path):
    """Nobody has rights on a cluster but by an access entry: whoever makes it gets one, and only they."""
    account.aws("iam", "create-user", "--user-name", "engineer")
    account.aws("iam", "attach-user-policy", "--user-name", "engineer", "--policy-arn",
                "arn:aws:iam::aws:policy/AdministratorAccess")
    key = account.aws("iam", "create-access-key", "--user-name", "engineer")["AccessKey"]
    keys = {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}
    slipway.environment |= {name: value for name, value in account.client_environment(keys=keys).items()
                            if name.startswith("AWS_")}
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"reader": {**READER, "image": "not-used"}}, account={"endpoint": account.endpoint},
                                 runtime="process", version="1.34", nodes=NODES,
                                 logs={"kinds": []}))  # nobody waits for the last lines of logs
    slipway.run("up", "--yes", file)
    try:
        entries = account.boto3("eks").list_access_entries(clusterName="dev")["accessEntries"]
        assert [each for each in entries if ":user/" in each] == [entry for entry in entries if entry.endswith(":user/engineer")]
        assert slipway.run("plan", file).stdout == "nothing to do\n"
    finally:
        slipway.run("down", "--yes", file)
    assert account.boto3("eks").list_clusters()["clusters"] == []


def test_what_is_protected_stays(slipway, account, tmp_path):
    file = tmp_path / "slipway.yaml"
    cluster = {"account": "embedded", "region": "eu-west-3", "version": "1.34", "nodes": NODES}
    whole = {"organization": "acme", "clusters": {"dev": {**cluster, "protect": True}}}
    file.write_text(json.dumps(whole))
    slipway.run("up", "--yes", file)
    code, words = ended(slipway, "down", "--yes", file)
    assert code == REFUSED and "--allow-destroy network/vpc" in words and "protect: false" in words, words
    without = tmp_path / "without.yaml"
    without.write_text(json.dumps({**whole, "clusters": {"dev": {**cluster, "nodes": {"other": NODES["system"]}}}}))
    code, words = ended(slipway, "up", "--yes", without)
    assert code == REFUSED and "nodes/group/system" in words, words
    assert slipway.run("plan", without, check=False).returncode == REFUSED
    assert ended(slipway, "down", "--yes", "--cluster", "dev")[0] == REFUSED
    file.write_text(json.dumps({**whole, "clusters": {"dev": cluster}}))
    slipway.run("up", "--yes", file)
    file.unlink()
    slipway.run("down", "--yes", "--cluster", "dev@eu-west-3")
    assert account.boto3("eks").list_clusters()["clusters"] == []


def test_an_interrupted_run_goes_on_where_it_ended(slipway):
    account = Account(slipway, "--speed", "300")  # a control plane takes some seconds to come and to go
    try:
        before = things(account)
        code, words = interrupted(slipway, "up", "--yes", SMALLEST, at="cluster/control-plane is CREATING", by=signal.SIGINT)
        assert code == RESUMABLE and "the same command goes on from there" in words, words
        eks = account.boto3("eks")
        wait_until(lambda: eks.describe_cluster(name="prod")["cluster"]["status"] == "ACTIVE", "the cluster does not come")
        told = slipway.run("up", "--yes", SMALLEST)
        assert "that takes about" in told.stderr, told.stderr
        assert len(of_cluster(account, "describe_vpcs", "Vpcs")) == 1
        code, words = interrupted(slipway, "down", "--yes", SMALLEST, at="nodes/group/system is DELETING", by=signal.SIGTERM)
        assert code == RESUMABLE, words
        slipway.run("down", "--yes", SMALLEST)
        assert things(account) == before
    finally:
        account.stop()


def test_what_cannot_be_is_said_at_its_place(slipway, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text("organization: acme\nclusters:\n  prod:\n    account: embedded\n    region: eu-west-3\n    version: '1.34'\n"
                    "    network: { cidr: 10.0.0.0/27 }\n    nodes: { mixed: { instances: [m7g.large, m7i.large] } }\n")
    for command in (("plan", file), ("up", "--yes", file)):
        done = slipway.run(*command, check=False)
        assert done.returncode == 64
        assert f"{file}:7:22: error:" in done.stderr and f"{file}:8:14: error: `mixed`" in done.stderr, done.stderr


@pytest.mark.parametrize("file", sorted(path.name for path in SMALLEST.parent.glob("*.yaml")))
def test_each_example_is_made_and_removed(slipway, account, file):
    before = things(account)
    slipway.run("up", "--yes", SMALLEST.parent / file)
    assert slipway.run("plan", SMALLEST.parent / file).stdout == "nothing to do\n"
    slipway.run("down", "--yes", SMALLEST.parent / file)
    assert things(account) == before
