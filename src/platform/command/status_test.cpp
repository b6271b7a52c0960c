// What `slipway status` says of instances that are not as they should be, and where nobody can be asked.
#include "platform/command/status.h"

#include "platform/command/open_environment.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using runtime::Instance;
using runtime::InstanceState;
using testing::HasSubstr;

class StatusTest : public DeploymentTest {
 protected:
  std::string status() {
    auto read = read_status(platform());
    EXPECT_TRUE(read);
    return read ? render(*read, clock_.now()) : "";
  }
  // With the one instance as it is told to be.
  std::string status_with(const std::function<void(Instance&)>& change) {
    world_.on_list = [&](std::vector<Instance>& all) -> base::Status {
      for (Instance& each : all) change(each);
      return {};
    };
    std::string text = status();
    world_.on_list = {};
    return text;
  }
  void nobody_answers() {
    world_.on_list = [](std::vector<Instance>&) {
      return base::fail(base::ErrorKind::unavailable, "no Kubernetes runs behind cluster `dev`");
    };
  }
};

TEST_F(StatusTest, OfInstances) {
  read(file("app: { image: x }"));
  up();
  EXPECT_THAT(status(), HasSubstr("instances  1 of 1 running, podman\n"));
  EXPECT_THAT(status_with([](Instance& each) {
                each.is_ready = false;
                each.reason = "readiness probe failed: 404";
              }),
              HasSubstr("instances  1 of 1 running, 0 ready, podman: readiness probe failed: 404\n"));
  EXPECT_THAT(status_with([](Instance& each) { each.is_ready = false; }),
              HasSubstr("1 of 1 running, 0 ready, podman: not ready yet\n"));
  EXPECT_THAT(status_with([](Instance& each) {
                each.state = InstanceState::starting;
                each.reason = "no node takes it";
              }),
              HasSubstr("0 of 1 running, podman: no node takes it\n"));
  nobody_answers();
  EXPECT_THAT(status(), HasSubstr("0 of 1 running, podman: no Kubernetes runs behind cluster `dev`\n"));
}

TEST_F(StatusTest, OfAJobIsHowItsLastRunWentThoughNobodyCanBeAsked) {
  read(file("setup: { type: lifecycle_job, image: x, on_start: {} }"));
  up();
  nobody_answers();
  EXPECT_THAT(status(), HasSubstr("job        start succeeded, podman\n"));
  world_.on_job = [](const runtime::JobRun&) { return runtime::JobEnd{3, "exit code 3", ""}; };
  Platform p = platform();
  auto opened = OpenEnvironment::open(files_.load_environments()->at(0), "slipway stop", p);
  ASSERT_TRUE(opened);
  EXPECT_FALSE((*opened)->run_job("setup", JobEvent::start));
  EXPECT_THAT(status(), HasSubstr("job        start failed: exit code 3, podman\n"));
}

TEST_F(StatusTest, OfAJobThatIsStartingIsThatItRuns) {
  read(file("setup: { type: lifecycle_job, image: x, on_start: {} }"));
  std::string meanwhile;
  world_.on_job = [&](const runtime::JobRun& run) {
    world_.on_list = [&](std::vector<Instance>& all) -> base::Status {
      Instance& instance = all.emplace_back();
      instance.service = run.service.name;
      return {};
    };
    meanwhile = status();
    return runtime::JobEnd{};
  };
  up();
  EXPECT_THAT(meanwhile, HasSubstr("job        runs, podman\n"));
}

TEST_F(StatusTest, OfWhatWasStopped) {
  read(file("app: { image: x }"));
  up();
  Platform p = platform();
  auto opened = OpenEnvironment::open(files_.load_environments()->at(0), "slipway stop", p);
  ASSERT_TRUE(opened && (*opened)->stop());
  EXPECT_THAT(status(), HasSubstr("instances  stopped, podman\n"));
}

}  // namespace
}  // namespace platform
