// Runs the cases of schedule_cases.yaml.
#include "services/events/schedule.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "base/yaml.h"
#include "tests/source_dir.h"

namespace account::events {
namespace {

TEST(Schedule, fires_when_the_cases_say) {
  std::string text = *base::read_file(SLIPWAY_SOURCE_DIR "/src/services/events/schedule_cases.yaml");
  base::Diagnostics diagnostics("schedule_cases.yaml", text);
  auto cases = yaml::parse(text, diagnostics);
  ASSERT_TRUE(cases) << diagnostics.render();
  EXPECT_GT(cases->as_array().size(), 40U);
  for (const json::Value& one : cases->as_array()) {
    std::string written(one.string_or("schedule", ""));
    auto schedule = Schedule::parse(written);
    EXPECT_EQ(schedule.has_value(), !one.bool_or("refused", false)) << written;
    if (!schedule || one.bool_or("refused", false)) continue;
    base::Time time = *base::parse_iso8601(one.string_or("after", ""));
    std::vector<std::string> wanted = one.strings_at("fires");
    EXPECT_EQ(schedule->next(time).has_value(), !wanted.empty()) << written;
    for (const std::string& at : wanted) {
      auto next = schedule->next(time);
      ASSERT_TRUE(next) << written;
      EXPECT_EQ(base::iso8601(*next), at) << written;
      time = *next;
    }
  }
}

}  // namespace
}  // namespace account::events
