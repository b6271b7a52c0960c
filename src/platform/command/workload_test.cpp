// How instances are run, from the file to the runtime, against a world in memory.
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::HasSubstr;
using testing::Not;

class WorkloadTest : public DeploymentTest {
 protected:
  std::string deploy(const std::string& services) {
    read(file(services));
    return up();
  }
  // The one whose name ends so.
  const runtime::ServiceSpec& service(const std::string& name) {
    for (const auto& [key, each] : world_.services) {
      if (key.ends_with("/" + name)) return each;
    }
    ADD_FAILURE() << "there is no " << name;
    return world_.services.begin()->second;
  }
};

TEST_F(WorkloadTest, ReachesTheRuntimeAndReplacesWhatRunsWhenItChanges) {
  EXPECT_THAT(deploy("app: { image: x, memory: 128MB }"), HasSubstr("1 instance, 128 MiB each"));
  EXPECT_THAT(deploy("app: { image: x, memory: 128MB, cpu: 500m, ports: [8080] }"),
              HasSubstr("1 instance, 128 MiB and 0.5 CPU each, podman; replaces what runs"));
  EXPECT_EQ(service("app").workload.cpu_milli, 500);
  EXPECT_EQ(service("app").workload.ports.at(0).number, 8080);
  EXPECT_THAT(up(false), Not(HasSubstr("replaces")));
  deploy("app: { image: x, settings: { deployment.termination_grace_period_seconds: 7 } }");
  EXPECT_EQ(files_.load_environments()->at(0).services.at(0).stop_grace_s, 7);
}

TEST_F(WorkloadTest, ServicesWithPortsAreKnownToTheOthersByTheirHost) {
  deploy(
      "my-db: { type: database, image: x, ports: [5432] }, quiet: { image: x }, "
      "app: { image: x, variables: { DB: { alias: QOVERY_DATABASE_MY_DB_HOST_INTERNAL } } }");
  std::string host = "my-db." + service("app").namespace_name;
  const auto& environment = service("app").environment;
  EXPECT_EQ(environment.at("DB"), host);
  EXPECT_EQ(environment.at("QOVERY_SERVICE_TYPE"), "CONTAINER");
  EXPECT_EQ(service("my-db").environment.at("QOVERY_SERVICE_TYPE"), "DATABASE");
  int by_id = 0;
  for (const auto& [name, value] : environment) {
    if (name.starts_with("QOVERY_DATABASE_Z") && name.ends_with("_HOST_INTERNAL") && value == host) ++by_id;
    EXPECT_THAT(name, Not(HasSubstr("QUIET"))) << "it has no ports";
  }
  EXPECT_EQ(by_id, 1);
}

TEST_F(WorkloadTest, FilesReachTheRuntimeAndReplaceWhatRunsWhenTheyChange) {
  deploy("app: { image: x, variables: { CONFIG: { file: /etc/app.yaml, value: one } } }");
  EXPECT_EQ(service("app").environment.at("CONFIG"), "/etc/app.yaml");
  EXPECT_EQ(service("app").files.at("/etc/app.yaml"), "one");
  EXPECT_THAT(deploy("app: { image: x, variables: { CONFIG: { file: /etc/app.yaml, value: two } } }"),
              HasSubstr("replaces what runs"));
  EXPECT_EQ(service("app").files.at("/etc/app.yaml"), "two");
}

TEST_F(WorkloadTest, LabelsTellWhoseItIs) {
  deploy("My App: { image: x }");
  const runtime::ServiceSpec& app = service("my-app");
  std::string environment = files_.load_environments()->at(0).id;
  EXPECT_EQ(app.labels.at("envId"), app.namespace_name.substr(0, 9));
  EXPECT_EQ(app.labels.at("qovery.com/environment-id"), environment);
  EXPECT_EQ(app.labels.at("qovery.com/service-type"), "CONTAINER");
  EXPECT_THAT(app.labels.at("qovery.com/service-id"), testing::MatchesRegex("z[0-9a-f]{8}"));
  EXPECT_EQ(app.labels.at("slipway.io/project"), "tutorial");
  EXPECT_EQ(app.labels.at("slipway.io/service"), "my-app");
}

TEST_F(WorkloadTest, AHostThatNoServiceHasIsRefusedBeforeAnythingIsMade) {
  std::string error = deploy(
      "db: { image: x }, app: { image: x, variables: { DB: { alias: QOVERY_CONTAINER_DB_HOST_INTERNAL } } }");
  EXPECT_THAT(error, HasSubstr("`DB` is an alias of `QOVERY_CONTAINER_DB_HOST_INTERNAL`, and no service"));
  EXPECT_TRUE(world_.services.empty());
}

}  // namespace
}  // namespace platform
