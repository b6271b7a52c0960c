#include "runtime/process/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/file.h"
#include "base/log.h"
#include "base/manual_clock.h"
#include "base/process.h"
#include "base/text.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/state_folder.h"
#include "runtime/testing/test_folder.h"

namespace runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Steps a supervisor by hand: time stands still, and waiting is for the end of a process, not for a while.
class SupervisorTest : public testing::Test {
 protected:
  SupervisorTest() {
    wanted_.service = {.namespace_name = "z1-test",
                       .name = "app",
                       .image = "",
                       .command = {"sleep", "infinity"},
                       .instances = 1,
                       .memory_bytes = 64 << 20,
                       .environment = {{"KEY", "secret-value"}},
                       .token_folder = "",
                       .fingerprint = "one"};
    wanted_.attempt = 1;
  }
  ~SupervisorTest() override {
    Supervisor last(folder_.path(), clock_);
    EXPECT_TRUE(remove_service(folder_.path(), "z1-test", "app"));
    last.reload();
    last.step();
    for (int i = 0; i < 100 && !last.idle(); ++i) step(last);
    EXPECT_TRUE(last.idle());
  }

  void want() { ASSERT_TRUE(write_service(folder_.path(), wanted_)); }
  void begin() {
    want();
    supervisor_ = std::make_unique<Supervisor>(folder_.path(), clock_);
    supervisor_->step();
  }
  void want_again() {
    want();
    supervisor_->reload();
    supervisor_->step();
  }
  // Waits until a process ends (or a moment, where none is watched), then steps.
  static base::Time step(Supervisor& supervisor) {
    std::vector<pollfd> descriptors;
    supervisor.watch(descriptors);
    ::poll(descriptors.data(), descriptors.size(), descriptors.empty() ? 5 : 10'000);
    return supervisor.step();
  }
  InstanceRecord record() {
    auto all = read_instances(folder_.path());
    EXPECT_TRUE(all && all->size() == 1);
    return all && !all->empty() ? all->front() : InstanceRecord();
  }
  pid_t pid() { return static_cast<pid_t>(base::parse_int(record().instance.id).value_or(0)); }

  TestFolder folder_;
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  WantedService wanted_;
  std::unique_ptr<Supervisor> supervisor_;
};

TEST_F(SupervisorTest, WhatFailsIsStartedAgainWithGrowingPauses) {
  wanted_.service.command = {"sh", "-c", "exit 3"};
  begin();
  for (int64_t pause : {1, 2, 4, 8, 16, 32, 60, 60}) {
    EXPECT_EQ(record().instance.state, InstanceState::running);
    EXPECT_EQ(step(*supervisor_), clock_.now() + seconds(pause));
    EXPECT_EQ(record().instance.state, InstanceState::exited);
    EXPECT_EQ(record().instance.exit_code, 3);
    EXPECT_EQ(record().instance.reason, "exit code 3");
    clock_.advance(seconds(pause));
    supervisor_->step();
  }
  step(*supervisor_);
}

TEST_F(SupervisorTest, WhoRanForLongStartsAnewWithShortPauses) {
  wanted_.service.command = {"sh", "-c", "read line < " + folder_.path() + "/go; exit 1"};
  ASSERT_EQ(::system(("mkfifo " + folder_.path() + "/go").c_str()), 0);
  begin();
  for (int i = 0; i < 3; ++i) {
    clock_.advance(seconds(61));
    std::ofstream(folder_.path() + "/go") << "go\n";
    EXPECT_EQ(step(*supervisor_), clock_.now() + seconds(1)) << i;
    clock_.advance(seconds(1));
    supervisor_->step();
  }
}

TEST_F(SupervisorTest, WhatEndsWellStaysEndedUntilItIsWantedAnew) {
  wanted_.service.command = {"true"};
  begin();
  step(*supervisor_);
  EXPECT_EQ(record().instance.exit_code, 0);
  clock_.advance(std::chrono::hours(1));
  supervisor_->step();
  EXPECT_EQ(record().instance.state, InstanceState::exited);
  ++wanted_.attempt;
  want_again();
  EXPECT_EQ(record().instance.state, InstanceState::running);
  step(*supervisor_);
}

TEST_F(SupervisorTest, TheNextLifeAdoptsWhatRuns) {
  begin();
  pid_t before = pid();
  ASSERT_GT(before, 0);
  supervisor_ = std::make_unique<Supervisor>(folder_.path(), clock_);
  supervisor_->step();
  EXPECT_EQ(pid(), before);
  EXPECT_TRUE(base::is_running(before));
  ::kill(before, SIGKILL);
  EXPECT_EQ(step(*supervisor_), clock_.now() + seconds(1));
  EXPECT_EQ(record().instance.state, InstanceState::exited);
}

TEST_F(SupervisorTest, TheNextLifeStartsWhatEndedMeanwhile) {
  begin();
  pid_t before = pid();
  std::vector<pollfd> descriptors;
  supervisor_->watch(descriptors);
  ::kill(before, SIGKILL);
  ::poll(descriptors.data(), descriptors.size(), 10'000);
  supervisor_ = std::make_unique<Supervisor>(folder_.path(), clock_);
  EXPECT_EQ(record().instance.state, InstanceState::exited);
  clock_.advance(seconds(1));
  supervisor_->step();
  EXPECT_EQ(record().instance.state, InstanceState::running);
  EXPECT_NE(pid(), before);
}

TEST_F(SupervisorTest, AnotherProcessOfTheSameIdIsNotTouched) {
  begin();
  // As if the machine had given the id to somebody else since: to us.
  InstanceRecord stolen = record();
  pid_t child = pid();
  stolen.instance.id = std::to_string(::getpid());
  ASSERT_TRUE(write_instance(folder_.path(), stolen));
  ASSERT_TRUE(remove_service(folder_.path(), "z1-test", "app"));
  Supervisor next(folder_.path(), clock_);
  next.step();
  EXPECT_TRUE(base::is_running(::getpid()));  // or we should not be here to tell
  ::kill(-child, SIGKILL);
  step(*supervisor_);
}

TEST_F(SupervisorTest, WhoDoesNotEndWhenAskedIsKilled) {
  wanted_.service.command = {"sh", "-c", "trap '' TERM; : > ready; while :; do sleep 60; done"};
  begin();
  std::string ready = state_path(folder_.path(), kHomes, "z1-test", "app") + "/ready";
  while (!base::exists(ready)) ::poll(nullptr, 0, 2);
  pid_t stubborn = pid();
  wanted_.service.fingerprint = "two";
  wanted_.service.command = {"sleep", "infinity"};
  want_again();
  EXPECT_TRUE(base::is_running(stubborn));
  clock_.advance(seconds(10));
  supervisor_->step();  // kills
  step(*supervisor_);   // sees the end, and starts the new one, now or when the old cgroup is empty
  while (!base::is_running(pid()) || record().instance.fingerprint != "two") {
    ::poll(nullptr, 0, 2);
    supervisor_->step();
  }
  EXPECT_FALSE(base::is_running(stubborn));
}

TEST_F(SupervisorTest, DescendantsEndWithTheirInstance) {
  wanted_.service.command = {"sh", "-c", "sleep 1000 & echo $! > child; exit 0"};
  begin();
  step(*supervisor_);
  std::string child =
      base::read_file(state_path(folder_.path(), kHomes, "z1-test", "app") + "/child").value_or("");
  auto orphan = static_cast<pid_t>(base::parse_int(base::trim(child)).value_or(0));
  ASSERT_GT(orphan, 0);
  for (int i = 0; i < 1000 && base::is_running(orphan); ++i) ::poll(nullptr, 0, 2);
  EXPECT_FALSE(base::is_running(orphan));
}

TEST_F(SupervisorTest, FilesAreTheOwnersAlone) {
  begin();
  for (const char* path :
       {"services/z1-test/app.json", "instances/z1-test/app/0.json", "logs/z1-test/app/0.log"}) {
    struct stat info {};
    ASSERT_EQ(::stat((folder_.path() + "/" + path).c_str(), &info), 0) << path;
    EXPECT_EQ(info.st_mode & 07777, 0600u) << path;
  }
  EXPECT_EQ(base::read_file(folder_.path() + "/instances/z1-test/app/0.json")->find("secret-value"),
            std::string::npos);
}

TEST_F(SupervisorTest, WhatCannotBeReadLeavesEverythingAsItIs) {
  begin();
  pid_t before = pid();
  ASSERT_TRUE(base::write_file_atomically(folder_.path() + "/services/z1-test/app.json", "{ damaged"));
  base::set_log_level(base::LogLevel::info);  // other tests may have set it
  testing::internal::CaptureStderr();
  supervisor_->reload();
  supervisor_->step();
  Supervisor next(folder_.path(), clock_);
  next.step();
  std::string log = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(base::is_running(before));
  EXPECT_FALSE(next.idle());
  EXPECT_NE(log.find("leaving everything as it is"), std::string::npos) << log;
}

TEST_F(SupervisorTest, WithoutCgroupsWhatGrowsTooLargeIsEnded) {
  wanted_.service.command = {"tail", "/dev/zero"};
  want();
  supervisor_ = std::make_unique<Supervisor>(folder_.path(), clock_, false);
  EXPECT_EQ(supervisor_->step(), clock_.now() + milliseconds(200));
  while (record().instance.state == InstanceState::running) {
    ::poll(nullptr, 0, 2);
    supervisor_->step();
  }
  EXPECT_EQ(record().instance.reason, "out of memory: its limit is 64 MiB (exit code 137)");
}

TEST(SessionMemory, IsThatOfAllItsProcesses) {
  base::Result<std::string> stat = base::read_file("/proc/self/stat");
  ASSERT_TRUE(stat);
  EXPECT_GE(session_memory(::getsid(0)), 1 << 20);
  EXPECT_EQ(session_memory(999'999'999), 0);
}

TEST(LogFile, IsRotatedUnderItsWriter) {
  TestFolder folder;
  std::string path = folder.path() + "/app.log";
  base::Fd writer = std::move(open_log(path).value());
  auto print = [&](const std::string& text) {
    ASSERT_EQ(::write(writer.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  };
  print("one\ntwo\n");
  ASSERT_TRUE(rotate_log(path, 100)) << "not yet";
  EXPECT_FALSE(base::exists(path + ".1"));
  ASSERT_TRUE(rotate_log(path, 4));
  print("three\n");
  EXPECT_EQ(base::read_file(path).value(), "three\n");
  EXPECT_EQ(base::read_file(path + ".1").value(), "one\ntwo\n");

  testing::internal::CaptureStdout();
  ASSERT_TRUE(show_log(path, 1, false, {}, base::Deadline::never()));
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "one\ntwo\nthree\n");
}

TEST(LogFile, TailIsItsLastLines) {
  TestFolder folder;
  std::string path = folder.path() + "/app.log";
  EXPECT_EQ(log_tail(path), "");
  ASSERT_TRUE(base::write_file_atomically(path, "one\n"));
  EXPECT_EQ(log_tail(path), "one");
  ASSERT_TRUE(base::write_file_atomically(path, "1\n2\n3\n4\n5\n6\n7\n"));
  EXPECT_EQ(log_tail(path), "3\n4\n5\n6\n7");
  ASSERT_TRUE(base::write_file_atomically(path, std::string(10'000, 'x') + "\nlast\n"));
  EXPECT_EQ(log_tail(path).size(), 4095u);
}

}  // namespace
}  // namespace runtime
