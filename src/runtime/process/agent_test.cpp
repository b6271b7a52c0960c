// The agent as it is: a process in the background, here this very program (process_world_test.cpp).
#include "runtime/process/agent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include <filesystem>
#include <thread>

#include "base/file.h"
#include "base/process.h"
#include "runtime/machine/spawn.h"
#include "runtime/runtime.h"
#include "runtime/testing/test_folder.h"
#include "runtime/token/file.h"

namespace runtime {
namespace {

const base::Deadline kNever = base::Deadline::never();

void ignore(const std::string&) {}

ServiceSpec sleeper() {
  return {.namespace_name = "z1-test",
          .name = "app",
          .image = "",
          .command = {},
          .instances = 2,
          .memory_bytes = 32 << 20,
          .environment = {},
          .token_folder = "",
          .fingerprint = "one"};
}

void wait_for_the_end(pid_t pid) {
  base::Fd running = open_process(pid);
  pollfd descriptor{running.get(), POLLIN, 0};
  if (running.is_open()) ::poll(&descriptor, 1, 10'000);
}

// Those too that were started just now and hold no lock yet: whoever brings or takes work may have started one.
std::vector<pid_t> agents_of(const std::string& state_dir) {
  std::vector<pid_t> found;
  std::error_code gone;  // a process may end while it is looked at
  for (const auto& process : std::filesystem::directory_iterator("/proc", gone)) {
    pid_t pid = std::atoi(process.path().filename().c_str());
    auto arguments = base::read_file(process.path() / "cmdline", 4096);
    if (pid > 0 && arguments && arguments->find(state_dir) != std::string::npos) found.push_back(pid);
  }
  return found;
}

// Gone when its last agent has gone, which would write into it else.
class AgentFolder : public TestFolder {
 public:
  ~AgentFolder() {
    for (pid_t agent : agents_of(path())) wait_for_the_end(agent);
    EXPECT_THAT(agents_of(path()), testing::IsEmpty());
  }
};

std::vector<std::string> ids(Runtime& runtime) {
  std::vector<std::string> result;
  auto all = runtime.list("", kNever);
  EXPECT_TRUE(all);
  if (!all) return result;
  for (const Instance& instance : *all) {
    EXPECT_EQ(instance.state, InstanceState::running);
    result.push_back(instance.id);
  }
  return result;
}

TEST(Agent, ThatWasKilledGoesOnWhereItWas) {
  AgentFolder folder;
  auto process = make_process(folder.path());
  ASSERT_TRUE(process->apply(sleeper(), ignore, kNever));
  auto agent = find_agent(folder.path());
  ASSERT_TRUE(agent);
  EXPECT_THAT(agents_of(folder.path()), testing::Contains(*agent));
  auto before = ids(*process);
  ASSERT_EQ(before.size(), 2u);

  ::kill(*agent, SIGKILL);
  wait_for_the_end(*agent);
  EXPECT_FALSE(find_agent(folder.path()));
  EXPECT_EQ(ids(*process), before) << "what runs does not need it";
  ASSERT_TRUE(process->apply(sleeper(), ignore, kNever));
  EXPECT_EQ(ids(*process), before) << "nothing doubled, nothing started anew";

  ASSERT_TRUE(process->remove("z1-test", "app", kNever));
  EXPECT_EQ(ids(*process).size(), 0u);
  // remove() may have started one more while the last was ending; it finds nothing to do either.
  for (pid_t last : agents_of(folder.path())) wait_for_the_end(last);
  EXPECT_FALSE(find_agent(folder.path())) << "nothing is left to do";
}

TEST(Agent, IsOneAlone) {
  AgentFolder folder;
  auto process = make_process(folder.path());
  ASSERT_TRUE(process->apply(sleeper(), ignore, kNever));
  auto agent = find_agent(folder.path());
  ASSERT_TRUE(agent);
  base::SystemClock clock;
  auto no_tokens = [](const DesiredToken&) -> base::Result<std::string> { return std::string(); };
  EXPECT_TRUE(run_agent({folder.path(), no_tokens, &clock}, {})) << "the other does the work";
  EXPECT_EQ(find_agent(folder.path()), agent);
  ASSERT_TRUE(process->remove("z1-test", "app", kNever));
  wait_for_the_end(*agent);
}

TEST(Agent, RenewsTokensUntilTheLastIsForgotten) {
  AgentFolder folder;
  std::string tokens = folder.path() + "/token-files/app";
  ASSERT_TRUE(write_token(tokens, "old"));
  DesiredToken desired;
  desired.namespace_name = "z1-test";
  desired.service = "app";
  desired.token_folder = tokens;
  ASSERT_TRUE(register_token(folder.path(), desired));
  base::SystemClock clock;
  auto renew = [](const DesiredToken&) -> base::Result<std::string> { return std::string("new"); };
  base::Status served;
  std::thread agent([&] { served = run_agent({folder.path(), renew, &clock}, {}); });
  for (int i = 0; i < 5000 && read_token(tokens).value_or("") != "new"; ++i) ::poll(nullptr, 0, 2);
  EXPECT_EQ(read_token(tokens).value_or(""), "new");
  EXPECT_TRUE(forget_token(folder.path(), "z1-test", "app"));
  agent.join();
  EXPECT_TRUE(served);
}

TEST(Agent, EndsWhatRunsWhenItsFolderIsGone) {
  auto folder = std::make_unique<TestFolder>();
  auto process = make_process(folder->path());
  ASSERT_TRUE(process->apply(sleeper(), ignore, kNever));
  auto agent = find_agent(folder->path());
  ASSERT_TRUE(agent);
  auto pid = static_cast<pid_t>(std::stol(ids(*process).at(0)));
  std::string path = folder->path();
  folder.reset();
  wait_for_the_end(*agent);
  EXPECT_FALSE(base::is_running(*agent));
  EXPECT_FALSE(base::is_running(pid));
  EXPECT_FALSE(base::exists(path)) << "and does not bring it back";
}

TEST(Pick, SaysWhichAndWhy) {
  TestFolder folder;
  auto process = pick("process", folder.path(), kNever);
  ASSERT_TRUE(process);
  EXPECT_EQ(process->runtime->name(), "process");
  EXPECT_NE(process->why.find("without a container"), std::string::npos) << process->why;
  auto odd = pick("docker", folder.path(), kNever);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().kind, base::ErrorKind::invalid);
  auto any = pick("", folder.path(), kNever);
  ASSERT_TRUE(any) << any.error().message;
  EXPECT_TRUE(any->why.starts_with(any->runtime->name())) << any->why;
}

}  // namespace
}  // namespace runtime
