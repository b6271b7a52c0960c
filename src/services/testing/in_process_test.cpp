// An account in this process behind a transport: the client that goes to AWS speaks to it unchanged.
#include "account/server/in_process.h"

#include <gtest/gtest.h>

#include "aws/client/client.h"
#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "crypto/certificate.h"
#include "net/testing/faulty_transport.h"
#include "services/all.h"
#include "services/eks/issuer.h"
#include "services/embedded_catalog.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;
using json::Value;

class InProcessAccount : public ::testing::Test {
 protected:
  InProcessAccount() {
    options_.account.id = kFirst;
    options_.authority_pem = crypto::make_authority("authority of the tests", kStart)->certificate_pem;
    account_ = *InProcess::make(options_, services::all(), services::embedded_catalog(), clock_, random_);
  }

  aws::Client client(std::shared_ptr<net::Transport> transport, aws::Credentials credentials) {
    aws::ClientConfig config;
    config.endpoint = options_.endpoint;
    config.region = kRegion;
    config.credentials = aws::fixed_credentials(std::move(credentials));
    return aws::Client(std::move(config), std::move(transport), clock_, random_);
  }
  aws::Client root(std::shared_ptr<net::Transport> transport = nullptr) {
    return client(transport ? std::move(transport) : account_,
                  {account_->root().access_key_id, account_->root().secret_access_key, {}});
  }
  base::Deadline soon() { return base::Deadline::in(clock_, std::chrono::seconds(60)); }

  Value must(aws::Client client, std::string_view service, std::string_view operation, const Value& input) {
    auto output = client.call(service, operation, input, soon());
    EXPECT_TRUE(output) << operation << ": " << output.error().code << ": " << output.error().message;
    return output ? *output : Value(Object());
  }

  base::VirtualClock clock_{kStart};
  base::SeededRandom random_{7};
  InProcessOptions options_;
  std::shared_ptr<InProcess> account_;
};

TEST_F(InProcessAccount, AnswersAClientAndEnforcesIam) {
  EXPECT_EQ(must(root(), "sts", "GetCallerIdentity", Object()).string_or("Arn", ""),
            "arn:aws:iam::111122223333:root");
  must(root(), "iam", "CreateUser", Object{{"UserName", "bob"}});
  aws::Credentials bob = credentials_of(must(root(), "iam", "CreateAccessKey", Object{{"UserName", "bob"}}));
  EXPECT_EQ(must(client(account_, bob), "sts", "GetCallerIdentity", Object()).string_or("Arn", ""),
            "arn:aws:iam::111122223333:user/bob");
  auto denied = client(account_, bob).call("iam", "ListUsers", Object(), soon());
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, "AccessDenied");
  bob.secret_access_key = base::Secret("another");
  EXPECT_EQ(client(account_, bob).call("iam", "ListUsers", Object(), soon()).error().code,
            "SignatureDoesNotMatch");
}

TEST_F(InProcessAccount, SpeaksOtherProtocolsToo) {
  Object bucket{{"Bucket", "in-process"}};
  must(root(), "s3", "CreateBucket",
       Object{{"Bucket", "in-process"},
              {"CreateBucketConfiguration", Object{{"LocationConstraint", kRegion}}}});
  must(root(), "s3", "HeadBucket", bucket);
  EXPECT_EQ(root().call_all("s3", "ListObjectsV2", bucket, "Contents", soon())->size(), 0u);
}

// What a service account's token is worth: the cluster's issuer is asked without a connection.
TEST_F(InProcessAccount, KnowsTheIssuersOfItsClustersAndNoOthers) {
  must(root(), "iam", "CreateRole",
       Object{{"RoleName", "cluster"},
              {"AssumeRolePolicyDocument",
               R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":)"
               R"("eks.amazonaws.com"},"Action":"sts:AssumeRole"}})"}});
  Value made =
      must(root(), "eks", "CreateCluster",
           Object{{"name", "dev"},
                  {"roleArn", "arn:aws:iam::111122223333:role/cluster"},
                  {"resourcesVpcConfig",
                   Object{{"subnetIds", Array{"subnet-on-this-machine-a", "subnet-on-this-machine-b"}}}}});
  std::string issuer(made.find("cluster")->find("identity")->find("oidc")->string_or("issuer", ""));
  Value provider = must(root(), "iam", "CreateOpenIDConnectProvider",
                        Object{{"Url", issuer}, {"ClientIDList", Array{"sts.amazonaws.com"}}});
  std::string arn(provider.string_or("OpenIDConnectProviderArn", ""));
  Value stored = must(root(), "iam", "GetOpenIDConnectProvider", Object{{"OpenIDConnectProviderArn", arn}});
  EXPECT_EQ(*stored.find("ThumbprintList"), Value(Array{*crypto::thumbprint(options_.authority_pem)}));

  Value statement = Object{
      {"Effect", "Allow"},
      {"Principal", Object{{"Federated", arn}}},
      {"Action", "sts:AssumeRoleWithWebIdentity"},
      {"Condition",
       Object{{"StringEquals", Object{{issuer.substr(8) + ":sub", "system:serviceaccount:prod:app"}}}}}};
  must(root(), "iam", "CreateRole",
       Object{{"RoleName", "app"},
              {"AssumeRolePolicyDocument",
               json::dump(Object{{"Version", "2012-10-17"}, {"Statement", std::move(statement)}})}});
  auto transaction = *account_->facilities().store.begin();
  auto keys = *eks::issuer_keys(State(*transaction, kFirst, kRegion), "dev", account_->facilities());
  transaction.reset();
  std::string token = *identity::issue_token(
      keys, {issuer, "prod", "app", "uid-1", {"sts.amazonaws.com"}, std::chrono::hours(1)}, clock_.now(),
      random_);
  Value session = must(root(), "sts", "AssumeRoleWithWebIdentity",
                       Object{{"RoleArn", "arn:aws:iam::111122223333:role/app"},
                              {"RoleSessionName", "s1"},
                              {"WebIdentityToken", token}});
  must(client(account_, credentials_of(session)), "sts", "GetCallerIdentity", Object());

  for (const char* stranger : {"https://accounts.google.com", "https://127.0.0.1/id/0"}) {
    auto refused = root().call("iam", "CreateOpenIDConnectProvider", Object{{"Url", stranger}}, soon());
    ASSERT_FALSE(refused) << stranger;
    EXPECT_EQ(refused.error().code, "OpenIdIdpCommunicationError") << refused.error().message;
  }
}

TEST_F(InProcessAccount, WhatCannotBeDoneTwiceIsNotRepeatedWhenItsAnswerIsLost) {
  Object bob{{"UserName", "bob"}};
  must(root(), "iam", "CreateUser", bob);
  auto faults = std::make_shared<net::Faults>();
  auto transport = std::make_shared<net::FaultyTransport>(account_, faults);
  faults->set({.at = 0, .after_effect = true});
  auto lost = root(transport).call("iam", "CreateAccessKey", bob, soon());
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, "OutcomeUnknown");
  EXPECT_EQ(faults->calls(), 1);
  faults->set({.at = 0});
  must(root(transport), "iam", "CreateAccessKey", bob);
  EXPECT_EQ(faults->calls(), 2) << "nothing of the first was sent";
}

}  // namespace
}  // namespace account::testing
