// What controllers may do: that the texts are well formed, that each action is one of AWS's and has its reason, and
// that things of other clusters are out of reach.
#include "blueprint/controllers/permissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "base/yaml.h"
#include "blueprint/desired/cluster.h"
#include "blueprint/testing/whole.h"
#include "policy/catalog/catalog.h"
#include "services/embedded_catalog.h"
#include "tests/source_dir.h"

namespace blueprint {
namespace {

using blueprint::testing::everything;
using blueprint::testing::kPlace;
using blueprint::testing::WholeSite;
using json::Object;
using json::Value;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr size_t kMostCharacters =
    10'240;  // of documents on one role (IAM User Guide, "IAM and AWS STS quotas")

// By the name of the text: the document that the role of the whole cluster has.
std::map<std::string, Value> documents(WholeSite& site) {
  std::map<std::string, Value> by_use, by_name;
  for (const engine::Resource& each : site.resources(everything(site.admin)))
    if (each.kind == "iam-role-document")
      by_use[std::string(each.desired.string_or("name", ""))] = *each.desired.find("document");
  for (std::string_view of : kPermissions) by_name[std::string(of)] = by_use[permissions_of(of, {}).use];
  return by_name;
}

TEST(Permissions, OfAllTextsAreUsedAndFit) {
  WholeSite site;
  for (const auto& [of, document] : documents(site)) {
    std::string text = json::dump(document);
    EXPECT_THAT(text, HasSubstr("\"Action\"")) << of;
    EXPECT_THAT(text, Not(HasSubstr("${"))) << of << ": a name that nobody gives";
    EXPECT_LT(text.size(), kMostCharacters) << of;
  }
}

TEST(Permissions, AreActionsOfAwsEachWithItsReason) {
  const policy::Catalog& catalog = services::embedded_catalog();
  std::set<std::string> sentences;
  for (std::string_view of : kPermissions) {
    Permissions permissions = permissions_of(of, {});
    EXPECT_FALSE(permissions.why.empty() || permissions.use.empty() || permissions.service_account.empty())
        << of;
    EXPECT_FALSE(permissions.reasons.empty()) << of;
    for (const auto& [action, why] : permissions.reasons) {
      EXPECT_TRUE(catalog.action(action)) << of << ": " << action;
      EXPECT_FALSE(why.empty()) << of << ": " << action;
      EXPECT_TRUE(sentences.insert(why).second) << of << ": " << action << ": says again `" << why << "`";
    }
  }
}

std::string decision(WholeSite& site, const Value& document, const Value& row) {
  json::Array context;
  if (const Value* when = row.find("when"))
    for (const json::Member& each : when->as_object())
      context.push_back(Object{{"ContextKeyName", each.name},
                               {"ContextKeyValues", json::Array{each.value}},
                               {"ContextKeyType", "string"}});
  Value answer = site.stage.must("iam.SimulateCustomPolicy",
                                 Object{{"PolicyInputList", json::Array{json::dump(document)}},
                                        {"ActionNames", json::Array{*row.find("action")}},
                                        {"ResourceArns", json::Array{*row.find("on")}},
                                        {"ContextEntries", std::move(context)}});
  const Value* results = answer.find("EvaluationResults");
  return results ? std::string(results->as_array().front().string_or("EvalDecision", "")) : "";
}

TEST(Permissions, ReachNothingOfAnotherCluster) {
  WholeSite site;
  base::Diagnostics diagnostics;
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/blueprint/testdata/controllers/rights.yaml";
  auto rows = yaml::parse(*base::read_file(path), diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << diagnostics.render();
  std::map<std::string, Value> documents = blueprint::documents(site);
  std::set<std::string> tried;
  for (const Value& row : rows->as_array()) {
    std::string of(row.string_or("of", ""));
    EXPECT_EQ(decision(site, documents[of], row), row.string_or("is", "")) << json::dump(row);
    tried.insert(of);
  }
  for (std::string_view of : kPermissions)
    EXPECT_TRUE(tried.contains(std::string(of))) << of << " is tried nowhere";
}

}  // namespace
}  // namespace blueprint
