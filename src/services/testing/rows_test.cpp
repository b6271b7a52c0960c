// Holds the rows of all services against the models: each row is an operation, once, with a mapping to
// actions; what no row answers stands in unmapped.txt, for people to see what this account lacks.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "services/all.h"
#include "tests/source_dir.h"

namespace account {
namespace {

std::vector<Operation> rows_of(const Service& service) {
  std::vector<Operation> rows;
  for (auto part : service.operations) rows.insert(rows.end(), part.begin(), part.end());
  return rows;
}

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

std::string unmapped() {
  std::string text = fmt::format("by the models of {}\n", aws::models_source());
  for (const Service& service : services::all()) {
    std::set<std::string_view> names;
    for (const Operation& row : rows_of(service)) names.insert(row.name);
    auto model = aws::Service::find(service.model);
    std::vector<std::string> missing;
    for (uint32_t i = 0; i < model->operation_count(); ++i) {
      std::string_view name = model->operation(i).name();
      if (!names.contains(name)) missing.emplace_back(name);
    }
    std::sort(missing.begin(), missing.end());
    text += fmt::format("{}: {} of {} operations\n", service.model, names.size(), model->operation_count());
    for (const std::string& name : missing) text += fmt::format("  no {}\n", name);
  }
  return text;
}

// `./dev accept` sets SLIPWAY_ACCEPT, which rewrites the file.
TEST(Rows, leave_out_what_the_golden_file_says) {
  std::string path = SLIPWAY_SOURCE_DIR "/src/services/unmapped.txt";
  std::string actual = unmapped();
  if (::getenv("SLIPWAY_ACCEPT")) {
    ASSERT_TRUE(base::write_file_atomically(path, actual, 0644));
  }
  auto golden = base::read_file(path);
  ASSERT_TRUE(golden) << golden.error().message;
  EXPECT_EQ(actual, *golden);
}

}  // namespace
}  // namespace account
