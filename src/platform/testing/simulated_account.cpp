#include "platform/testing/simulated_account.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "blueprint/cloud/aws_cloud.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "crypto/key.h"
#include "services/all.h"
#include "services/eks/control_plane.h"
#include "services/eks/issuer.h"
#include "services/embedded_catalog.h"

namespace platform {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr const char* kEndpoint = "http://127.0.0.1:4566";

// The certificate of an authority of which nobody has the key. Ids follow from it (target/environment_target.h), so it
// is the same in each test.
constexpr const char* kAuthority =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBqDCCAU+gAwIBAgIUf+fm3W0cnMgghkMsCYb5q/+f3MIwCgYIKoZIzj0EAwIw\n"
    "ITEfMB0GA1UEAwwWYXV0aG9yaXR5IG9mIHRoZSB0ZXN0czAgFw0yNjExMzAwNjI1\n"
    "MDFaGA8yMTI2MTEwNjA2MjUwMVowITEfMB0GA1UEAwwWYXV0aG9yaXR5IG9mIHRo\n"
    "ZSB0ZXN0czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKCMyMDmndDGKADOVXpX\n"
    "ycTfhsnPU3Fz8b5CxVTbvamePKCJREtN/r7KiSczWtUwF4d4/bvjEhvjXlcmYZSG\n"
    "qHWjYzBhMB0GA1UdDgQWBBQCkr38kdTy0H6PKAkSAnSkFn+LezAfBgNVHSMEGDAW\n"
    "gBQCkr38kdTy0H6PKAkSAnSkFn+LezAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB\n"
    "/wQEAwICBDAKBggqhkjOPQQDAgNHADBEAiBFYvtdRSE2Cm8ltcwx3Ktg7YlezOcY\n"
    "bAwn+dF5UabxIwIgN86YheqSJbkM4vnhJKxhQVcWCq5OuZFTEY6fd4CUa+E=\n"
    "-----END CERTIFICATE-----\n";

// One key for all accounts of a test program: to make it takes longer than most tests.
base::Result<crypto::PrivateKey> issuer_key_of_all() {
  static const crypto::PrivateKey key = *crypto::PrivateKey::generate(crypto::Algorithm::rs256);
  return key;
}

account::InProcessOptions options_of(account::Speed speed) {
  account::InProcessOptions options;
  options.account.id = kTestAccount;
  options.authority_pem = kAuthority;
  options.issuer_key = issuer_key_of_all;
  options.speed = speed;
  return options;
}

std::string trust_document(Object principal, const char* action, Object condition) {
  Object statement{{"Effect", "Allow"}, {"Principal", std::move(principal)}, {"Action", action}};
  if (!condition.empty()) statement.set("Condition", std::move(condition));
  return json::dump(Object{{"Version", "2012-10-17"}, {"Statement", Array{std::move(statement)}}});
}

Object tag_map(const blueprint::Marks& tags) {
  Object map;
  for (const auto& [name, value] : tags) map.append({name, value});
  return map;
}

}  // namespace

SimulatedAccount::SimulatedAccount(const base::Clock& clock, account::Speed speed)
    : clock_(clock),
      server_(*account::InProcess::make(options_of(speed), services::all(), services::embedded_catalog(),
                                        clock, random_)),
      cloud_(blueprint::aws_cloud(access(), kTestRegion, server_, clock, random_,
                                  base::Deadline::in(clock, base::Milliseconds::max()))) {}

blueprint::AccountAccess SimulatedAccount::access() const {
  blueprint::AccountAccess access;
  access.endpoint = kEndpoint;
  access.bridge_endpoint = "http://10.89.77.1:4566";
  access.authorities_pem = {kAuthority};
  access.credentials = {server_->root().access_key_id, server_->root().secret_access_key, {}};
  access.embedded = true;
  return access;
}

Value SimulatedAccount::must(std::string_view service, std::string_view operation, const Value& input) {
  auto output = cloud_->call(service, operation, input);
  EXPECT_TRUE(output) << service << " " << operation << ": " << output.error().code << ": "
                      << output.error().message;
  return output ? *output : Value(Object());
}

std::vector<std::string> SimulatedAccount::names(std::string_view service, std::string_view operation,
                                                 Object input, std::string_view list,
                                                 std::string_view member) {
  std::vector<std::string> result;
  auto all = cloud_->call_all(service, operation, std::move(input), list);
  EXPECT_TRUE(all) << operation << ": " << all.error().message;
  if (!all) return result;
  for (const Value& each : *all)
    result.emplace_back(each.is_string() ? std::string_view(each.as_string()) : each.string_or(member, ""));
  return result;
}

std::vector<std::string> SimulatedAccount::roles() {
  std::vector<std::string> result;
  for (const std::string& arn : names("iam", "ListRoles", Object(), "Roles", "Arn")) {
    if (arn.find(":role/aws-service-role/") == arn.npos) result.push_back(blueprint::role_name_of(arn));
  }
  return result;
}

bool SimulatedAccount::has_role(const std::string& name) {
  auto found = find(*cloud_, "iam", "GetRole", Object{{"RoleName", name}});
  EXPECT_TRUE(found) << found.error().message;
  return found && found->has_value();
}

SimulatedAccount::Role SimulatedAccount::role(const std::string& name) {
  Value answer = must("iam", "GetRole", Object{{"RoleName", name}});
  const Value* role = answer.find("Role");
  if (!role) return {};
  return {
      std::string(role->string_or("Arn", "")),
      json::dump(blueprint::read_policy_document(role->string_or("AssumeRolePolicyDocument", ""))),
      names("iam", "ListAttachedRolePolicies", Object{{"RoleName", name}}, "AttachedPolicies", "PolicyArn")};
}

std::vector<std::string> SimulatedAccount::identity_providers() {
  std::vector<std::string> result;
  Value answer = must("iam", "ListOpenIDConnectProviders", Object());
  for (const Value& each : answer.find("OpenIDConnectProviderList")->as_array())
    result.emplace_back(each.string_or("Arn", ""));
  return result;
}

std::vector<std::string> SimulatedAccount::clusters() {
  return names("eks", "ListClusters", Object(), "clusters", "");
}

std::string SimulatedAccount::issuer(const std::string& cluster) {
  Value answer = must("eks", "DescribeCluster", Object{{"name", cluster}});
  const Value* identity = answer.find("cluster") ? answer.find("cluster")->find("identity") : nullptr;
  return identity ? std::string(identity->find("oidc")->string_or("issuer", "")) : "";
}

void SimulatedAccount::make_role(const std::string& name, const std::string& trust,
                                 const blueprint::Marks& tags, const std::string& path) {
  must("iam", "CreateRole",
       Object{{"RoleName", name},
              {"Path", path},
              {"AssumeRolePolicyDocument", trust},
              {"Tags", blueprint::tag_list(tags)}});
}

void SimulatedAccount::set_trust(const std::string& role, const std::string& trust) {
  must("iam", "UpdateAssumeRolePolicy", Object{{"RoleName", role}, {"PolicyDocument", trust}});
}

void SimulatedAccount::detach(const std::string& role, const std::string& policy) {
  must("iam", "DetachRolePolicy", Object{{"RoleName", role}, {"PolicyArn", policy}});
}

void SimulatedAccount::make_cluster(const std::string& name, const blueprint::Marks& tags) {
  make_role("by-hand", trust_in_service("eks.amazonaws.com"));
  Object input{{"name", name},
               {"roleArn", fmt::format("arn:aws:iam::{}:role/by-hand", kTestAccount)},
               {"resourcesVpcConfig",
                Object{{"subnetIds", Array{"subnet-on-this-machine-a", "subnet-on-this-machine-b"}}}}};
  if (!tags.empty()) input.set("tags", tag_map(tags));
  must("eks", "CreateCluster", input);
}

void SimulatedAccount::set_control_plane(const std::string& cluster, const std::string& status) {
  account::Facilities& facilities = server_->facilities();
  auto transaction = *facilities.store.begin();
  account::State state(*transaction, kTestAccount, kTestRegion);
  EXPECT_TRUE(account::eks::set_control_plane(state, cluster, Object{{"status", status}}, facilities));
  EXPECT_TRUE(transaction->commit());
}

std::string SimulatedAccount::service_account_token(const std::string& cluster,
                                                    const std::string& namespace_name,
                                                    const std::string& service_account,
                                                    std::string_view audience, std::chrono::seconds life) {
  account::Facilities& facilities = server_->facilities();
  std::string issuer_url = issuer(cluster);
  auto transaction = *facilities.store.begin();
  account::State state(*transaction, kTestAccount, kTestRegion);
  auto keys = account::eks::issuer_keys(state, cluster, facilities);
  EXPECT_TRUE(keys && transaction->commit());
  if (!keys) return "";
  identity::TokenRequest request{issuer_url, namespace_name,          service_account,
                                 "uid",      {std::string(audience)}, life};
  return identity::issue_token(*keys, request, clock_.now(), random_).value_or("");
}

std::string trust_in_service(const std::string& service) {
  return trust_document(Object{{"Service", service}}, "sts:AssumeRole", {});
}

std::string trust_in_subject(const std::string& issuer, const std::string& op, const std::string& subject) {
  return trust_document(Object{{"Federated", blueprint::provider_arn(kTestAccount, issuer)}},
                        "sts:AssumeRoleWithWebIdentity",
                        Object{{op, Object{{blueprint::issuer_key(issuer) + ":sub", subject}}}});
}

}  // namespace platform
