// Runs the cases of filter_cases.yaml.
#include "services/logs/filter_pattern.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "tests/source_dir.h"

namespace account::logs {
namespace {

json::Value read_cases() {
  std::string text = *base::read_file(SLIPWAY_SOURCE_DIR "/src/services/logs/filter_cases.yaml");
  base::Diagnostics diagnostics("filter_cases.yaml", text);
  auto cases = yaml::parse(text, diagnostics);
  EXPECT_TRUE(cases) << diagnostics.render();
  return cases ? *cases : json::Value(json::Object{});
}

void check_refused(const json::Value& one, const std::string& written) {
  auto pattern = FilterPattern::parse(written);
  std::string_view wanted = one.string_or("refused", "");
  ASSERT_FALSE(pattern) << written;
  EXPECT_NE(pattern.error().message.find(wanted), std::string::npos)
      << written << ": " << pattern.error().message;
}

void check_values(const json::Value& one, const FilterPattern& pattern, const std::string& message) {
  const json::Value* wanted = one.find("values");
  if (!wanted) return;
  json::Object found;
  for (const auto& [name, text] : pattern.values(message)) found.set(name, text);
  EXPECT_EQ(found.size(), wanted->as_object().size()) << json::dump(found);
  for (const json::Member& member : wanted->as_object()) {
    const json::Value* value = found.find(member.name);
    EXPECT_TRUE(value && *value == member.value) << member.name << " in " << json::dump(found);
  }
}

TEST(FilterPattern, finds_what_the_cases_say) {
  size_t count = 0;
  json::Value cases = read_cases();
  for (const json::Member& group : cases.as_object()) {
    for (const json::Value& one : group.value.as_array()) {
      ++count;
      std::string written(one.string_or("pattern", ""));
      if (one.find("refused")) {
        check_refused(one, written);
        continue;
      }
      auto pattern = FilterPattern::parse(written);
      ASSERT_TRUE(pattern) << written << ": " << pattern.error().message;
      for (const std::string& message : one.strings_at("fits"))
        EXPECT_TRUE(pattern->matches(message)) << written << " and " << message;
      for (const std::string& message : one.strings_at("not"))
        EXPECT_FALSE(pattern->matches(message)) << written << " and " << message;
      check_values(one, *pattern, one.strings_at("fits").front());
    }
  }
  EXPECT_GT(count, 60U);
}

// Neither an expression nor brackets make it slow, or go deep.
TEST(FilterPattern, ends_whatever_is_written) {
  std::string text(2000, 'a');
  auto slow = FilterPattern::parse("%^a*a*a*a*a*a*a*a*a*a*b$%");
  ASSERT_TRUE(slow);
  EXPECT_FALSE(slow->matches(text));
  EXPECT_FALSE(FilterPattern::parse("{ " + std::string(100'000, '(')));
  EXPECT_FALSE(FilterPattern::parse("[" + std::string(100'000, '(')));
}

}  // namespace
}  // namespace account::logs
