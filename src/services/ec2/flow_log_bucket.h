// The bucket into which flow logs are delivered (Amazon VPC User Guide, "Amazon S3 bucket permissions for flow logs").
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::ec2 {

// Sees to it that the delivery may write: where the bucket's policy does not say so, it is added with the caller's
// rights. What keeps it from being so, in EC2's words; empty: nothing. Error: `destination` is no ARN of a bucket.
aws::Result<std::string> prepare_bucket(Call& call, const std::string& destination);

}  // namespace account::ec2
