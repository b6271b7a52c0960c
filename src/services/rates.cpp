// Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API"; IAM User Guide, "IAM and AWS STS quotas";
// AWS KMS Developer Guide, "Request quotas". For IAM, EKS, Auto Scaling, EventBridge and CloudWatch Logs AWS tells no
// number that is the same everywhere: they have 50, and 20 a second, for what reads, and 20, and 5 a second, for what
// writes. What moves data (objects, messages, items, parameters' values) is not limited, or as much as AWS says.
#include "services/rates.h"

namespace services {
namespace {

using account::Rate;
using account::Throttling;

constexpr Throttling kEc2{"RequestLimitExceeded", 503, "Request limit exceeded."};
constexpr Throttling kQuery{"Throttling", 400, "Rate exceeded"};
constexpr Throttling kEks{"ThrottlingException", 429, "Rate exceeded"};
constexpr Throttling kJson{"ThrottlingException", 400, "Rate exceeded"};
constexpr Throttling kKms{
    "ThrottlingException", 400,
    "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."};

constexpr bool kOnlyForAll = true;
constexpr std::string_view kSts = "sts", kCrypto = "kms";

constexpr Rate kRates[] = {
    {"ec2", "DescribeInstances", 50, 10, kEc2, kOnlyForAll},
    {"ec2", "DescribeInstanceStatus", 50, 10, kEc2, kOnlyForAll},
    {"ec2", "DescribeNetworkInterfaces", 50, 10, kEc2, kOnlyForAll},
    {"ec2", "DescribeSecurityGroups", 50, 10, kEc2, kOnlyForAll},
    {"ec2", "DescribeSnapshots", 50, 10, kEc2, kOnlyForAll},
    {"ec2", "DescribeSpotInstanceRequests", 50, 10, kEc2, kOnlyForAll},
    {"ec2", "DescribeVolumes", 50, 10, kEc2, kOnlyForAll},
    {"ec2", "Describe*", 100, 20, kEc2},
    {"ec2", "List*", 100, 20, kEc2},
    {"ec2", "Search*", 100, 20, kEc2},
    {"ec2", "Get*", 100, 20, kEc2},
    {"ec2", "CreateTags", 100, 10, kEc2},
    {"ec2", "DeleteTags", 100, 10, kEc2},
    {"ec2", "CreateNatGateway", 10, 1, kEc2},
    {"ec2", "DeleteNatGateway", 10, 1, kEc2},
    {"ec2", "AssociateNatGatewayAddress", 10, 1, kEc2},
    {"ec2", "CreateVpcEndpoint", 4, 0.3, kEc2},
    {"ec2", "DeleteVpcEndpoints", 4, 0.3, kEc2},
    {"ec2", "ModifyVpcEndpoint", 4, 0.3, kEc2},
    {"ec2", "CreateNetworkInterface", 100, 5, kEc2},
    {"ec2", "DeleteNetworkInterface", 100, 5, kEc2},
    {"ec2", "ModifyNetworkInterfaceAttribute", 100, 5, kEc2},
    {"ec2", "CreateLaunchTemplateVersion", 100, 5, kEc2},
    {"ec2", "ModifyLaunchTemplate", 100, 5, kEc2},
    {"ec2", "CreateVolume", 100, 5, kEc2},
    {"ec2", "DeleteVolume", 100, 5, kEc2},
    {"ec2", "CreateSnapshot", 100, 5, kEc2},
    {"ec2", "DeleteSnapshot", 100, 5, kEc2},
    {"ec2", "RunInstances", 1000, 2, kEc2, false, {}, "MaxCount"},
    {"ec2", "StartInstances", 1000, 2, kEc2, false, {}, "InstanceIds"},
    {"ec2", "TerminateInstances", 1000, 20, kEc2, false, {}, "InstanceIds"},
    {"ec2", "RunInstances", 5, 2, kEc2},
    {"ec2", "StartInstances", 5, 2, kEc2},
    {"ec2", "TerminateInstances", 100, 5, kEc2},
    {"ec2", "CreateDefaultVpc", 1, 1, kEc2},
    {"ec2", "*", 50, 5, kEc2},

    {"sts", "*", 600, 600, kQuery, false, kSts},

    {"iam", "Get*", 50, 20, kQuery},
    {"iam", "List*", 50, 20, kQuery},
    {"iam", "Simulate*", 50, 20, kQuery},
    {"iam", "*", 20, 5, kQuery},

    {"eks", "Describe*", 50, 20, kEks},
    {"eks", "List*", 50, 20, kEks},
    {"eks", "*", 20, 5, kEks},

    {"autoscaling", "Describe*", 50, 20, kQuery},
    {"autoscaling", "*", 20, 5, kQuery},

    {"kms", "Encrypt", 5500, 5500, kKms, false, kCrypto},
    {"kms", "Decrypt", 5500, 5500, kKms, false, kCrypto},
    {"kms", "ReEncrypt", 5500, 5500, kKms, false, kCrypto},
    {"kms", "GenerateDataKey*", 5500, 5500, kKms, false, kCrypto},
    {"kms", "GenerateRandom", 5500, 5500, kKms, false, kCrypto},
    {"kms", "DescribeKey", 2000, 2000, kKms},
    {"kms", "GetKey*", 1000, 1000, kKms},
    {"kms", "ListResourceTags", 2000, 2000, kKms},
    {"kms", "ListKeys", 500, 500, kKms},
    {"kms", "ListAliases", 500, 500, kKms},
    {"kms", "List*", 100, 100, kKms},
    {"kms", "CreateGrant", 50, 50, kKms},
    {"kms", "RetireGrant", 30, 30, kKms},
    {"kms", "RevokeGrant", 30, 30, kKms},
    {"kms", "DeleteAlias", 15, 15, kKms},
    {"kms", "PutKeyPolicy", 15, 15, kKms},
    {"kms", "EnableKeyRotation", 15, 15, kKms},
    {"kms", "DisableKeyRotation", 15, 15, kKms},
    {"kms", "ScheduleKeyDeletion", 15, 15, kKms},
    {"kms", "TagResource", 10, 10, kKms},
    {"kms", "*", 5, 5, kKms},

    {"events", "PutEvents", 10'000, 10'000, kJson},
    {"events", "Describe*", 50, 20, kJson},
    {"events", "List*", 50, 20, kJson},
    {"events", "Test*", 50, 20, kJson},
    {"events", "*", 20, 5, kJson},

    {"logs", "PutLogEvents", 5000, 5000, kJson},
    {"logs", "GetLogEvents", 25, 25, kJson},
    {"logs", "Describe*", 50, 20, kJson},
    {"logs", "Filter*", 50, 20, kJson},
    {"logs", "Get*", 50, 20, kJson},
    {"logs", "List*", 50, 20, kJson},
    {"logs", "*", 20, 5, kJson},
};

}  // namespace

std::span<const account::Rate> rates() {
  return kRates;
}

}  // namespace services
