// Holds the rows of all services against the models: each row is an operation, once, with a mapping to
// actions. docs/operations.md has them all, and what this account lacks.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/testing/golden.h"
#include "services/all.h"
#include "services/testing/asked.h"

namespace account::testing {
namespace {

TEST(Rows, are_operations_of_their_model_once_and_have_a_mapping) {
  for (const Service& service : services::all()) {
    auto model = aws::Service::find(service.model);
    ASSERT_TRUE(model) << service.model;
    std::set<std::string_view> seen;
    for (const Operation& row : rows_of(service)) {
      EXPECT_TRUE(model->find_operation(row.name)) << service.model << " has no " << row.name;
      EXPECT_TRUE(seen.insert(row.name).second) << service.model << "." << row.name << " stands twice";
      EXPECT_FALSE(row.needs.empty()) << service.model << "." << row.name << " asks for nothing";
      EXPECT_TRUE(row.run) << service.model << "." << row.name << " does nothing";
    }
  }
}

std::string code(std::string_view text) {
  return fmt::format("`{}`", text);
}

std::string joined(const std::vector<std::string>& parts) {
  std::vector<std::string> marked;
  for (const std::string& part : parts) {
    size_t end = part.find_first_of(" (");
    marked.push_back(code(part.substr(0, end)) + (end == std::string::npos ? "" : part.substr(end)));
  }
  return fmt::format("{}", fmt::join(marked, ", "));
}

std::string missing(const Service& service) {
  std::set<std::string_view> names;
  for (const Operation& row : rows_of(service)) names.insert(row.name);
  auto model = aws::Service::find(service.model);
  std::vector<std::string> missing;
  for (uint32_t i = 0; i < model->operation_count(); ++i) {
    std::string_view name = model->operation(i).name();
    if (!names.contains(name)) missing.emplace_back(name);
  }
  std::sort(missing.begin(), missing.end());
  std::string text;
  for (const std::string& name : missing) text += fmt::format("- {}\n", name);
  return text;
}

std::string chapter(const Service& service) {
  std::vector<Operation> rows = rows_of(service);
  uint32_t of = aws::Service::find(service.model)->operation_count();
  std::string text = fmt::format(
      "\n## {}\n\n{} of {} operations.\n\n| Operation | Asks | Condition keys |\n"
      "| --- | --- | --- |\n",
      service.model, rows.size(), of);
  for (const Operation& row : rows) {
    std::vector<std::string> keys;
    for (const std::string& key : keys_of(heard(service, row))) keys.push_back(key);
    std::string asks = asks_nothing(row) ? "nothing" : joined(actions_of(service, row));
    if (asks.empty()) asks = "by itself: the role's trust policy, as whoever the token proves";
    text += fmt::format("| {} | {} | {} |\n", row.name, asks, joined(keys));
  }
  return text + "\nNot implemented:\n\n" + missing(service);
}

// docs/operations.md is the rows, so that the two cannot differ.
TEST(Rows, are_what_the_document_says) {
  std::string text = fmt::format(
      "# The operations of the account\n\nMade of the rows of all services by `./dev accept unit services`; "
      "do not edit. "
      "The operations are those of the models of {}\nthat `src/aws/operations.txt` names; of EC2 it names a "
      "part.\n\nWhat a caller must be allowed to do, on which type "
      "of resource, and "
      "in brackets when; then the condition keys that the tests' calls\nbring beside the global ones.\n",
      aws::models_source());
  for (const Service& service : services::all()) text += chapter(service);
  golden::expect("docs/operations.md", text);
}

}  // namespace
}  // namespace account::testing
