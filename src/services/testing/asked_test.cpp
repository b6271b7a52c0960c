// Holds what rows ask against the service authorization reference: their actions are there, for resources of that
// type, with those condition keys. src/services/asked.txt has a line for each row; what differs from the reference
// stands with a reason in asked_differences.yaml.
#include "services/testing/asked.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "account/call/listed_keys.h"
#include "base/file.h"
#include "base/testing/golden.h"
#include "base/yaml.h"
#include "services/all.h"
#include "services/embedded_catalog.h"
#include "tests/source_dir.h"

namespace account::testing {
namespace {

using policy::Catalog;

// Not before it runs, but when it knows who asks.
bool is_by_itself(const Operation& row) {
  return row.needs.whole() == asks_itself;
}

std::string line(const Service& service, const Operation& row) {
  std::string_view how = is_by_itself(row) ? "by itself: " : is_function(row) ? "by a function: " : "";
  std::string text = fmt::format("  {}: {}", row.name, how);
  text += asks_nothing(row) ? "nothing" : fmt::format("{}", fmt::join(actions_of(service, row), " + "));
  std::set<std::string> keys = keys_of(heard(service, row));
  if (!keys.empty()) text += fmt::format("; keys {}", fmt::join(keys, " "));
  return text + "\n";
}

TEST(Asked, is_what_the_golden_file_says) {
  std::string text =
      "What each operation asks: actions, types of resources, when; and the keys beside the global ones that "
      "the\n"
      "scenarios were heard to bring. Made by `./dev accept unit services`; do not edit.\n";
  for (const Service& service : services::all()) {
    std::vector<Operation> rows = rows_of(service);
    auto functions = std::count_if(rows.begin(), rows.end(), is_function);
    auto by_themselves = std::count_if(rows.begin(), rows.end(), is_by_itself);
    text += fmt::format("\n{}: {} operations, {} by a function, {} by themselves\n", service.model,
                        rows.size(), functions - by_themselves, by_themselves);
    for (const Operation& row : rows) text += line(service, row);
  }
  golden::expect("src/services/asked.txt", text);
}

// --- against the catalog -------------------------------------------------------------------------------------

bool has_type(const Catalog& catalog, const Catalog::Action& action, std::string_view type) {
  auto types = catalog.resources_of(action);
  return std::any_of(types.begin(), types.end(), [&](const auto& one) { return one.name == type; });
}

// An action on a resource that the catalog does not have so; empty: it has.
std::string fault(const Catalog& catalog, const std::string& name, const std::string& type) {
  auto action = catalog.action(name);
  if (!action) return fmt::format("there is no action {}", name);
  if (!type.empty()) return has_type(catalog, *action, type) ? "" : fmt::format("{} takes no {}", name, type);
  auto types = catalog.resources_of(*action);
  auto needed = std::find_if(types.begin(), types.end(), [](const auto& one) { return one.required; });
  return needed == types.end() ? "" : fmt::format("{} takes a {}", name, needed->name);
}

bool lists(const Catalog& catalog, const HeardAction& asked, const std::string& key) {
  auto action = catalog.action(asked.action);
  if (!action) return false;
  std::vector<Catalog::Key> keys = catalog.keys_of(*action);
  for (const auto& type : catalog.resources_of(*action))
    if (type.name == asked.type)
      for (const auto& one : catalog.keys_of(type)) keys.push_back(one);
  return std::any_of(keys.begin(), keys.end(), [&](const auto& one) { return one.name == key; });
}

std::set<std::string> differences() {
  const Catalog& catalog = services::embedded_catalog();
  std::set<std::string> out;
  for (const Service& service : services::all()) {
    for (const Operation& row : rows_of(service)) {
      std::string name = fmt::format("{}.{}", service.model, row.name);
      auto note = [&](const std::string& what) {
        if (!what.empty()) out.insert(fmt::format("{}: {}", name, what));
      };
      for (const AskedAction& one : declared(service, row)) {
        // What names a resource by its ARN alone has the type of whatever it is.
        bool is_free = row.needs.begin()->about == Need::About::arn && !row.needs.whole();
        note(is_free && catalog.action(one.action) ? "" : fault(catalog, one.action, one.type));
      }
      for (const auto& [one, keys] : heard(service, row).actions) {
        if (is_function(row)) note(fault(catalog, one.action, one.type));
        for (const std::string& key : keys)
          if (!lists(catalog, one, key)) note(fmt::format("{} has no key {}", one.action, key));
      }
    }
  }
  return out;
}

TEST(Asked, is_in_the_catalog_or_differs_for_a_reason) {
  std::string path = SLIPWAY_SOURCE_DIR "/src/services/asked_differences.yaml";
  std::string text = *base::read_file(path);
  base::Diagnostics diagnostics(path, text);
  auto listed = yaml::parse(text, diagnostics);
  ASSERT_TRUE(listed) << diagnostics.render();
  std::set<std::string> known;
  for (const json::Value& one : listed->as_array()) {
    known.emplace(one.string_or("row", ""));
    EXPECT_FALSE(one.string_or("why", "").empty()) << one.string_or("row", "");
  }
  std::set<std::string> found = differences();
  for (const std::string& one : found) EXPECT_TRUE(known.contains(one)) << one;
  for (const std::string& one : known) EXPECT_TRUE(found.contains(one)) << one << " differs no longer";
}

// What rows say as data is what calls ask: a question that no need declares would be a row that does not tell all.
TEST(Asked, by_calls_is_what_the_rows_declare) {
  for (const Service& service : services::all()) {
    for (const Operation& row : rows_of(service)) {
      if (is_function(row)) continue;
      std::vector<AskedAction> all = declared(service, row);
      for (const auto& [asked, keys] : heard(service, row).actions) {
        bool is_declared = std::any_of(
            all.begin(), all.end(), [&, name = asked.action](const auto& one) { return one.action == name; });
        EXPECT_TRUE(is_declared) << service.model << "." << row.name << " asked " << asked.action;
      }
    }
  }
}

// --- the context of a question -------------------------------------------------------------------------------

Question question(std::string action, std::string resource, policy::Context context) {
  Question question;
  question.action = std::move(action);
  question.resource = std::move(resource);
  question.context = std::move(context);
  return question;
}

TEST(ListedKeys, leave_out_what_an_action_does_not_have) {
  ListedKeys listed(services::embedded_catalog());
  policy::Context context;
  for (const char* key : {"s3:prefix", "s3:authType", "aws:RequestTag/team", "aws:SourceIp",
                          "s3:ExistingObjectTag/a", "s3:no-such-key"})
    context.set(key, "x");
  auto keys = [&](const char* action, const char* resource) {
    policy::Context kept = listed.only_listed(question(action, resource, context));
    std::vector<std::string> out;
    for (const auto& [key, entry] : kept.entries()) out.push_back(key);
    return fmt::format("{}", fmt::join(out, " "));
  };
  EXPECT_EQ(keys("s3:ListBucket", "arn:aws:s3:::b"), "aws:sourceip s3:authtype s3:prefix");
  EXPECT_EQ(keys("s3:GetObject", "arn:aws:s3:::b/k"), "aws:sourceip s3:authtype s3:existingobjecttag/a");
  EXPECT_EQ(keys("s3:CreateBucket", "arn:aws:s3:::b"), "aws:requesttag/team aws:sourceip s3:authtype");
  EXPECT_EQ(keys("s3:NoSuchAction", "arn:aws:s3:::b"), "aws:sourceip");
}

// A key of a resource type goes with resources of that type alone.
TEST(ListedKeys, of_a_type_go_with_its_resources) {
  ListedKeys listed(services::embedded_catalog());
  policy::Context context;
  context.set("s3:DataAccessPointAccount", "111122223333");
  EXPECT_TRUE(listed.only_listed(question("s3:GetObject", "arn:aws:s3:::b/k", context)).entries().empty());
  std::string point = "arn:aws:s3:eu-west-3:111122223333:accesspoint/p/object/k";
  EXPECT_EQ(listed.only_listed(question("s3:GetObject", point, context)).entries().size(), 1u);
}

}  // namespace
}  // namespace account::testing
