"""Volumes and snapshots as the EBS CSI driver and Terraform call them, with the waiters and paginators of boto3."""

import botocore.exceptions
import pytest

from conftest import Account

POLL = {"Delay": 1, "MaxAttempts": 60}


@pytest.fixture
def ec2(slipway):
    account = Account(slipway, "--speed", "300")
    yield account.boto3("ec2")
    account.stop()


def test_a_snapshot_becomes_a_volume(ec2):
    volume = ec2.create_volume(AvailabilityZone="eu-west-3a", Size=4, VolumeType="gp3", Encrypted=True, TagSpecifications=[
        {"ResourceType": "volume", "Tags": [{"Key": "CSIVolumeName", "Value": "pvc-1"}]}])["VolumeId"]
    ec2.get_waiter("volume_available").wait(VolumeIds=[volume], WaiterConfig=POLL)
    snapshot = ec2.create_snapshot(VolumeId=volume, Description="Created by AWS EBS CSI driver", TagSpecifications=[
        {"ResourceType": "snapshot", "Tags": [{"Key": "CSIVolumeSnapshotName", "Value": "snapshot-1"}]}])
    assert snapshot["State"] == "pending" and snapshot["Encrypted"]
    named = {"SnapshotIds": [snapshot["SnapshotId"]]}
    ec2.get_waiter("snapshot_completed").wait(**named, WaiterConfig=POLL)
    found = ec2.describe_snapshots(Filters=[{"Name": "tag:CSIVolumeSnapshotName", "Values": ["snapshot-1"]}])["Snapshots"]
    assert [(one["SnapshotId"], one["Progress"], one["VolumeSize"]) for one in found] == [(snapshot["SnapshotId"], "100%", 4)]
    # boto3 signs the call at the source and says so in PresignedUrl.
    copy = ec2.copy_snapshot(SourceRegion="eu-west-3", SourceSnapshotId=snapshot["SnapshotId"])["SnapshotId"]
    restored = ec2.create_volume(AvailabilityZone="eu-west-3b", SnapshotId=snapshot["SnapshotId"], VolumeType="gp3")
    assert restored["Size"] == 4 and restored["Encrypted"] and restored["SnapshotId"] == snapshot["SnapshotId"]
    pages = ec2.get_paginator("describe_snapshots").paginate(OwnerIds=["self"], PaginationConfig={"PageSize": 1})
    assert {one["SnapshotId"] for page in pages for one in page["Snapshots"]} == {snapshot["SnapshotId"], copy}
    ec2.create_tags(Resources=[snapshot["SnapshotId"], volume], Tags=[{"Key": "kept", "Value": "no"}])
    for one in (snapshot["SnapshotId"], copy):
        ec2.delete_snapshot(SnapshotId=one)
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        ec2.describe_snapshots(**named)
    assert refused.value.response["Error"]["Code"] == "InvalidSnapshot.NotFound"


def test_a_volume_grows_while_it_is_used(ec2):
    volume = ec2.create_volume(AvailabilityZone="eu-west-3a", Size=4, VolumeType="gp2")["VolumeId"]
    ec2.get_waiter("volume_available").wait(VolumeIds=[volume], WaiterConfig=POLL)
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        ec2.describe_volumes_modifications(VolumeIds=[volume])
    assert refused.value.response["Error"]["Code"] == "InvalidVolumeModification.NotFound"
    began = ec2.modify_volume(VolumeId=volume, Size=8, VolumeType="gp3", Iops=4000)["VolumeModification"]
    assert (began["ModificationState"], began["OriginalSize"], began["TargetSize"]) == ("modifying", 4, 8)
    pages = ec2.get_paginator("describe_volumes_modifications").paginate(VolumeIds=[volume])
    states = [one["ModificationState"] for page in pages for one in page["VolumesModifications"]]
    assert states and states[0] in ("modifying", "optimizing", "completed")
    ec2.modify_volume_attribute(VolumeId=volume, AutoEnableIO={"Value": True})
    assert ec2.describe_volume_attribute(VolumeId=volume, Attribute="autoEnableIO")["AutoEnableIO"]["Value"]
    status = ec2.get_paginator("describe_volume_status").paginate(VolumeIds=[volume])
    assert [one["VolumeStatus"]["Status"] for page in status for one in page["VolumeStatuses"]] == ["ok"]
