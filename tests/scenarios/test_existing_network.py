"""A cluster in a VPC that somebody else made, with the AWS CLI: tags come and go, and nothing else of it is touched."""

import json

import pytest

from test_whole_clusters import things


class Network:
    """A VPC with a private and a public subnet in two zones, as people make them."""

    def __init__(self, account):
        self.ec2 = lambda *words: account.aws("ec2", *words)
        self.account = account
        self.vpc = self.ec2("create-vpc", "--cidr-block", "10.0.0.0/16")["Vpc"]["VpcId"]
        self.ec2("modify-vpc-attribute", "--vpc-id", self.vpc, "--enable-dns-hostnames")
        gateway = self.ec2("create-internet-gateway")["InternetGateway"]["InternetGatewayId"]
        self.ec2("attach-internet-gateway", "--internet-gateway-id", gateway, "--vpc-id", self.vpc)
        out = self.table("--gateway-id", gateway)
        self.public = [self.subnet("10.0.128.0/20", "a", out), self.subnet("10.0.144.0/20", "b", out)]
        address = self.ec2("allocate-address")["AllocationId"]
        nat = self.ec2("create-nat-gateway", "--subnet-id", self.public[0], "--allocation-id", address)["NatGateway"]["NatGatewayId"]
        through = self.table("--nat-gateway-id", nat)
        self.private = [self.subnet("10.0.0.0/20", "a", through), self.subnet("10.0.16.0/20", "b", through)]
        self.ec2("create-tags", "--resources", self.public[0], "--tags", "Key=kubernetes.io/role/elb,Value=1", "Key=Name,Value=outer")

    def table(self, option, target):
        table = self.ec2("create-route-table", "--vpc-id", self.vpc)["RouteTable"]["RouteTableId"]
        self.ec2("create-route", "--route-table-id", table, "--destination-cidr-block", "0.0.0.0/0", option, target)
        return table

    def subnet(self, cidr, zone, table):
        subnet = self.ec2("create-subnet", "--vpc-id", self.vpc, "--cidr-block", cidr,
                          "--availability-zone", f"eu-west-3{zone}")["Subnet"]["SubnetId"]
        self.ec2("associate-route-table", "--subnet-id", subnet, "--route-table-id", table)
        return subnet

    def tags(self, subnet):
        (found,) = self.account.boto3("ec2").describe_subnets(SubnetIds=[subnet])["Subnets"]
        return {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}

    def told(self):
        """All that is told of it."""
        ec2, vpc = self.account.boto3("ec2"), [{"Name": "vpc-id", "Values": [self.vpc]}]
        told = {what: getattr(ec2, f"describe_{what}")(Filters=vpc) for what in ("vpcs", "subnets", "route_tables", "security_groups",
                                                                                 "network_acls", "nat_gateways", "vpc_endpoints")}
        told["gateways"] = ec2.describe_internet_gateways()
        return {what: {key: value for key, value in answer.items() if key != "ResponseMetadata"} for what, answer in told.items()}


@pytest.fixture
def network(account):
    return Network(account)


def file_for(tmp_path, network, **more):
    file = tmp_path / "slipway.yaml"
    cluster = {"account": "embedded", "region": "eu-west-3", "version": "1.34", "logs": {"kinds": []},
               "network": {"vpc": network.vpc, "subnets": {"private": network.private, "public": network.public}},
               "nodes": {"system": {"instance": "m7g.large"}}, **more}
    file.write_text(json.dumps({"organization": "acme", "clusters": {"prod": cluster}}))
    return file


def test_a_cluster_stands_in_it_and_leaves_it_as_it_was(slipway, account, network, tmp_path):
    before, all_before = network.told(), things(account)
    file = file_for(tmp_path, network)
    plan = slipway.run("plan", file).stdout
    assert f"network/tags/{network.private[0]}" in plan and "network/vpc" not in plan and "network/nat" not in plan, plan
    assert network.told() == before

    slipway.run("up", "--yes", file)
    cluster = account.aws("eks", "describe-cluster", "--name", "prod")["cluster"]["resourcesVpcConfig"]
    assert sorted(cluster["subnetIds"]) == sorted(network.private)
    group = account.aws("eks", "describe-nodegroup", "--cluster-name", "prod", "--nodegroup-name", "system")["nodegroup"]
    assert sorted(group["subnets"]) == sorted(network.private)
    ours = {"kubernetes.io/cluster/prod": "shared"}
    assert network.tags(network.private[1]) == {**ours, "kubernetes.io/role/internal-elb": "1"}
    assert network.tags(network.public[0]) == {**ours, "kubernetes.io/role/elb": "1", "Name": "outer"}
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"

    exported = slipway.run("export", "terraform", "prod").stdout
    assert f'"{network.private[0]}"' in exported and "aws_ec2_tag" in exported and 'resource "aws_vpc"' not in exported, exported

    network.ec2("delete-tags", "--resources", network.private[1], "--tags", "Key=kubernetes.io/cluster/prod")
    drift = slipway.run("drift", file, "--exit-code", check=False)
    assert drift.returncode == 2 and f"network/tags/{network.private[1]}" in drift.stdout, drift.stdout
    assert f"~ network/tags/{network.private[1]}" in slipway.run("up", "--yes", file).stdout

    gone = slipway.run("down", "--yes", file)
    assert "nothing is left" in gone.stdout, gone.stdout
    assert network.told() == before
    assert things(account) == all_before


def test_what_it_lacks_is_said_before_anything_is_made(slipway, account, network, tmp_path):
    network.ec2("modify-vpc-attribute", "--vpc-id", network.vpc, "--no-enable-dns-hostnames")
    before = things(account)
    done = slipway.run("up", "--yes", file_for(tmp_path, network), check=False)
    assert done.returncode != 0 and "enableDnsHostnames off" in done.stderr, done.stderr
    assert f"--vpc-id {network.vpc} --enable-dns-hostnames" in done.stderr
    assert things(account) == before


def test_what_does_not_go_with_it_is_said_at_its_place(slipway, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text("organization: acme\nclusters:\n  prod:\n    account: embedded\n    region: eu-west-3\n    version: '1.34'\n"
                    "    network:\n      vpc: vpc-0a1b2c3d4e5f60718\n      cidr: 10.0.0.0/16\n"
                    "      subnets: { private: [subnet-0a1b2c3d4e5f60001, subnet-1] }\n    nodes: { system: { instance: m7g.large } }\n")
    done = slipway.run("plan", file, check=False)
    assert done.returncode == 64
    assert f"{file}:9:13: error: `cidr` is of a network that is made" in done.stderr, done.stderr
    assert f"{file}:10:54: error: " in done.stderr, done.stderr


def test_its_permissions_name_what_they_are_for(slipway, tmp_path):
    """No call; the account of the rehearsal has such a network, by these ids."""
    network = type("Named", (), {"vpc": "vpc-0a1b2c3d4e5f60718", "public": [],
                                 "private": ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d"]})
    file = file_for(tmp_path, network)
    text = json.loads(file.read_text())
    del text["clusters"]["prod"]["network"]["subnets"]["public"]
    file.write_text(json.dumps(text))
    told = json.loads(slipway.run("permissions", file, "--json", "--account", "111122223333").stdout)
    statements = [statement for document in told["clusters"][0]["documents"] for statement in document["policy"]["Statement"]]
    resources = {action: set() for action in ("ec2:CreateTags", "ec2:DeleteTags", "ec2:CreateSecurityGroup", "ec2:CreateVpc")}
    for statement in statements:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        named = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for action in set(actions) & set(resources):
            resources[action] |= set(named)
    subnets = {f"arn:aws:ec2:eu-west-3:111122223333:subnet/{each}" for each in network.private}
    assert subnets <= resources["ec2:CreateTags"] and subnets <= resources["ec2:DeleteTags"]
    assert not any(each.endswith(":subnet/*") for each in resources["ec2:CreateTags"] | resources["ec2:DeleteTags"])
    assert f"arn:aws:ec2:eu-west-3:111122223333:vpc/{network.vpc}" in resources["ec2:CreateSecurityGroup"]
    assert not resources["ec2:CreateVpc"]
