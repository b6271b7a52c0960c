#include "aws/client/effect.h"

#include <gtest/gtest.h>

namespace aws {
namespace {

TEST(Effect, OfSendingAnOperationTwice) {
  struct Row {
    std::string_view service, operation;
    Effect effect;
  };
  for (auto [service, operation, effect] : {
           Row{"iam", "GetRole", Effect::read},
           Row{"iam", "ListRoles", Effect::read},
           Row{"iam", "SimulatePrincipalPolicy", Effect::read},
           Row{"iam", "CreateRole", Effect::idempotent},
           Row{"iam", "DeleteRole", Effect::idempotent},
           Row{"iam", "AttachRolePolicy", Effect::idempotent},
           Row{"iam", "TagRole", Effect::idempotent},
           Row{"iam", "CreateAccessKey", Effect::once},
           Row{"iam", "CreatePolicyVersion", Effect::once},
           Row{"iam", "CreateServiceSpecificCredential", Effect::once},
           Row{"iam", "ResetServiceSpecificCredential", Effect::once},
           Row{"sts", "GetCallerIdentity", Effect::read},
           Row{"sts", "AssumeRole", Effect::read},
           Row{"eks", "DescribeCluster", Effect::read},
           Row{"eks", "CreateCluster", Effect::idempotent},  // clientRequestToken
           Row{"eks", "DeleteCluster", Effect::idempotent},
           Row{"s3", "GetObject", Effect::read},
           Row{"s3", "HeadBucket", Effect::read},
           Row{"s3", "PutObject", Effect::idempotent},
           Row{"s3", "CreateBucket", Effect::idempotent},
           Row{"s3", "CreateMultipartUpload", Effect::once},
           Row{"s3", "CompleteMultipartUpload", Effect::idempotent},
           Row{"dynamodb", "GetItem", Effect::read},
           Row{"dynamodb", "Query", Effect::read},
           Row{"dynamodb", "PutItem", Effect::idempotent},
           Row{"dynamodb", "CreateTable", Effect::idempotent},
           Row{"sqs", "SendMessage", Effect::once},
           Row{"sqs", "ReceiveMessage", Effect::once},
           Row{"sqs", "CreateQueue", Effect::idempotent},
           Row{"sqs", "DeleteMessage", Effect::idempotent},
       }) {
    auto found = Service::find(service);
    ASSERT_TRUE(found) << service;
    auto named = found->find_operation(operation);
    ASSERT_TRUE(named) << operation;
    EXPECT_EQ(effect_of(*found, *named), effect) << service << " " << operation;
  }
}

}  // namespace
}  // namespace aws
