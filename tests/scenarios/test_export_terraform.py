"""`slipway export terraform`: all that a cluster's state has is in the file, or in the list of what is not; and what `plan` says of prices."""

import json
import re

import pytest

from conftest import ROOT

CLUSTERS = ROOT / "examples" / "clusters"
SMALLEST = CLUSTERS / "smallest.yaml"
IMPORT = re.compile(r'^import \{\n  to = (\S+)\n  id = "(.+)"\n\}\n\nresource "(\w+)" "(\w+)" \{$', re.MULTILINE)
REFERENCE = re.compile(r"(?<![\w\"./:])(aws_\w+\.\w+)\.\w")


def addresses_in_state(slipway):
    return {record["key"][0] for record in json.loads(slipway.run("state", "backup", "prod").stdout)["records"]}


def exported(text):
    """Import ids by the address of the resource; each import stands before its own resource."""
    found = {}
    for to, import_id, kind, name in IMPORT.findall(text):
        assert to == f"{kind}.{name}" and to not in found, to
        found[to] = import_id
    assert len(found) == text.count("\nimport {") == text.count("\nresource ")
    return found


def head_of(text):
    return text[:text.index("\nterraform {")]


@pytest.mark.parametrize("file", sorted(path.name for path in CLUSTERS.glob("*.yaml")))
def test_all_of_a_cluster_is_exported_or_said_not_to_be(slipway, account, tmp_path, file):
    slipway.run("up", "--yes", CLUSTERS / file)
    try:
        out = tmp_path / "prod.tf"
        told = slipway.run("export", "terraform", "prod", "--out", out)
        text = out.read_text()
        assert text == slipway.run("export", "terraform", CLUSTERS / file).stdout
        assert "not exported" not in told.stderr and "Nothing is left out" in head_of(text), told.stderr
        resources = exported(text)
        commented = set(re.findall(r"^# (\S+)$", text, re.MULTILINE))
        assert addresses_in_state(slipway) <= commented
        assert {name for name in REFERENCE.findall(re.sub(r"^#.*$", "", text, flags=re.MULTILINE))} <= set(resources)
        ec2 = account.boto3("ec2")
        vpc = ec2.describe_vpcs(VpcIds=[resources["aws_vpc.network_vpc"]])["Vpcs"][0]
        assert f'cidr_block           = "{vpc["CidrBlock"]}"' in text
        subnets = [each for to, each in resources.items() if to.startswith("aws_subnet.")]
        assert len(ec2.describe_subnets(SubnetIds=subnets)["Subnets"]) == len(subnets)
        assert account.boto3("eks").describe_cluster(name=resources["aws_eks_cluster.cluster_control_plane"])
        for to, each in resources.items():
            if to.startswith("aws_iam_role."):
                account.boto3("iam").get_role(RoleName=each)
    finally:
        slipway.run("down", "--yes", CLUSTERS / file)


def test_what_cannot_be_exported_is_said(slipway, account, tmp_path):
    for arguments, says in ((("prod",), "nothing was deployed from this machine"), ((SMALLEST,), "nothing of prod@eu-west-3 has been made"),
                            ((tmp_path / "none.yaml",), "none.yaml"), ((SMALLEST, "--cluster", "other"), "has no cluster `other`"),
                            (("prod", "--cluster", "prod"), "no file `prod`")):
        done = slipway.run("export", "terraform", *arguments, check=False)
        assert done.returncode != 0 and says in done.stderr and not done.stdout, done


def test_a_plan_says_what_is_billed_by_the_hour(slipway, account):
    plan = slipway.run("plan", SMALLEST).stdout
    assert "prod@eu-west-3 is billed by the hour, list prices of eu-west-3 in USD:" in plan
    assert re.search(r"1 x control plane +0\.10 .*https://aws\.amazon\.com/eks/pricing/, 20\d\d-", plan), plan
    assert re.search(r"1 x NAT gateway +not known", plan) and re.search(r"2 x m7g\.large +not known", plan), plan
    assert "together 0.105 USD an hour and what is not known" in plan
    assert "| `1 x control plane` | 0.10 |" in slipway.run("plan", SMALLEST, "--markdown").stdout
    (hourly,) = json.loads(slipway.run("plan", SMALLEST, "--json").stdout)["hourly"]
    assert (hourly["state"], hourly["sum"], hourly["isComplete"]) == ("prod@eu-west-3", "0.105", False)
    assert "is billed by the hour" in slipway.run("up", "--yes", SMALLEST).stdout
    try:
        assert slipway.run("plan", SMALLEST).stdout == "nothing to do\n"
        assert json.loads(slipway.run("plan", SMALLEST, "--json").stdout)["hourly"] == [hourly]
    finally:
        assert "billed" not in slipway.run("down", "--yes", SMALLEST).stdout
