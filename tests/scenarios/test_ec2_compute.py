"""What computes in EC2's network, by AWS's clients: types, images, key pairs."""

import botocore.exceptions
import pytest

from conftest import Account


def test_types_images_and_keys_by_boto3(slipway):
    account = Account(slipway)
    try:
        ec2 = account.boto3("ec2")
        pages = ec2.get_paginator("describe_instance_types").paginate(PaginationConfig={"PageSize": 100})
        types = {one["InstanceType"]: one for page in pages for one in page["InstanceTypes"]}
        assert len(types) > 500 and types["m5.large"]["MemoryInfo"]["SizeInMiB"] == 8192
        offered = ec2.get_paginator("describe_instance_type_offerings").paginate(
            LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": ["m5.large"]}])
        assert len([one for page in offered for one in page["InstanceTypeOfferings"]]) == 3
        images = ec2.describe_images(Owners=["amazon"], Filters=[
            {"Name": "name", "Values": ["bottlerocket-aws-k8s-1.34-x86_64-*"]}])["Images"]
        newest = max(images, key=lambda image: image["CreationDate"])
        assert newest["Architecture"] == "x86_64" and newest["BlockDeviceMappings"][1]["DeviceName"] == "/dev/xvdb"
        ec2.get_waiter("image_available").wait(ImageIds=[newest["ImageId"]])
        made = ec2.create_key_pair(KeyName="laptop")
        assert made["KeyMaterial"].startswith("-----BEGIN RSA PRIVATE KEY-----")
        public = ec2.describe_key_pairs(KeyNames=["laptop"], IncludePublicKey=True)["KeyPairs"][0]["PublicKey"]
        imported = ec2.import_key_pair(KeyName="again", PublicKeyMaterial=public.encode())
        assert imported["KeyFingerprint"].count(":") == 15
        ec2.get_waiter("key_pair_exists").wait(KeyNames=["again"])
        for name in ("laptop", "again"):
            assert ec2.delete_key_pair(KeyName=name)["Return"]
        with pytest.raises(botocore.exceptions.ClientError) as caught:
            ec2.describe_key_pairs(KeyNames=["laptop"])
        assert caught.value.response["Error"]["Code"] == "InvalidKeyPair.NotFound"
    finally:
        account.stop()
