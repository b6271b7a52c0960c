// Runs the rows of token_keys.yaml, each in the account as its users call it.
#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "base/yaml.h"
#include "identity/testing/fake_issuer.h"
#include "services/testing/embedded_account.h"
#include "tests/source_dir.h"

namespace account::testing {
namespace {

using identity::testing::FakeIssuer;
using json::Array;
using json::Object;

json::Value read_table() {
  std::string text = *base::read_file(SLIPWAY_SOURCE_DIR "/src/services/sts/token_keys.yaml");
  base::Diagnostics diagnostics("token_keys.yaml", text);
  auto table = yaml::parse(text, diagnostics);
  EXPECT_TRUE(table) << diagnostics.render();
  return table ? *table : json::Value(Object{});
}

std::vector<std::string> hosts(const json::Value& table) {
  std::set<std::string> all;
  for (const json::Member& issuer : table.find("issuers")->as_object())
    all.insert(net::Url::parse(issuer.value.string_or("url", ""))->host);
  return {all.begin(), all.end()};
}

class TokenKeys : public ::testing::Test {
 protected:
  TokenKeys() {
    account_.clock.set(identity::testing::kNow);
    for (const json::Member& one : table_.find("issuers")->as_object()) {
      account_.must(account_.root(), "iam", "CreateOpenIDConnectProvider",
                    Object{{"Url", one.value.string_or("url", "")},
                           {"ClientIDList", Array{"sts.amazonaws.com"}},
                           {"ThumbprintList", Array{issuer_.top_thumbprint()}}});
    }
  }

  static std::string key_prefix(const json::Value& issuer) {
    return std::string(issuer.string_or("url", "")).substr(8);  // without https://
  }

  // Operators of both; `:sub` becomes ISSUER:sub.
  static Object conditions(const json::Value& issuer, std::initializer_list<const json::Value*> parts) {
    Object all;
    for (const json::Value* part : parts) {
      if (!part) continue;
      for (const json::Member& op : part->as_object()) {
        if (!all.contains(op.name)) all.set(op.name, Object{});
        for (const json::Member& key : op.value.as_object()) {
          std::string name = key.name.starts_with(':') ? key_prefix(issuer) + key.name : key.name;
          all[op.name].as_object().set(name, key.value);
        }
      }
    }
    return all;
  }

  static Object statement(const json::Value& issuer, std::string_view effect, Object condition) {
    std::string provider = "arn:aws:iam::" + kFirst + ":oidc-provider/" + key_prefix(issuer);
    return Object{{"Effect", effect},
                  {"Principal", Object{{"Federated", provider}}},
                  {"Action", "sts:AssumeRoleWithWebIdentity"},
                  {"Condition", std::move(condition)}};
  }

  void make_role(const json::Value& issuer, const json::Value& row) {
    Array statements;
    statements.push_back(
        statement(issuer, "Allow", conditions(issuer, {issuer.find("trust"), row.find("if")})));
    if (row.find("deny"))
      statements.push_back(statement(issuer, "Deny", conditions(issuer, {row.find("deny")})));
    std::string trust = json::dump(Object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}});
    account_.call(account_.root(), "iam", "DeleteRole", Object{{"RoleName", "app"}});  // of the row before
    account_.must(account_.root(), "iam", "CreateRole",
                  Object{{"RoleName", "app"}, {"AssumeRolePolicyDocument", trust}});
  }

  std::string token(const json::Value& issuer, const json::Value& row) const {
    json::Value claims = *issuer.find("claims");
    claims.as_object().set("iss", issuer.string_or("url", ""));
    identity::testing::change(claims, row.find("claims"));
    return identity::testing::forge(Object{{"claims", std::move(claims)}});
  }

  // `in`, or the code of the refusal.
  std::string outcome(const json::Value& row) {
    const json::Value& issuer = *table_.find("issuers")->find(row.string_or("of", ""));
    json::Value behaviour = Object{{"says_issuer", issuer.string_or("url", "")}};
    issuer_.behave(&behaviour, identity::testing::key_set(Array{"rsa"}));
    make_role(issuer, row);
    auto output = account_.call(nullptr, "sts", "AssumeRoleWithWebIdentity",
                                Object{{"RoleArn", "arn:aws:iam::" + kFirst + ":role/app"},
                                       {"RoleSessionName", "s1"},
                                       {"WebIdentityToken", token(issuer, row)}});
    if (!output) return output.error().code;
    session_ = credentials_of(*output);
    return "in";
  }

  json::Value table_ = read_table();
  FakeIssuer issuer_{hosts(table_)};
  EmbeddedAccount account_{issuer_.options()};
  aws::Credentials session_;
};

TEST_F(TokenKeys, AreThoseThatStsMakes) {
  for (const json::Value& row : table_.find("rows")->as_array()) {
    EXPECT_EQ(outcome(row), row.string_or("expect", ""))
        << "token_keys.yaml:" << row.span.line << ": " << json::dump(row);
  }
}

// Only sub, aud and amr are keys of the session's own calls.
TEST_F(TokenKeys, OfAnIssuersOwnListEndWithTheAssumption) {
  ASSERT_EQ(outcome(Object{{"of", "github"}}), "in");
  const std::string issuer = "token.actions.githubusercontent.com";
  auto lists_users = [&](const std::string& key, const std::string& value) {
    account_.must(
        account_.root(), "iam", "PutRolePolicy",
        Object{{"RoleName", "app"},
               {"PolicyName", "p"},
               {"PolicyDocument",
                fmt::format(
                    R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"iam:ListUsers",)"
                    R"("Resource":"*","Condition":{{"StringEquals":{{"{}:{}":"{}"}}}}}}}})",
                    issuer, key, value)}});
    return account_.call(session_, "iam", "ListUsers", Object{}).has_value();
  };
  EXPECT_TRUE(lists_users("aud", "sts.amazonaws.com"));
  EXPECT_FALSE(lists_users("repository", "acme/api"));
  EXPECT_FALSE(lists_users("actor", "octocat"));
}

}  // namespace
}  // namespace account::testing
