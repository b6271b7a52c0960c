"""Fleets and prices as Karpenter asks for them, by boto3."""

import datetime

import pytest

from conftest import Account


@pytest.fixture
def account(slipway):
    served = Account(slipway)
    yield served
    served.stop()


def pools(ec2):
    image = ec2.describe_images(Owners=["amazon"], Filters=[
        {"Name": "name", "Values": ["al2023-ami-2023.*-x86_64"]}])["Images"][0]["ImageId"]
    template = ec2.create_launch_template(LaunchTemplateName="karpenter.k8s.aws/1", LaunchTemplateData={"ImageId": image})
    overrides = [{"InstanceType": kind, "SubnetId": subnet["SubnetId"], "AvailabilityZone": subnet["AvailabilityZone"]}
                 for kind in ("m5.large", "m5.xlarge", "r5.large") for subnet in ec2.describe_subnets()["Subnets"]]
    return [{"LaunchTemplateSpecification": {
        "LaunchTemplateName": template["LaunchTemplate"]["LaunchTemplateName"], "Version": "$Latest"}, "Overrides": overrides}]


def fleet(ec2, configs, market, count=1):
    options = {"spot": {"SpotOptions": {"AllocationStrategy": "price-capacity-optimized"}},
               "on-demand": {"OnDemandOptions": {"AllocationStrategy": "lowest-price"}}}
    return ec2.create_fleet(
        Type="instant", LaunchTemplateConfigs=configs, **options[market],
        TargetCapacitySpecification={"TotalTargetCapacity": count, "DefaultTargetCapacityType": market},
        TagSpecifications=[{"ResourceType": kind, "Tags": [{"Key": "karpenter.sh/nodepool", "Value": "default"}]}
                           for kind in ("instance", "volume", "fleet")])


def test_fleets_are_launched_at_once(slipway, account):
    ec2 = account.boto3("ec2")
    configs = pools(ec2)
    made = fleet(ec2, configs, "on-demand", count=2)
    assert [(one["InstanceType"], one["Lifecycle"], len(one["InstanceIds"])) for one in made["Instances"]] == [
        ("m5.large", "on-demand", 2)] and made["Errors"] == []
    running = ec2.describe_instances(InstanceIds=made["Instances"][0]["InstanceIds"])["Reservations"]
    tags = {tag["Key"]: tag["Value"] for tag in running[0]["Instances"][0]["Tags"]}
    assert tags["aws:ec2:fleet-id"] == made["FleetId"] and tags["karpenter.sh/nodepool"] == "default"
    # A pool without capacity is an entry of the answer, and the next pool is asked.
    slipway.run("account", "fault", "add", "ec2:RunInstances", "--error", "InsufficientInstanceCapacity")
    spot = fleet(ec2, configs, "spot")
    assert [one["ErrorCode"] for one in spot["Errors"]] == ["InsufficientInstanceCapacity"]
    assert spot["Errors"][0]["LaunchTemplateAndOverrides"]["Overrides"]["SubnetId"].startswith("subnet-")
    assert [one["Lifecycle"] for one in spot["Instances"]] == ["spot"]
    pages = ec2.get_paginator("describe_fleets").paginate(FleetIds=[made["FleetId"], spot["FleetId"]])
    assert {one["FleetState"] for page in pages for one in page["Fleets"]} == {"active"}
    gone = ec2.delete_fleets(FleetIds=[made["FleetId"], spot["FleetId"]], TerminateInstances=True)
    assert len(gone["SuccessfulFleetDeletions"]) == 2 and gone["UnsuccessfulFleetDeletions"] == []


def test_spot_prices_move_and_stay_what_they_were(account):
    ec2 = account.boto3("ec2")
    now = datetime.datetime.now(datetime.timezone.utc)
    pages = ec2.get_paginator("describe_spot_price_history").paginate(
        ProductDescriptions=["Linux/UNIX", "Linux/UNIX (Amazon VPC)"], StartTime=now, PaginationConfig={"PageSize": 500})
    current = [one for page in pages for one in page["SpotPriceHistory"]]
    assert len({one["InstanceType"] for one in current}) > 400
    assert len({(one["InstanceType"], one["AvailabilityZone"]) for one in current}) == len(current)
    asked = {"InstanceTypes": ["m5.large"], "AvailabilityZone": "eu-west-3a", "ProductDescriptions": ["Linux/UNIX"]}
    history = ec2.describe_spot_price_history(**asked, StartTime=now - datetime.timedelta(days=30))["SpotPriceHistory"]
    prices = [float(one["SpotPrice"]) for one in history]
    assert len(history) == 31 and len(set(prices)) > 20 and all(0.02 < price < 0.07 for price in prices)
    assert ec2.describe_spot_price_history(**asked, StartTime=now - datetime.timedelta(days=30))["SpotPriceHistory"] == history
