// What only the Kubernetes runtime can meet: reasons of a cluster why a service does not run.
#include "runtime/kubernetes/kubernetes.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <set>

#include "kube/client.h"
#include "kube/kubeconfig.h"
#include "kube/object.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/testing/conformance.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using std::chrono::seconds;
using ::testing::HasSubstr;

const base::SystemClock kClock;

class KubernetesTest : public testing::Test {
 protected:
  void SetUp() override {
    world_ = make_kubernetes_world();
    auto usable = world_->runtime().check(soon());
    if (!usable) GTEST_SKIP() << "not run here: " << usable.error().message;
    client_.emplace(*kube::Kubeconfig::load({::getenv("SLIPWAY_TEST_KUBECONFIG")})->access("", kClock),
                    kClock);
    service_ = sleeping_service(*world_);
  }
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_TRUE(world_->runtime().remove(service_.namespace_name, "app", soon()));
  }

  static Deadline soon() { return Deadline::in(seconds(60)); }
  base::Status apply(Deadline deadline = soon()) {
    return world_->runtime().apply(
        service_, [this](const std::string& line) { steps_ += line + "\n"; }, deadline);
  }
  base::Error refused(Deadline deadline = soon()) {
    auto applied = apply(std::move(deadline));
    EXPECT_FALSE(applied);
    return applied ? base::Error() : applied.error();
  }
  void create(const std::string& text) {
    json::Value object = *json::parse(text);
    kube::Target target = kube::target_of(object);
    target.namespace_name = service_.namespace_name;
    auto made = client_->create(target, object, soon());
    ASSERT_TRUE(made) << made.error().message;
  }

  std::unique_ptr<World> world_;
  std::optional<kube::Client> client_;
  ServiceSpec service_;
  std::string steps_;
};

TEST_F(KubernetesTest, AnImageThatIsNotThere) {
  service_.image = "localhost:1/nonexistent:1";
  base::Error error = refused();
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_THAT(error.message, HasSubstr("the image `localhost:1/nonexistent:1` cannot be pulled"));
  EXPECT_THAT(error.hint, HasSubstr("does the image exist"));
}

TEST_F(KubernetesTest, NoNodeThatIsLargeEnough) {
  service_.memory_bytes = 1LL << 50;
  base::Error error = refused(Deadline::in(seconds(5)));
  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_THAT(error.message, HasSubstr("did not get ready in time: no node takes it: 0/1 nodes"));
  EXPECT_THAT(steps_, HasSubstr("no node takes it"));
  auto all = world_->runtime().list(service_.namespace_name, soon());
  ASSERT_TRUE(all && all->size() == 1);
  EXPECT_THAT(all->at(0).reason, HasSubstr("no node takes it: 0/1 nodes"));
}

TEST_F(KubernetesTest, AServiceAccountThatIsNotThere) {
  service_.service_account = "nobody";
  base::Error error = refused();
  EXPECT_THAT(error.message, HasSubstr("its service account is not there"));
  EXPECT_THAT(error.message, HasSubstr("nobody"));
}

TEST_F(KubernetesTest, AQuotaThatIsExceeded) {
  create(
      R"({"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"q"},"spec":{"hard":{"pods":"0"}}})");
  base::Error error = refused();
  EXPECT_THAT(error.message, HasSubstr("the namespace's quota does not allow it"));
}

TEST_F(KubernetesTest, ForeignObjectsAreNotTouched) {
  create(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"app"},"data":{"THEIRS":"eA=="}})");
  base::Error error = refused();
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_THAT(error.message, HasSubstr("Secret `app` in namespace"));
  EXPECT_TRUE(world_->runtime().remove(service_.namespace_name, "app", soon()));
  auto secret = client_->find(secret_target(service_.namespace_name, "app"), soon());
  ASSERT_TRUE(secret && *secret);
  EXPECT_EQ(kube::text_at(**secret, {"data", "THEIRS"}), "eA==");
}

TEST_F(KubernetesTest, WhatOthersChangedIsSetRight) {
  ASSERT_TRUE(apply());
  auto scaled = client_->patch(deployment_target(service_.namespace_name, "app"), kube::PatchType::merge,
                               *json::parse(R"({"spec":{"replicas":3}})"), soon());
  ASSERT_TRUE(scaled) << scaled.error().message;
  ASSERT_TRUE(apply());
  auto all = world_->runtime().list(service_.namespace_name, soon());
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 1u);
}

// A server of the image's own, which answers 404 for what it has not.
void serve(ServiceSpec& service) {
  service.command = {"python3", "-m", "http.server", "8080", "--directory", "/tmp"};
  service.memory_bytes = 64 << 20;
  service.workload.ports = {{"http", 8080, false}};
}

TEST_F(KubernetesTest, PortsAreReachedThroughAServiceWhileThereAreAny) {
  serve(service_);
  service_.workload.readiness = Probe{.kind = Probe::Kind::http, .port = 8080, .period_s = 1};
  ASSERT_TRUE(apply());
  kube::Target endpoints{"v1", "Endpoints", service_.namespace_name, "app"};
  auto found = client_->find(endpoints, soon());
  ASSERT_TRUE(found && *found);
  const json::Array& subsets = kube::array_at(**found, {"subsets"});
  ASSERT_EQ(subsets.size(), 1u) << json::dump(**found);
  EXPECT_EQ(kube::array_at(subsets[0], {"addresses"}).size(), 1u);
  EXPECT_EQ(kube::int_at(kube::array_at(subsets[0], {"ports"}).at(0), {"port"}), 8080);

  service_.workload.ports.clear();
  service_.fingerprint = "two";
  ASSERT_TRUE(apply());
  auto service = client_->find(service_target(service_.namespace_name, "app"), soon());
  ASSERT_TRUE(service);
  EXPECT_FALSE(*service) << "without ports it goes";
}

TEST_F(KubernetesTest, AForeignServiceIsNotTakenOver) {
  create(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"app"},"spec":{"ports":[{"port":1}]}})");
  ASSERT_TRUE(apply()) << "without ports there is nothing in the way";
  service_.workload.ports = {{"http", 8080, false}};
  EXPECT_THAT(refused().message, HasSubstr("Service `app` in namespace"));
  ASSERT_TRUE(world_->runtime().remove(service_.namespace_name, "app", soon()));
  auto service = client_->find(service_target(service_.namespace_name, "app"), soon());
  EXPECT_TRUE(service && *service) << "theirs stays";
}

TEST_F(KubernetesTest, AReadinessProbeThatFailsIsTheReason) {
  serve(service_);
  service_.workload.readiness =
      Probe{.kind = Probe::Kind::http, .port = 8080, .path = "/absent", .period_s = 1};
  base::Error error = refused(Deadline::in(seconds(8)));
  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_THAT(
      error.message,
      HasSubstr("did not get ready in time: readiness probe failed: HTTP probe failed with statuscode: 404"));
  EXPECT_THAT(error.hint, HasSubstr("`readiness`"));
  EXPECT_THAT(steps_, HasSubstr("running, and not ready yet"));
  auto all = world_->runtime().list(service_.namespace_name, soon());
  ASSERT_TRUE(all && all->size() == 1);
  EXPECT_EQ(all->at(0).state, InstanceState::running);
  EXPECT_FALSE(all->at(0).is_ready);
  EXPECT_THAT(all->at(0).reason, HasSubstr("readiness probe failed: HTTP probe failed with statuscode: 404"));
}

TEST_F(KubernetesTest, ALivenessProbeThatFailsIsTheReason) {
  serve(service_);
  service_.workload.liveness =
      Probe{.kind = Probe::Kind::tcp, .port = 9090, .period_s = 1, .failure_threshold = 1};
  service_.workload.readiness = Probe{.kind = Probe::Kind::exec, .command = {"false"}, .period_s = 1};
  base::Error error = refused();
  EXPECT_THAT(error.message, HasSubstr("liveness probe failed: dial tcp"));
  EXPECT_THAT(error.hint, HasSubstr("`liveness`"));
}

TEST_F(KubernetesTest, AJobWhoseOutputsAreLostHasFailed) {
  JobRun run;
  run.service = service_;
  run.log_file = world_->state_dir() + "/app.log";
  // What keeps the outputs takes them for read, and ends.
  run.service.command = {
      "sh", "-c", "cd $SLIPWAY_OUTPUT_FOLDER; echo {} > qovery-output.json; : > .slipway-has-read; sleep 3"};
  run.max_restarts = 3;
  auto end = world_->runtime().run_job(run, soon());
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_THAT(end->reason, HasSubstr("its outputs, if it left any, could not be read"));
  EXPECT_EQ(end->notice, "");
}

TEST_F(KubernetesTest, ASchedule) {
  Cron& cron = *world_->runtime().cron();
  CronJob job{
      .service = service_, .schedule = "0 0 1 1 *", .timezone = "Europe/Paris", .concurrency = "Replace"};
  job.max_restarts = 2;
  ASSERT_TRUE(cron.put(job, soon()));
  ASSERT_TRUE(cron.put(job, soon()));
  auto facts = cron.find(service_.namespace_name, "app", soon());
  ASSERT_TRUE(facts && *facts);
  EXPECT_EQ((*facts)->fingerprint, service_.fingerprint);
  EXPECT_EQ((*facts)->running, 0);
  EXPECT_FALSE((*facts)->last_run);
  auto made = client_->find(cron_job_target(service_.namespace_name, "app"), soon());
  ASSERT_TRUE(made && *made);
  EXPECT_EQ(kube::text_at(**made, {"spec", "timeZone"}), "Europe/Paris");
  EXPECT_EQ(kube::text_at(**made, {"spec", "concurrencyPolicy"}), "Replace");
  EXPECT_EQ(kube::int_at(**made, {"spec", "jobTemplate", "spec", "backoffLimit"}), 2);

  job.timezone = "Mars/Olympus";
  auto refused = cron.put(job, soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  EXPECT_THAT(refused.error().message, HasSubstr("Mars/Olympus"));
  ASSERT_TRUE(world_->runtime().remove(service_.namespace_name, "app", soon()));
  EXPECT_THAT(world_->left_behind(), ::testing::IsEmpty());
  facts = cron.find(service_.namespace_name, "app", soon());
  EXPECT_TRUE(facts && !*facts);
}

TEST_F(KubernetesTest, SecretsOfFilesThatAreGoneGoWithTheUpdate) {
  auto secrets = [&] {
    auto list = client_->list(secret_target(service_.namespace_name, ""), {}, soon());
    std::set<std::string> names;
    for (const json::Value& secret : list ? list->items : json::Array()) names.insert(kube::name_of(secret));
    return names;
  };
  create(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"app-file-theirs"}})");
  service_.files = {{"/etc/a", "a"}, {"/etc/b", "b"}};
  ASSERT_TRUE(apply());
  EXPECT_EQ(secrets().size(), 4u);
  service_.files.erase("/etc/b");
  service_.fingerprint = "two";
  ASSERT_TRUE(apply());
  EXPECT_EQ(secrets().size(), 3u);
  EXPECT_TRUE(world_->runtime().remove(service_.namespace_name, "app", soon()));
  EXPECT_EQ(secrets(), std::set<std::string>{"app-file-theirs"});
}

TEST_F(KubernetesTest, ANamespaceThatIsNotThere) {
  service_.namespace_name = "znowhere";
  base::Error error = refused();
  EXPECT_EQ(error.kind, ErrorKind::not_found);
  EXPECT_THAT(error.message, HasSubstr("namespaces \"znowhere\" not found"));
}

}  // namespace
}  // namespace runtime
