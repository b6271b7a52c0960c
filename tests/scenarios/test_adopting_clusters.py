"""A cluster that something else made, in a network that somebody else made, is taken over thing by thing; then there is nothing to do."""

import json
import shutil

import pytest

from test_existing_network import Network, file_for
from test_whole_clusters import things


@pytest.fixture
def network(account):
    return Network(account)


def ours(tags):
    return [key for key in tags if key.startswith("slipway:")]


def unmark(account):
    """Takes Slipway's marks off all that there is, so that it is as anybody's."""
    eks, ec2, iam = (account.boto3(service) for service in ("eks", "ec2", "iam"))
    arns = []
    for name in eks.list_clusters()["clusters"]:
        arns.append(eks.describe_cluster(name=name)["cluster"]["arn"])
        for group in eks.list_nodegroups(clusterName=name)["nodegroups"]:
            arns.append(eks.describe_nodegroup(clusterName=name, nodegroupName=group)["nodegroup"]["nodegroupArn"])
        for addon in eks.list_addons(clusterName=name)["addons"]:
            arns.append(eks.describe_addon(clusterName=name, addonName=addon)["addon"]["addonArn"])
    for arn in arns:
        eks.untag_resource(resourceArn=arn, tagKeys=ours(eks.list_tags_for_resource(resourceArn=arn)["tags"]))
    tags = ec2.describe_tags(Filters=[{"Name": "key", "Values": ["slipway:*"]}])["Tags"]
    for tag in tags:
        if not tag["ResourceId"].startswith(("i-", "vol-", "eni-")):
            ec2.delete_tags(Resources=[tag["ResourceId"]], Tags=[{"Key": tag["Key"]}])
    for role in iam.list_roles(PathPrefix="/slipway/")["Roles"]:
        keys = ours(tag["Key"] for tag in iam.list_role_tags(RoleName=role["RoleName"])["Tags"])
        iam.untag_role(RoleName=role["RoleName"], TagKeys=keys)
    for provider in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        arn = provider["Arn"]
        keys = ours(tag["Key"] for tag in iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn)["Tags"])
        iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=keys)


def test_a_cluster_of_somebody_elses_is_adopted(slipway, account, network, tmp_path):
    before = things(account)
    file = file_for(tmp_path, network, encryption={"secrets": "eks"}, addons=["kube-proxy"])
    slipway.run("up", "--yes", file)
    state = json.loads(slipway.run("state", "list", "prod", "--json").stdout)["states"][0]
    addresses = [thing["address"] for thing in state["things"] if not thing["address"].startswith("network/tags/")]
    unmark(account)
    shutil.rmtree(slipway.home / "clusters")

    refused = slipway.run("up", "--yes", file, check=False)
    assert refused.returncode != 0 and "not ours" in refused.stderr, refused.stderr
    group = slipway.run("state", "adopt", "nodes/group/system", file, "--yes", check=False)
    assert group.returncode != 0 and "adopt that one first: slipway state adopt " in group.stderr, group.stderr
    while addresses:
        left = [each for each in addresses if slipway.run("state", "adopt", each, file, "--yes", check=False).returncode]
        assert len(left) < len(addresses), slipway.run("state", "adopt", left[0], file, "--yes", check=False).stderr
        addresses = left
    assert slipway.run("plan", file, "--detailed-exitcode").stdout == "nothing to do\n"
    assert slipway.run("drift", file, "--exit-code").returncode == 0

    slipway.run("down", "--yes", file)
    assert things(account) == before
    assert network.tags(network.private[0])["kubernetes.io/cluster/prod"] == "shared", "these were not ours any more"
