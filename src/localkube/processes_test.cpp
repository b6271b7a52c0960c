#include "localkube/processes.h"

#include <gmock/gmock.h>
#include <signal.h>

#include "base/file.h"
#include "base/manual_clock.h"
#include "base/text.h"
#include "runtime/testing/test_folder.h"

namespace localkube {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ProcessesTest : public testing::Test {
 protected:
  static Process shell(const std::string& script) {
    return {"program", {"/bin/sh", "-c", script}, {"PATH=/usr/bin:/bin"}};
  }
  // Waits until the one program is as `condition` says.
  template <typename Condition>
  ProcessStatus wait_for(const Condition& condition) {
    ProcessStatus status;
    for (int i = 0; i < 2000; ++i) {
      auto all = processes_.status();
      if (!all.empty()) status = all.front();
      if (!all.empty() && condition(status)) return status;
      ::usleep(5000);
    }
    ADD_FAILURE() << "restarts " << status.restarts << ", reason " << status.reason;
    return status;
  }
  std::string log() { return base::read_file(folder_.log("program")).value_or(""); }
  pid_t pid() {
    for (int i = 0; i < 2000 && log().find('\n') == std::string::npos; ++i) ::usleep(5000);
    std::string text = log();
    return static_cast<pid_t>(base::parse_int(base::split(text, '\n').front()).value_or(0));
  }

  runtime::TestFolder temporary_;
  Folder folder_{temporary_.path()};
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  Processes processes_{folder_, clock_};
};

TEST_F(ProcessesTest, WhatEndsIsStartedAgainAfterAPause) {
  ASSERT_TRUE(processes_.start(shell("echo one; exit 3")));
  ProcessStatus ended = wait_for([](const ProcessStatus& status) { return !status.running; });
  EXPECT_EQ(ended.reason, "exit code 3");
  EXPECT_EQ(ended.restarts, 0);
  clock_.advance(seconds(1));
  wait_for([](const ProcessStatus& status) { return status.restarts == 1 && !status.running; });
  clock_.advance(seconds(1));  // the second pause is longer
  ::usleep(700'000);
  EXPECT_EQ(processes_.status().front().restarts, 1);
  clock_.advance(seconds(1));
  wait_for([](const ProcessStatus& status) { return status.restarts == 2; });
}

TEST_F(ProcessesTest, AGoodEndIsAnEndToo) {
  ASSERT_TRUE(processes_.start(shell("exit 0")));
  wait_for([](const ProcessStatus& status) { return !status.running; });
  clock_.advance(seconds(1));
  wait_for([](const ProcessStatus& status) { return status.restarts == 1; });
}

TEST_F(ProcessesTest, WhatIsEndedStaysEnded) {
  ASSERT_TRUE(processes_.start(shell("echo $$; exec sleep 1000")));
  pid_t child = pid();
  ASSERT_GT(child, 1);
  processes_.end("program", seconds(10));
  EXPECT_NE(::kill(child, 0), 0);
  EXPECT_TRUE(processes_.status().empty());
}

TEST_F(ProcessesTest, WhoDoesNotEndWhenAskedIsKilled) {
  ASSERT_TRUE(processes_.start(shell("trap '' TERM; echo $$; while true; do sleep 0.01; done")));
  pid_t child = pid();
  processes_.end("program", milliseconds(50));
  EXPECT_NE(::kill(child, 0), 0);
}

TEST_F(ProcessesTest, StartingItAnewReplacesIt) {
  ASSERT_TRUE(processes_.start(shell("echo $$; exec sleep 1000")));
  pid_t first = pid();
  ASSERT_TRUE(processes_.start(shell("echo second; exec sleep 1000")));
  EXPECT_NE(::kill(first, 0), 0);
  wait_for([&](const ProcessStatus& status) {
    return status.running && log().find("second") != std::string::npos;
  });
  processes_.end("program", seconds(10));
}

TEST_F(ProcessesTest, NoSuchProgramIsAnError) {
  auto started = processes_.start({"program", {"/nowhere/etcd"}, {}});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().kind, base::ErrorKind::not_found);
  EXPECT_TRUE(processes_.status().empty());
}

}  // namespace
}  // namespace localkube
