#include "base/process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/file.h"

namespace base {
namespace {

using std::chrono::seconds;

Command program(std::vector<std::string> arguments) {
  Command command;
  command.arguments = std::move(arguments);
  return command;
}

Command shell(const std::string& script) {
  return program({"sh", "-c", script});
}

TEST(Run, GivesTheExitCodeAndBothOutputs) {
  auto output = run(shell("echo out; echo err >&2; exit 7"), Deadline::in(seconds(30)));
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->exit_code, 7);
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(run(shell("kill -9 $$"), Deadline::in(seconds(30)))->exit_code, 128 + SIGKILL);
}

TEST(Run, FeedsMoreInputThanAPipeHolds) {
  Command command = shell("wc -c; head -c 300000 /dev/zero");
  command.input = std::string(1 << 20, 'x');
  auto output = run(command, Deadline::in(seconds(30)));
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out.substr(0, 8), "1048576\n");
  EXPECT_EQ(output->out.size(), 300008U);
}

TEST(Run, LivesOnWhenTheChildDoesNotReadItsInput) {
  Command command = shell("exec 0<&-; echo done");
  command.input = std::string(1 << 20, 'x');
  EXPECT_EQ(run(command, Deadline::in(seconds(30)))->out, "done\n");
}

TEST(Run, TellsAMissingProgramFromAFailedOne) {
  EXPECT_EQ(run(program({"no-such-program-here"}), Deadline::in(seconds(30))).error().kind,
            ErrorKind::not_found);
  EXPECT_EQ(run(shell("no-such-program-here"), Deadline::in(seconds(30)))->exit_code, 127);
}

TEST(Run, KillsTheWholeGroupAtTheDeadline) {
  auto started = std::chrono::steady_clock::now();
  auto output = run(shell("sleep 600 & sleep 600"), Deadline::in(std::chrono::milliseconds(50)));
  EXPECT_EQ(output.error().kind, ErrorKind::timeout);
  EXPECT_LT(std::chrono::steady_clock::now() - started, seconds(60));
}

TEST(Run, GivesTheEnvironmentThatWasAskedFor) {
  setenv("SLIPWAY_TEST_INHERITED", "old", 1);
  Command command = shell("echo \"$SLIPWAY_TEST_INHERITED,$ADDED\"; pwd");
  command.environment = {{"ADDED", "a=b"}};
  command.folder = "/";
  EXPECT_EQ(run(command, Deadline::in(seconds(30)))->out, "old,a=b\n/\n");
  command.environment["SLIPWAY_TEST_INHERITED"] = "new";
  EXPECT_EQ(run(command, Deadline::in(seconds(30)))->out, "new,a=b\n/\n");
  command.environment.erase("SLIPWAY_TEST_INHERITED");
  command.clean_environment = true;
  EXPECT_EQ(run(command, Deadline::in(seconds(30)))->out, ",a=b\n/\n");
}

TEST(StartDetached, LeavesAProcessThatIsKnownByItsIdentity) {
  char folder[] = "/tmp/slipway-process-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  std::string log = std::string(folder) + "/log";
  auto pid = start_detached(shell("echo started; exec sleep 600"), log);
  ASSERT_TRUE(pid);
  std::string identity = process_identity(*pid);
  EXPECT_TRUE(is_running(*pid));
  EXPECT_EQ(getsid(*pid), *pid);
  EXPECT_EQ(wait_for_end(*pid, identity, Deadline::in(std::chrono::milliseconds(1))).error().kind,
            ErrorKind::timeout);

  // Another process that has got the number since, the machine booted anew, or the number counted elsewhere.
  EXPECT_FALSE(signal_process(*pid, "", SIGKILL));
  EXPECT_FALSE(signal_process(*pid, identity + "x", SIGKILL));
  EXPECT_FALSE(signal_process(*pid, process_identity(getpid()), SIGKILL));
  EXPECT_TRUE(is_running(*pid));
  EXPECT_TRUE(signal_process(*pid, identity, SIGKILL));
  EXPECT_TRUE(wait_for_end(*pid, identity, Deadline::in(seconds(30))));
  EXPECT_FALSE(is_running(*pid));  // a zombie does not run
  waitpid(*pid, nullptr, 0);
  EXPECT_EQ(process_identity(*pid), "");
  EXPECT_TRUE(remove_all(folder));
}

}  // namespace
}  // namespace base
