#include "base/log.h"

#include <gtest/gtest.h>

namespace base {
namespace {

class LogFilter : public testing::Test {
 protected:
  void TearDown() override { set_log_level(LogLevel::info); }
};

// For each filter: the lowest level that is written by two modules.
TEST_F(LogFilter, SetsTheLevelOfAllAndOfSingleModules) {
  struct Row {
    const char* filter;
    LogLevel net, store;
  };
  const Row rows[] = {
      {"", LogLevel::info, LogLevel::info},
      {"debug", LogLevel::debug, LogLevel::debug},
      {"WARN", LogLevel::warn, LogLevel::warn},
      {"net=debug", LogLevel::debug, LogLevel::info},
      {"error, net = debug", LogLevel::debug, LogLevel::error},
      {"off,store=info", LogLevel::off, LogLevel::info},
      {"net=error,debug", LogLevel::error, LogLevel::debug},
  };
  auto lowest_of = [](std::string_view file) {
    LogLevel level = LogLevel::debug;
    while (level != LogLevel::off && !log_enabled(level, file))
      level = static_cast<LogLevel>(static_cast<int>(level) + 1);
    return level;
  };
  for (const Row& row : rows) {
    ASSERT_TRUE(set_log_filter(row.filter)) << row.filter;
    EXPECT_EQ(lowest_of("/a/src/net/server.cpp"), row.net) << row.filter;
    EXPECT_EQ(lowest_of("/a/src/store/sqlite/x.cpp"), row.store) << row.filter;
  }
}

TEST_F(LogFilter, RefusesWhatIsNoLevelAndStaysAsItWas) {
  ASSERT_TRUE(set_log_filter("error"));
  for (const char* wrong : {"loud", "net=loud", "debug=net", "info;net=debug"}) {
    Status set = set_log_filter(wrong);
    ASSERT_FALSE(set) << wrong;
    EXPECT_NE(set.error().message.find(", expected "), std::string::npos) << set.error().message;
  }
  EXPECT_FALSE(log_enabled(LogLevel::warn, "/a/src/net/server.cpp"));
}

TEST_F(LogFilter, KnowsTheModuleOfALineByItsFile) {
  ASSERT_TRUE(set_log_filter("off,base=info"));
  testing::internal::CaptureStderr();
  log(LogLevel::info, "seen {}", 1);
  log(LogLevel::debug, "not seen");
  std::string written = testing::internal::GetCapturedStderr();
  EXPECT_NE(written.find(" info seen 1"), std::string::npos) << written;
  EXPECT_EQ(written.find("not seen"), std::string::npos) << written;
}

}  // namespace
}  // namespace base
