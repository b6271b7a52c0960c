"""SSE-C as boto3 sends it: over TLS only, and never without the key."""

import pytest


def test_keys_of_customers(account):
    account.boto3("s3").create_bucket(Bucket="sealed", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    s3 = account.boto3("s3", tls=True)
    key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "0" * 32}
    for size in 10, 100_000:  # kept as a record, and as a file
        s3.put_object(Bucket="sealed", Key="k", Body=b"x" * size, **key)
        answer = s3.get_object(Bucket="sealed", Key="k", **key)
        assert answer["ContentLength"] == size and answer["Body"].read() == b"x" * size
        assert s3.get_object(Bucket="sealed", Key="k", Range="bytes=3-7", **key)["ContentLength"] == 5
        for wrong in {}, {**key, "SSECustomerKey": "1" * 32}:
            with pytest.raises(s3.exceptions.ClientError):
                s3.get_object(Bucket="sealed", Key="k", **wrong)
    with pytest.raises(s3.exceptions.ClientError, match="secure connection"):
        account.boto3("s3").put_object(Bucket="sealed", Key="k", Body=b"x", **key)
