// The conformance suite's processes, with a real agent: this very program, started as `agent --state-dir DIR`.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "base/deadline.h"
#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "runtime/process/agent.h"
#include "runtime/testing/conformance.h"

namespace runtime {
namespace {

class ProcessWorld final : public World {
 public:
  ProcessWorld() {
    char folder[] = "/tmp/slipway-test-process.XXXXXX";
    EXPECT_TRUE(::mkdtemp(folder));
    state_dir_ = folder;
    base::SystemRandom random;
    namespace_ = "z" + random.hex(8) + "-test";
    runtime_ = make_process(state_dir_);
  }
  ~ProcessWorld() override {
    wait_for_the_agents_end();
    EXPECT_TRUE(base::remove_all(state_dir_));
  }

  Runtime& runtime() override { return *runtime_; }
  const std::string& state_dir() const override { return state_dir_; }
  const std::string& namespace_name() const override { return namespace_; }
  std::string image() override { return "not-used"; }
  std::string process_inside(const Instance& instance) override { return instance.id; }
  void forget_file(const std::string& path) override { EXPECT_TRUE(base::remove_all(path)); }

  std::vector<std::string> left_behind() override {
    wait_for_the_agents_end();
    std::vector<std::string> left;
    std::error_code error;
    for (const auto& process : std::filesystem::directory_iterator("/proc", error)) {
      auto environment = base::read_file(process.path().string() + "/environ");
      if (environment && environment->find(state_dir_) != std::string::npos) left.push_back(process.path());
    }
    for (const auto& group : std::filesystem::recursive_directory_iterator("/sys/fs/cgroup", error)) {
      if (group.path().filename().string().find(namespace_) != std::string::npos)
        left.push_back(group.path());
    }
    for (const char* folder : {"services", "instances", "jobs", "logs", "home", "files", "outputs", "tokens",
                               "token-files/app/token"}) {
      if (base::exists(state_dir_ + "/" + folder)) left.emplace_back(folder);
    }
    return left;
  }

 private:
  void wait_for_the_agents_end() {
    auto patience = base::Deadline::in(std::chrono::seconds(10));
    while (find_agent(state_dir_) && !patience.passed()) patience.pause(std::chrono::milliseconds(5));
    EXPECT_FALSE(find_agent(state_dir_)) << "the agent ends when nothing is left to do";
  }

  std::string state_dir_;
  std::string namespace_;
  std::unique_ptr<Runtime> runtime_;
};

}  // namespace

std::unique_ptr<World> make_process_world() {
  return std::make_unique<ProcessWorld>();
}

}  // namespace runtime

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc == 4 && std::string(argv[1]) == "agent") {
    base::SystemClock clock;
    auto no_tokens = [](const runtime::DesiredToken&) -> base::Result<std::string> {
      return base::fail(base::ErrorKind::unavailable, "there is no cluster");
    };
    return runtime::run_agent({argv[3], no_tokens, &clock}, {}) ? 0 : 1;
  }
  return RUN_ALL_TESTS();
}
