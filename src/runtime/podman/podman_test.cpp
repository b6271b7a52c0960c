// What is said to podman and what it answers, without a podman.
#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/podman/containers.h"
#include "runtime/podman/exec.h"
#include "runtime/podman/run.h"

namespace runtime {
namespace {

ServiceSpec service() {
  return {.namespace_name = "z1-test",
          .name = "app",
          .image = "slipway/aws-cli",
          .command = {"sleep", "1"},
          .instances = 1,
          .memory_bytes = 128 << 20,
          .environment = {{"PLAIN", "hidden-1"}, {"LINES", "hidden\n2"}},
          .token_folder = "/state/token-files/app",
          .fingerprint = "f"};
}

bool has(const Change& change, const std::string& flag, const std::string& value) {
  for (size_t i = 0; i + 1 < change.arguments.size(); ++i) {
    if (change.arguments[i] == flag && change.arguments[i + 1] == value) return true;
  }
  return false;
}

TEST(Podman, NoValueIsOnTheCommandLine) {
  Change change = podman_run(service(), {}, "/state").value();
  for (const std::string& argument : change.arguments) {
    EXPECT_EQ(argument.find("hidden"), std::string::npos) << argument;
  }
  EXPECT_EQ(change.input, "PLAIN=hidden-1\n");
  EXPECT_EQ(change.environment.at("LINES"), "hidden\n2");
  EXPECT_TRUE(has(change, "--env", "LINES"));
}

TEST(Podman, LimitsNetworkTokenAndOwner) {
  Change change = podman_run(service(), {.index = 2, .replace = true}, "/state").value();
  EXPECT_TRUE(has(change, "--name", "slipway-z1-test-app-2"));
  EXPECT_TRUE(has(change, "--memory", "134217728"));
  EXPECT_TRUE(has(change, "--memory-swap", "134217728")) << "no swap beside it";
  EXPECT_TRUE(has(change, "--network", "slipway"));
  EXPECT_TRUE(has(change, "--security-opt", "no-new-privileges"));
  EXPECT_TRUE(has(change, "--cap-drop", "all"));
  EXPECT_TRUE(has(change, "--label", "slipway.state=/state"));
  EXPECT_TRUE(has(change, "--mount",
                  "type=bind,source=/state/token-files/app,"
                  "target=/var/run/secrets/eks.amazonaws.com/serviceaccount,readonly"));
  EXPECT_TRUE(std::count(change.arguments.begin(), change.arguments.end(), "--replace"));
  std::vector<std::string> end(change.arguments.end() - 3, change.arguments.end());
  EXPECT_EQ(end, (std::vector<std::string>{"localhost/slipway/aws-cli", "sleep", "1"}));
}

TEST(Podman, CpuAndAReadOnlyRoot) {
  ServiceSpec limited = service();
  limited.workload.cpu_milli = 250;
  limited.workload.has_read_only_root = true;
  Change change = podman_run(limited, {}, "/state").value();
  EXPECT_TRUE(has(change, "--cpus", "0.25"));
  EXPECT_TRUE(has(change, "--read-only", "--read-only-tmpfs=false"));
  change = podman_run(service(), {}, "/state").value();
  EXPECT_EQ(std::count(change.arguments.begin(), change.arguments.end(), "--cpus"), 0);
  EXPECT_EQ(std::count(change.arguments.begin(), change.arguments.end(), "--read-only"), 0);
}

TEST(Podman, AFolderThatCannotBeMountedIsRefused) {
  ServiceSpec odd = service();
  odd.token_folder = "/state/a,destination=/etc";
  EXPECT_FALSE(podman_run(odd, {}, "/state"));
}

TEST(Podman, NamesOfImages) {
  EXPECT_EQ(full_image_name("slipway/aws-cli"), "localhost/slipway/aws-cli");
  EXPECT_EQ(full_image_name("debian:12"), "docker.io/library/debian:12");
  EXPECT_EQ(full_image_name("grafana/grafana"), "docker.io/grafana/grafana");
  EXPECT_EQ(full_image_name("public.ecr.aws/docker/library/debian"), "public.ecr.aws/docker/library/debian");
  EXPECT_EQ(full_image_name("registry:5000/a"), "registry:5000/a");
  EXPECT_EQ(full_image_name("localhost/a"), "localhost/a");
}

TEST(Podman, RuncsOwnMistakesAreTold) {
  EXPECT_EQ(runc_mistake(""), "");
  EXPECT_EQ(runc_mistake(R"({"level":"warning","msg":"slow"})"), "");
  EXPECT_EQ(
      runc_mistake("{\"level\":\"info\"}\nnot json\n{\"level\":\"error\",\"msg\":\"exec failed: x\"}\n"),
      "exec failed: x");
}

TEST(Podman, ContainersOfOthersAreNotOurs) {
  auto parsed = parse_containers(R"([
    {"Id": "1", "State": "exited", "ExitCode": 137, "StartedAt": 1795304282, "Labels": {"slipway": "1",
     "slipway.namespace": "z1-test", "slipway.service": "app", "slipway.index": "1", "slipway.fingerprint": "f",
     "slipway.memory": "134217728", "slipway.state": "/state"}},
    {"Id": "2", "State": "created", "StartedAt": -62135596800, "Labels": {"slipway": "1",
     "slipway.namespace": "z1-test", "slipway.service": "app", "slipway.index": "0", "slipway.state": "/state"}},
    {"Id": "3", "State": "running", "Labels": {"slipway": "1"}},
    {"Id": "4", "State": "running", "Labels": null}])");
  ASSERT_TRUE(parsed) << parsed.error().message;
  ASSERT_EQ(parsed->size(), 2u);
  EXPECT_EQ(parsed->at(0).instance.state, InstanceState::starting);
  const Container& ended = parsed->at(1);
  EXPECT_EQ(ended.name, "slipway-z1-test-app-1");
  EXPECT_EQ(ended.state_dir, "/state");
  EXPECT_EQ(ended.instance.state, InstanceState::exited);
  EXPECT_EQ(ended.instance.reason,
            "killed, in all likelihood out of memory: its limit is 128 MiB (exit code 137)");
  EXPECT_TRUE(parse_containers("")->empty());
  EXPECT_FALSE(parse_containers("[{"));
}

}  // namespace
}  // namespace runtime
