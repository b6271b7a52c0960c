// Runs the cases of event_pattern_cases.yaml.
#include "services/events/event_pattern.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "tests/source_dir.h"

namespace account::events {
namespace {

json::Value read_cases() {
  std::string text = *base::read_file(SLIPWAY_SOURCE_DIR "/src/services/events/event_pattern_cases.yaml");
  base::Diagnostics diagnostics("event_pattern_cases.yaml", text);
  auto cases = yaml::parse(text, diagnostics);
  EXPECT_TRUE(cases) << diagnostics.render();
  return cases ? *cases : json::Value(json::Object{});
}

void check_matches(const json::Value& one, const EventPattern& pattern, std::string_view list, bool wanted) {
  const json::Value* events = one.find(list);
  if (!events) return;
  for (const json::Value& event : events->as_array())
    EXPECT_EQ(pattern.matches(event), wanted)
        << json::dump(*one.find("pattern")) << " and " << json::dump(event);
}

TEST(EventPattern, fits_what_the_cases_say) {
  size_t count = 0;
  json::Value cases = read_cases();
  for (const json::Member& group : cases.as_object()) {
    for (const json::Value& one : group.value.as_array()) {
      ++count;
      std::string written = json::dump(*one.find("pattern"));
      auto pattern = EventPattern::parse(written);
      if (std::string_view refused = one.string_or("refused", ""); !refused.empty()) {
        EXPECT_TRUE(!pattern && pattern.error().message.find(refused) != std::string::npos)
            << written << ": " << (pattern ? "is taken" : pattern.error().message);
        continue;
      }
      ASSERT_TRUE(pattern) << written << ": " << pattern.error().message;
      check_matches(one, *pattern, "fits", true);
      check_matches(one, *pattern, "not", false);
    }
  }
  EXPECT_GT(count, 55U);
}

TEST(EventPattern, tells_the_texts_that_it_names) {
  auto pattern = EventPattern::parse(
      R"({"source": ["a", "b"], "detail-type": [{"prefix": "x"}, "y"], "detail": {"service": ["EC2"]}})");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->texts_of("source"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(pattern->texts_of("detail-type").empty());
  EXPECT_TRUE(pattern->texts_of("account").empty());
  EXPECT_EQ(pattern->texts_of("detail", "service"), std::vector<std::string>{"EC2"});
}

}  // namespace
}  // namespace account::events
