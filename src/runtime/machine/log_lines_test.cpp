#include "runtime/machine/log_lines.h"

#include <gmock/gmock.h>

#include <mutex>

#include "runtime/machine/log_file.h"
#include "runtime/testing/test_folder.h"

namespace runtime {
namespace {

using testing::ElementsAre;

TEST(LogLines, AreToldAsTheyComeAndNoneIsLost) {
  TestFolder folder;
  std::string path = folder.path() + "/logs/job.log";
  std::mutex mutex;
  std::vector<std::string> told;
  auto has_told = [&](size_t count) {
    base::Deadline patience = base::Deadline::in(std::chrono::seconds(20));
    while (!patience.passed()) {
      std::lock_guard lock(mutex);
      if (told.size() >= count) return true;
    }
    return false;
  };
  auto write = [&](std::string_view text) {
    auto log = open_log(path);
    ASSERT_TRUE(log && ::write(log->get(), text.data(), text.size()) >= 0);
  };
  {
    LogLines lines(path, [&](std::string_view line) {
      std::lock_guard lock(mutex);
      told.emplace_back(line);
    });
    write("one\n\ntw");
    EXPECT_TRUE(has_told(2)) << "before the writer has ended";
    write("o\r\nthree\nlast");
  }
  EXPECT_THAT(told, ElementsAre("one", "", "two", "three", "last"));
}

TEST(LogLines, OfALogThatNeverComes) {
  TestFolder folder;
  LogLines(folder.path() + "/none.log", [](std::string_view) { FAIL(); });
}

}  // namespace
}  // namespace runtime
