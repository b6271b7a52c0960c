// One suite for every runtime. A runtime that cannot run here is listed as skipped, with the reason.
#include "runtime/testing/conformance.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "runtime/runtime.h"
#include "runtime/token/file.h"

namespace runtime {
namespace {

using base::Deadline;
using std::chrono::seconds;

class Conformance : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    world_ = GetParam() == "podman"    ? make_podman_world()
             : GetParam() == "process" ? make_process_world()
                                       : make_kubernetes_world();
    auto usable = world_->runtime().check(soon());
    if (!usable) GTEST_SKIP() << "not run here: " << GetParam() << ": " << usable.error().message;
    service_ = sleeping_service(*world_);
  }
  void TearDown() override {
    if (IsSkipped()) return;
    for (const std::string name : {"app", "other"}) {
      EXPECT_TRUE(runtime().remove(world_->namespace_name(), name, soon()));
    }
  }

  static Deadline soon() { return Deadline::in(seconds(60)); }
  Runtime& runtime() { return world_->runtime(); }

  void apply() {
    auto applied = runtime().apply(
        service_, [this](const std::string& line) { steps_.push_back(line); }, soon());
    ASSERT_TRUE(applied) << applied.error().message;
  }
  std::vector<Instance> list() {
    auto all = runtime().list(service_.namespace_name, soon());
    EXPECT_TRUE(all) << all.error().message;
    return all ? *all : std::vector<Instance>();
  }
  // Waits, by asking again, until `done` holds for what is listed.
  template <typename Done>
  std::vector<Instance> wait_until(Done done) {
    Deadline deadline = soon();
    while (true) {
      std::vector<Instance> now = list();
      if (done(now) || deadline.passed()) return now;
      deadline.pause(std::chrono::milliseconds(5));
    }
  }

  struct Ran {
    int code = -1;
    std::string out;
  };
  Ran exec(const Instance& instance, const std::vector<std::string>& command,
           ExecInput input = ExecInput::nothing) {
    testing::internal::CaptureStdout();
    auto code = runtime().exec(instance, command, input);
    Ran ran{code ? *code : -1, testing::internal::GetCapturedStdout()};
    EXPECT_TRUE(code) << code.error().message;
    return ran;
  }
  JobRun job(const std::string& script) {
    JobRun run;
    run.service = service_;
    run.service.command = {"sh", "-c", script};
    run.log_file = world_->state_dir() + "/job-logs/app.log";
    return run;
  }
  std::string shell(const std::string& script) { return exec(list().at(0), {"sh", "-c", script}).out; }
  std::string log(bool follow = false) {
    testing::internal::CaptureStdout();
    auto shown = runtime().logs(list().at(0), follow, soon());
    EXPECT_TRUE(shown) << shown.error().message;
    return testing::internal::GetCapturedStdout();
  }

  std::unique_ptr<World> world_;
  ServiceSpec service_;
  std::vector<std::string> steps_;
};

TEST_P(Conformance, ApplyIsIdempotent) {
  apply();
  auto first = list();
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].state, InstanceState::running);
  EXPECT_EQ(first[0].service, "app");
  EXPECT_EQ(first[0].fingerprint, "one");
  EXPECT_FALSE(steps_.empty());
  steps_.clear();
  apply();
  auto second = list();
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].id, first[0].id);
  EXPECT_EQ(steps_, std::vector<std::string>());
}

TEST_P(Conformance, AsManyInstancesAsAsked) {
  service_.instances = 3;
  apply();
  auto three = list();
  ASSERT_EQ(three.size(), 3u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(three[static_cast<size_t>(i)].index, i);
  service_.instances = 1;
  apply();
  auto one = list();
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].id, three[0].id) << "the one that stays is not touched";
  service_.instances = 0;
  apply();
  EXPECT_EQ(list().size(), 0u);
}

TEST_P(Conformance, WhatIsAskedOfAWorkloadHoldsOrIsSaidNotTo) {
  service_.workload.cpu_milli = 500;
  service_.workload.has_read_only_root = true;
  service_.workload.readiness = Probe{.kind = Probe::Kind::exec, .command = {"true"}, .period_s = 1};
  apply();
  bool is_container = GetParam() != "process";
  EXPECT_EQ(shell("if (: > /usr/written) 2> /dev/null; then rm /usr/written; echo yes; else echo no; fi"),
            is_container ? "no\n" : shell("[ -w /usr ] && echo yes || echo no"));
  if (is_container) {
    EXPECT_EQ(shell("cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us || cut -d' ' -f1 /sys/fs/cgroup/cpu.max"),
              "50000\n");
  }
  std::string all = base::join(steps_, "\n");
  EXPECT_EQ(all.find("`readiness`") == std::string::npos, GetParam() == "kubernetes") << all;
  EXPECT_EQ(all.find("`cpu`") == std::string::npos, is_container) << all;
}

TEST_P(Conformance, TwoServicesDoNotTouchEachOther) {
  apply();
  service_.name = "other";
  apply();
  ASSERT_EQ(list().size(), 2u);
  EXPECT_TRUE(runtime().remove(service_.namespace_name, "app", soon()));
  auto rest = list();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].service, "other");
  EXPECT_EQ(rest[0].state, InstanceState::running);
}

TEST_P(Conformance, TheMemoryLimitHolds) {
  // tail keeps the last line of what it reads, and /dev/zero has but one.
  service_.command = {
      "sh", "-c",
      "while [ ! -e /tmp/" + world_->namespace_name() + " ]; do sleep 0.05; done; tail /dev/zero"};
  apply();
  auto go = exec(list().at(0), {"sh", "-c", ": > /tmp/" + world_->namespace_name()});
  EXPECT_EQ(go.code, 0);
  // Kubernetes starts a new one at once: it says why.
  bool stays = GetParam() != "kubernetes";
  auto ended = wait_until([&](const auto& all) {
    return !all.empty() && (stays ? all[0].state == InstanceState::exited : !all[0].reason.empty());
  });
  world_->forget_file("/tmp/" + world_->namespace_name());
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_TRUE(!stays || ended[0].state == InstanceState::exited);
  EXPECT_NE(ended[0].exit_code, 0);
  EXPECT_NE(ended[0].reason.find("out of memory"), std::string::npos) << ended[0].reason;
}

TEST_P(Conformance, EnvironmentIsTheServicesAndNothingElse) {
  ::setenv("SLIPWAY_TEST_OF_THE_CALLER", "seen", 1);
  service_.environment = {{"PLAIN", "1"},
                          {"QUOTED", "a \"b\" 'c' $d #e \\f "},
                          {"LINES", "first\nsecond\r\n"},
                          {"EMPTY", ""},
                          {"LONG", std::string(100'000, 'x')}};
  apply();
  ::unsetenv("SLIPWAY_TEST_OF_THE_CALLER");
  EXPECT_EQ(shell("printf '<%s>' \"$PLAIN\" \"$QUOTED\" \"$LINES\" \"$EMPTY\" ${#LONG}"),
            "<1><a \"b\" 'c' $d #e \\f ><first\nsecond\r\n><><100000>");
  EXPECT_EQ(shell("env | grep -c SLIPWAY_TEST_OF_THE_CALLER"), "0\n");
  // Of the service itself, not only of exec.
  EXPECT_EQ(
      shell("tr '\\0' '\\n' < /proc/" + world_->process_inside(list().at(0)) + "/environ | grep ^PLAIN"),
      "PLAIN=1\n");
}

TEST_P(Conformance, CommandsOfPlainProcessesAreFoundWhereTheCallerFindsThem) {
  if (GetParam() != "process") return;  // a container has programs of its own
  std::string before = ::getenv("PATH");
  ::setenv("PATH", ("/nowhere/special:" + before).c_str(), 1);
  apply();
  ::setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(shell("printf %s \"$PATH\""), "/nowhere/special:" + before);

  service_.environment = {{"PATH", "/bin:/own"}};
  service_.fingerprint = "two";
  apply();
  EXPECT_EQ(shell("printf %s \"$PATH\""), "/bin:/own");
}

TEST_P(Conformance, AReplacedTokenIsSeenInside) {
  if (GetParam() == "kubernetes") return;  // kubelet keeps it fresh
  service_.token_folder = world_->state_dir() + "/token-files/app";
  ASSERT_TRUE(write_token(service_.token_folder, "first"));
  apply();
  std::string path = runtime().token_path(service_);
  EXPECT_EQ(shell("cat " + path), "first");
  ASSERT_TRUE(replace_token(service_.token_folder, "second"));
  EXPECT_EQ(shell("cat " + path), "second");
}

TEST_P(Conformance, ExecReturnsTheExitCode) {
  apply();
  EXPECT_EQ(exec(list().at(0), {"true"}).code, 0);
  EXPECT_EQ(exec(list().at(0), {"sh", "-c", "exit 42"}).code, 42);
  EXPECT_EQ(exec(list().at(0), {"/nonexistent"}).code, 127);
  EXPECT_EQ(exec(list().at(0), {"nonexistent"}).code, 127);
  EXPECT_EQ(exec(list().at(0), {"sh", "-c", "kill -9 $$"}).code, 137);
}

// This process's standard input is a pipe for as long as it lives.
class PipedInput {
 public:
  PipedInput() : kept_(::dup(STDIN_FILENO)) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
    write_end_ = base::Fd(ends[1]);
  }
  ~PipedInput() { ::dup2(kept_.get(), STDIN_FILENO); }

  void write(std::string_view text) const {
    while (!text.empty()) {
      ssize_t count = ::write(write_end_.get(), text.data(), text.size());
      if (count <= 0) return;
      text.remove_prefix(static_cast<size_t>(count));
    }
  }
  void end() { write_end_.reset(); }

 private:
  base::Fd kept_;
  base::Fd write_end_;
};

TEST_P(Conformance, ExecPassesStandardInputOn) {
  apply();
  Instance instance = list().at(0);
  std::string data;
  for (int i = 0; i < 300'000; ++i) data += static_cast<char>(i * 7 / 5);
  {
    PipedInput input;
    std::thread writer([&] {
      input.write(data);
      input.end();
    });
    EXPECT_TRUE(exec(instance, {"cat"}, ExecInput::stream).out == data) << "bytes are missing or others";
    writer.join();
  }
  {
    PipedInput input;
    input.write("echo read; exit 3\n");
    input.end();
    Ran script = exec(instance, {}, ExecInput::stream);
    EXPECT_EQ(script.code, 3);
    EXPECT_EQ(script.out, "read\n");
  }
  PipedInput input;
  input.write("left alone");
  EXPECT_EQ(exec(instance, {"cat"}, ExecInput::nothing).out, "");
  std::array<char, 10> left{};
  EXPECT_EQ(::read(STDIN_FILENO, left.data(), left.size()), 10);
  EXPECT_EQ(exec(instance, {"true"}, ExecInput::stream).code, 0) << "though the input has not ended";
}

TEST_P(Conformance, LogsArriveAlsoFollowed) {
  service_.command = {
      "sh", "-c",
      "echo hello; while [ ! -e /tmp/" + world_->namespace_name() + " ]; do sleep 0.05; done; echo goodbye"};
  apply();
  EXPECT_EQ(log(), "hello\n");
  Instance instance = list().at(0);
  std::thread later([&] {
    ASSERT_TRUE(
        runtime().exec(instance, {"sh", "-c", ": > /tmp/" + instance.namespace_name}, ExecInput::nothing));
  });
  EXPECT_EQ(log(true), "hello\ngoodbye\n");
  later.join();
  world_->forget_file("/tmp/" + world_->namespace_name());
}

TEST_P(Conformance, FollowingStopsWhenAsked) {
  apply();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(runtime().logs(list().at(0), true, Deadline::never(stop.get_token())));
}

TEST_P(Conformance, FilesAreFoundWhereTheRuntimeSays) {
  service_.files = {{"/etc/app/config.yaml", "a: 1\nb: \"2\"\n"}, {"/etc/other", ""}};
  apply();
  std::string config = runtime().file_path(service_, "/etc/app/config.yaml");
  EXPECT_EQ(shell("cat " + config), "a: 1\nb: \"2\"\n");
  EXPECT_EQ(shell("[ -e " + runtime().file_path(service_, "/etc/other") + " ] && echo yes"), "yes\n");
  EXPECT_EQ(config == "/etc/app/config.yaml", GetParam() != "process");

  service_.files = {{"/etc/app/config.yaml", "changed"}};
  service_.fingerprint = "two";
  apply();
  EXPECT_EQ(shell("cat " + config), "changed");
  EXPECT_EQ(shell("[ -e " + runtime().file_path(service_, "/etc/other") + " ] || echo no"), "no\n");
  ASSERT_TRUE(runtime().remove(service_.namespace_name, "app", soon()));
  EXPECT_EQ(world_->left_behind(), std::vector<std::string>());
}

TEST_P(Conformance, AJobFindsItsFilesWhichGoWithIt) {
  JobRun run = job("cat \"$CONFIG\"");
  run.service.files = {{"/etc/app/config.yaml", "of the job\n"}};
  run.service.environment["CONFIG"] = runtime().file_path(run.service, "/etc/app/config.yaml");
  auto end = runtime().run_job(run, soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(base::read_file(run.log_file).value_or(""), "of the job\n");
  ASSERT_TRUE(base::remove_all(run.log_file));
  ASSERT_TRUE(runtime().remove(service_.namespace_name, "app", soon()));
  EXPECT_EQ(world_->left_behind(), std::vector<std::string>());
}

TEST_P(Conformance, OddFilesAreRefused) {
  for (const std::string odd : {"", "relative", "/", "/a/", "/a//b", "/a/../b", "/a,b", "/a:b",
                                "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"}) {
    ServiceSpec service = service_;
    service.files = {{odd, "x"}};
    base::Status refused = check_service(service);
    ASSERT_FALSE(refused) << odd;
    EXPECT_EQ(refused.error().kind, base::ErrorKind::invalid) << odd;
  }
  service_.files = {{"/etc/a", "x"}, {"/etc/a/b", "x"}};
  EXPECT_FALSE(check_service(service_)) << "a file is no folder";
  service_.files = {{"/etc/a", std::string(1'000'001, 'x')}};
  EXPECT_FALSE(check_service(service_));
}

TEST_P(Conformance, AnotherFingerprintReplaces) {
  service_.instances = 2;
  apply();
  auto before = list();
  service_.fingerprint = "two";
  service_.environment["NEW"] = "yes";
  apply();
  auto after = list();
  ASSERT_EQ(before.size(), 2u);
  ASSERT_EQ(after.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_NE(after[i].id, before[i].id);
    EXPECT_EQ(after[i].fingerprint, "two");
    EXPECT_EQ(after[i].state, InstanceState::running);
  }
  EXPECT_EQ(shell("echo $NEW"), "yes\n");
}

TEST_P(Conformance, RemoveLeavesNothing) {
  service_.token_folder = world_->state_dir() + "/token-files/app";
  ASSERT_TRUE(write_token(service_.token_folder, "t"));
  apply();
  ASSERT_TRUE(runtime().remove(service_.namespace_name, "app", soon()));
  EXPECT_EQ(list().size(), 0u);
  ASSERT_TRUE(remove_token(service_.token_folder));
  EXPECT_EQ(world_->left_behind(), std::vector<std::string>());
  EXPECT_TRUE(runtime().remove(service_.namespace_name, "app", soon())) << "nothing there is no error";
}

TEST_P(Conformance, AServiceThatEndsAtOnceIsAnErrorWithItsLastWords) {
  service_.command = {"sh", "-c", "echo no such database; exit 3"};
  auto applied = runtime().apply(
      service_, [](const std::string&) {}, soon());
  ASSERT_FALSE(applied);
  EXPECT_NE(applied.error().message.find("exit code 3"), std::string::npos) << applied.error().message;
  EXPECT_NE(applied.error().message.find("no such database"), std::string::npos) << applied.error().message;
  service_.command = {"nonexistent-program"};
  service_.fingerprint = "nonexistent";
  applied = runtime().apply(
      service_, [](const std::string&) {}, soon());
  ASSERT_FALSE(applied);
  EXPECT_NE(applied.error().message.find("nonexistent-program"), std::string::npos)
      << applied.error().message;
  service_.command = {"sleep", "infinity"};
  service_.fingerprint = "mended";
  apply();  // and the next run finishes the work
  EXPECT_EQ(list().at(0).state, InstanceState::running);
}

TEST_P(Conformance, WhatFailsIsStartedAgain) {
  // Fails once, when it is told to; the second time it stays. In Kubernetes it begins with fresh files.
  bool keeps_files = GetParam() != "kubernetes";
  std::string fail = "/tmp/" + world_->namespace_name();
  std::string again = fail + ".again";
  service_.command = {"sh", "-c",
                      "if [ -e " + fail + " ]; then : > " + again + "; exec sleep infinity; fi; " +
                          "until [ -e " + fail + " ]; do sleep 0.02; done; exit 1"};
  apply();
  EXPECT_EQ(exec(list().at(0), {"sh", "-c", ": > " + fail}).code, 0);
  auto now = wait_until([&](const auto& all) {
    if (all.empty() || all[0].state != InstanceState::running) return false;
    if (!keeps_files) return all[0].reason == "exit code 1";
    auto found = runtime().exec(all[0], {"sh", "-c", "[ -e " + again + " ]"},
                                ExecInput::nothing);  // an error: it has just ended
    return found && *found == 0;
  });
  EXPECT_EQ(now.at(0).state, InstanceState::running);
  world_->forget_file(fail);
  world_->forget_file(again);
}

TEST_P(Conformance, AJobRunsToItsEndAndLeavesItsLogAndItsOutputs) {
  JobRun run =
      job("echo hello; echo '{\"A\": {\"value\": \"1\"}}' > $SLIPWAY_OUTPUT_FOLDER/qovery-output.json");
  run.service.environment["PLAIN"] = "1";
  auto end = runtime().run_job(run, soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_EQ(end->reason, "");
  EXPECT_EQ(end->output, "{\"A\": {\"value\": \"1\"}}\n");
  EXPECT_EQ(base::read_file(run.log_file).value_or(""), "hello\n");
  EXPECT_EQ(list().size(), 0u);

  end = runtime().run_job(job("cat $SLIPWAY_OUTPUT_FOLDER/*"), soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_NE(end->exit_code, 0) << "a run begins without the outputs of the one before";
  ASSERT_TRUE(base::remove_all(run.log_file));
  ASSERT_TRUE(runtime().remove(service_.namespace_name, "app", soon()));
  EXPECT_EQ(world_->left_behind(), std::vector<std::string>());
}

TEST_P(Conformance, AJobIsGivenItsEntrypointBeforeItsArguments) {
  JobRun run = job("");
  run.service.entrypoint = {"sh", "-c", "echo \"$0 $1\""};
  run.service.command = {"first", "second third"};
  auto end = runtime().run_job(run, soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(base::read_file(run.log_file).value_or(""), "first second third\n");
}

TEST_P(Conformance, WordsOfACommandReachItAsTheyAre) {
  JobRun run = job("");
  run.service.environment["A"] = "of the environment";
  run.service.entrypoint = {"sh", "-c", "echo \"$0 $1 $A\""};
  run.service.command = {"$(A) $$ $A", "$"};
  auto end = runtime().run_job(run, soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(base::read_file(run.log_file).value_or(""), "$(A) $$ $A $ of the environment\n");
}

TEST_P(Conformance, AJobThatFailsIsTriedAsOftenAsAsked) {
  JobRun run = job("echo try; exit 3");
  run.max_restarts = 2;
  auto end = runtime().run_job(run, soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->exit_code, 3);
  EXPECT_EQ(end->reason, "exit code 3");
  EXPECT_EQ(base::read_file(run.log_file).value_or(""), "try\ntry\ntry\n");
}

TEST_P(Conformance, AJobThatTakesTooLongIsEnded) {
  JobRun run = job("sleep 300");
  run.max_duration = seconds(1);
  run.max_restarts = 1;
  auto end = runtime().run_job(run, soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->reason, "it took longer than 1 s, and was ended");
  EXPECT_EQ(list().size(), 0u);
}

TEST_P(Conformance, AJobThatTakesTooLongSaysHowTheTryBeforeFailed) {
  // Kubernetes begins with fresh files, and waits 10 s before the second try.
  JobRun run =
      job("cd $SLIPWAY_OUTPUT_FOLDER; if [ -e failed ]; then exec sleep 300; fi; : > failed; exit 3");
  run.max_duration = seconds(4);
  run.max_restarts = 1;
  auto end = runtime().run_job(run, soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->reason, "it took longer than 4 s, and was ended; the try before failed: exit code 3");
}

TEST_P(Conformance, AJobThatNeedsTooMuchMemoryIsEnded) {
  auto end = runtime().run_job(job("tail /dev/zero"), soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_NE(end->reason.find("out of memory"), std::string::npos) << end->reason;
}

TEST_P(Conformance, AJobThatCannotBeStartedIsAnErrorOrAFailure) {
  JobRun run = job("");
  run.service.entrypoint = {"nonexistent-program"};
  auto end = runtime().run_job(run, soon());
  std::string why = end ? end->reason : end.error().message;
  EXPECT_NE(why, "");
  EXPECT_EQ(list().size(), 0u);
}

TEST_P(Conformance, AJobThatIsRemovedWhileItRunsEnds) {
  JobRun run = job("echo on; sleep 300");
  std::jthread remover([&] {
    wait_until([&](const auto& all) {
      return all.size() == 1 && base::read_file(run.log_file).value_or("") == "on\n";
    });
    EXPECT_TRUE(runtime().remove(run.service.namespace_name, "app", soon()));
  });
  auto end = runtime().run_job(run, soon());
  EXPECT_TRUE(!end || !end->reason.empty());
  remover.join();
  EXPECT_EQ(list().size(), 0u);
}

TEST_P(Conformance, AJobThatIsStoppedIsAnErrorAndLeavesNothing) {
  JobRun run = job("echo on; sleep 300");
  std::stop_source stop;
  std::jthread stopper([&] {
    wait_until([&](const auto&) { return base::read_file(run.log_file).value_or("") == "on\n"; });
    stop.request_stop();
  });
  auto end = runtime().run_job(run, Deadline::in(seconds(60), stop.get_token()));
  ASSERT_FALSE(end);
  EXPECT_NE(end.error().message.find("stopped"), std::string::npos) << end.error().message;
  stopper.join();
  EXPECT_EQ(list().size(), 0u);
}

TEST_P(Conformance, OddNamesAreRefused) {
  for (const std::string odd : {"", "-a", "a-", "A", "a b", "a/b", "../a", "a;b", "--help", "ä"}) {
    ServiceSpec service = service_;
    service.name = odd;
    auto applied = runtime().apply(
        service, [](const std::string&) {}, soon());
    ASSERT_FALSE(applied) << odd;
    EXPECT_EQ(applied.error().kind, base::ErrorKind::invalid) << odd;
    service = service_;
    service.namespace_name = odd;
    EXPECT_FALSE(runtime().apply(
        service, [](const std::string&) {}, soon()))
        << odd;
    service = service_;
    service.environment[odd + "="] = "x";
    EXPECT_FALSE(runtime().apply(
        service, [](const std::string&) {}, soon()))
        << odd;
  }
  EXPECT_EQ(list().size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Runtimes, Conformance, testing::Values("podman", "process", "kubernetes"),
                         [](const auto& runtime) { return runtime.param; });

}  // namespace
}  // namespace runtime
