// Runs policy/read/refused.yaml through the calls that store documents: what the policy module refuses IAM
// refuses, in AWS's words first, and what it takes is stored.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "services/testing/embedded_account.h"
#include "tests/source_dir.h"

namespace account::testing {
namespace {

using json::Object;

struct Storing {
  std::string_view operation;
  std::string_view document_member;
  Object rest;
};

class Documents : public ::testing::Test {
 protected:
  Documents() {
    account_.must(account_.root(), "iam", "CreateUser", Object{{"UserName", "holder"}});
    account_.must(account_.root(), "iam", "CreateRole",
                  Object{{"RoleName", "holder"}, {"AssumeRolePolicyDocument", trust(kFirst)}});
  }

  // One for each document: a policy has five versions at most.
  std::string make_policy(const std::string& name) {
    json::Value policy = account_.must(account_.root(), "iam", "CreatePolicy",
                                       Object{{"PolicyName", name}, {"PolicyDocument", allow("s3:*")}});
    return std::string(policy.find("Policy")->string_or("Arn", ""));
  }

  std::vector<Storing> calls_for(std::string_view kind) {
    std::string name = "n" + std::to_string(++count_);
    if (kind == "trust") {
      return {{"CreateRole", "AssumeRolePolicyDocument", {{"RoleName", name}}},
              {"UpdateAssumeRolePolicy", "PolicyDocument", {{"RoleName", "holder"}}}};
    }
    return {{"CreatePolicy", "PolicyDocument", {{"PolicyName", name}}},
            {"CreatePolicyVersion", "PolicyDocument", {{"PolicyArn", make_policy(name + "-held")}}},
            {"PutRolePolicy", "PolicyDocument", {{"RoleName", "holder"}, {"PolicyName", "one"}}},
            {"PutUserPolicy", "PolicyDocument", {{"UserName", "holder"}, {"PolicyName", "one"}}}};
  }

  void store(const Storing& storing, const std::string& document, const json::Value& row) {
    SCOPED_TRACE(fmt::format("{} {}", storing.operation, document));
    Object input = storing.rest;
    input.set(storing.document_member, document);
    auto output = account_.call(account_.root(), "iam", storing.operation, input);
    std::string code(row.string_or("code", ""));
    EXPECT_EQ(output ? "" : output.error().code, code);
    if (code.empty() || output) return;
    EXPECT_EQ(account_.status(), 400);
    EXPECT_TRUE(output.error().message.starts_with(row.string_or("answer", "?"))) << output.error().message;
  }

  EmbeddedAccount account_;
  int count_ = 0;
};

TEST_F(Documents, are_refused_as_the_policy_module_says) {
  std::string path = SLIPWAY_SOURCE_DIR "/src/policy/read/refused.yaml";
  auto text = base::read_file(path);
  ASSERT_TRUE(text);
  base::Diagnostics diagnostics(path, *text);
  auto rows = yaml::parse(*text, diagnostics);
  ASSERT_TRUE(rows) << diagnostics.render();
  for (const json::Value& row : rows->as_array()) {
    std::string_view kind = row.string_or("kind", "");
    if (kind == "resource") continue;  // IAM stores none
    json::Value document = *row.find("document");
    if (!document.find("Statement")) document = Object{{"Version", "2012-10-17"}, {"Statement", document}};
    for (const Storing& storing : calls_for(kind)) store(storing, json::dump(document), row);
  }
}

}  // namespace
}  // namespace account::testing
