// Calls that a service makes while it carries out another.
#include "account/call/invoke.h"

#include <gtest/gtest.h>

#include "account/server/call_log.h"
#include "services/testing/cluster.h"

namespace account::testing {
namespace {

using json::Object;

class Invoke : public ::testing::Test {
 protected:
  // As a service called by `caller` would call another; the transaction is committed if the call succeeds.
  Output call(const Caller& caller, const Invocation& invocation, std::vector<std::string> called_via = {}) {
    auto transaction = std::move(*account_.store().begin());
    Bodies bodies(account_.facilities().objects_dir);
    Output output = invoke({caller, std::move(called_via), State(*transaction, kFirst, kRegion), kRegion,
                            account_.clock.now(), account_.facilities(), bodies},
                           invocation);
    if (output) {
      EXPECT_TRUE(transaction->commit());
    }
    return output;
  }
  Output make_role(const Caller& caller, Access access, std::vector<std::string> called_via = {}) {
    return call(caller,
                {"eks.amazonaws.com", access, "iam", "CreateServiceLinkedRole",
                 Object{{"AWSServiceName", "eks.amazonaws.com"}}},
                std::move(called_via));
  }
  Caller user(const std::string& name) {
    Caller caller;
    caller.principal.type = policy::PrincipalType::user;
    caller.principal.arn = "arn:aws:iam::" + kFirst + ":user/" + name;
    caller.principal.account = kFirst;
    caller.account = kFirst;
    caller.user_name = name;
    return caller;
  }
  std::string code(const Output& output) { return output ? "done" : output.error().code; }

  EmbeddedAccount account_;
};

struct Condition {
  const char* condition;
  bool holds;
};

// Each condition of a statement that denies.
TEST_F(Invoke, forwards_the_callers_access_with_the_keys_of_forward_access_sessions) {
  constexpr Condition kConditions[] = {
      {R"({"Bool":{"aws:ViaAWSService":"true"}})", true},
      {R"({"Bool":{"aws:ViaAWSService":"false"}})", false},
      {R"({"ForAnyValue:StringEquals":{"aws:CalledVia":"eks.amazonaws.com"}})", true},
      {R"({"ForAnyValue:StringEquals":{"aws:CalledVia":"s3.amazonaws.com"}})", false},
      {R"({"StringEquals":{"aws:CalledViaFirst":"cloudformation.amazonaws.com"}})", true},
      {R"({"StringEquals":{"aws:CalledViaLast":"eks.amazonaws.com"}})", true},
      {R"({"StringEquals":{"aws:CalledViaLast":"cloudformation.amazonaws.com"}})", false},
      {R"({"Null":{"aws:SourceIp":"true"}})", true},
      {R"({"StringEquals":{"iam:AWSServiceName":"eks.amazonaws.com"}})", true},
  };
  int number = 0;
  for (const Condition& each : kConditions) {
    std::string name = fmt::format("user-{}", number++);
    make_user(account_, name,
              fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"iam:*",)"
                          R"("Resource":"*"}},{{"Effect":"Deny","Action":"iam:CreateServiceLinkedRole",)"
                          R"("Resource":"*","Condition":{}}}]}})",
                          each.condition));
    Output output = make_role(user(name), Access::forwarded, {"cloudformation.amazonaws.com"});
    EXPECT_EQ(code(output), each.holds ? "AccessDenied" : "done") << each.condition;
    if (output)
      account_.must(account_.root(), "iam", "DeleteServiceLinkedRole",
                    Object{{"RoleName", "AWSServiceRoleForAmazonEKS"}});
  }
}

TEST_F(Invoke, has_a_service_principal_allowed_by_policies_of_resources_alone) {
  Caller nobody;
  EXPECT_EQ(code(make_role(nobody, Access::service)), "AccessDenied");
  account_.must(
      account_.root(), "s3", "CreateBucket",
      Object{{"Bucket", "logs"}, {"CreateBucketConfiguration", Object{{"LocationConstraint", kRegion}}}});
  Invocation read{"eks.amazonaws.com", Access::service, "s3", "GetBucketLocation",
                  Object{{"Bucket", "logs"}}};
  EXPECT_EQ(code(call(nobody, read)), "AccessDenied");
  account_.must(
      account_.root(), "s3", "PutBucketPolicy",
      Object{
          {"Bucket", "logs"},
          {"Policy", R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":)"
                     R"("eks.amazonaws.com"},"Action":"s3:GetBucketLocation","Resource":"arn:aws:s3:::logs",)"
                     R"("Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}})"}});
  EXPECT_EQ(code(call(nobody, read)), "done");
  read.principal = "rds.amazonaws.com";
  EXPECT_EQ(code(call(nobody, read)), "AccessDenied");
}

TEST_F(Invoke, refuses_what_cannot_be_called_so) {
  Caller nobody;
  for (const char* operation : {"NoSuchOperation", "PutObject"}) {
    Output output = call(nobody, {"eks.amazonaws.com", Access::service, "s3", operation,
                                  Object{{"Bucket", "b"}, {"Key", "k"}}});
    ASSERT_FALSE(output) << operation;
    EXPECT_EQ(output.error().status, 500) << operation;
  }
  Output output = call(nobody, {"eks.amazonaws.com", Access::service, "iam", "CreateServiceLinkedRole",
                                Object{{"NoSuchMember", "x"}}});
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().status, 500);
}

// CreateCluster makes EKS's service-linked role in the account, as its caller, and only with the cluster.
TEST_F(Invoke, is_observed_like_a_call_and_undone_with_the_call_around_it) {
  CallLog log(100, {});
  account_.facilities().observer = &log;
  aws::Credentials alice = make_user(account_, "alice", allow("eks:*"));
  auto policy = [&](const std::string& action) {
    account_.must(
        account_.root(), "iam", "PutUserPolicy",
        Object{{"UserName", "alice"}, {"PolicyName", action.substr(4)}, {"PolicyDocument", allow(action)}});
  };
  policy("iam:PassRole");
  make_cluster(account_, account_.root(), "first");
  account_.must(account_.root(), "eks", "DeleteCluster", Object{{"name", "first"}});
  account_.must(account_.root(), "iam", "DeleteServiceLinkedRole",
                Object{{"RoleName", "AWSServiceRoleForAmazonEKS"}});
  Object input{{"name", "dev"},
               {"roleArn", "arn:aws:iam::" + kFirst + ":role/cluster"},
               {"resourcesVpcConfig",
                Object{{"subnetIds", json::Array{"subnet-on-this-machine-a", "subnet-on-this-machine-b"}}}}};
  auto refused = account_.call(alice, "eks", "CreateCluster", input);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "InvalidRequestException");
  EXPECT_EQ(refused.error().message,
            "Failed to create service linked role: AWSServiceRoleForAmazonEKS due to missing permissions for "
            "'iam:CreateServiceLinkedRole'");
  std::vector<LoggedCall> calls = log.after(0, base::Deadline::in(std::chrono::seconds(0)));
  ASSERT_GE(calls.size(), 2u);
  const LoggedCall& inner = calls[calls.size() - 2];
  EXPECT_EQ(inner.who + " " + inner.operation + " " + inner.error_code,
            "arn:aws:iam::111122223333:user/alice CreateServiceLinkedRole AccessDenied");
  ASSERT_EQ(inner.decisions.size(), 1u);
  EXPECT_EQ(inner.decisions[0].action + " " + inner.decisions[0].outcome,
            "iam:CreateServiceLinkedRole implicitDeny");
  EXPECT_EQ(calls.back().operation, "CreateCluster");

  policy("iam:CreateServiceLinkedRole");
  EXPECT_TRUE(account_.call(alice, "eks", "CreateCluster", input));
  EXPECT_TRUE(
      account_.call(account_.root(), "iam", "GetRole", Object{{"RoleName", "AWSServiceRoleForAmazonEKS"}}));
  account_.facilities().observer = nullptr;
}

}  // namespace
}  // namespace account::testing
