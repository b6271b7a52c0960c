#include "runtime/kubernetes/pods.h"

#include <gmock/gmock.h>

#include "kube/object.h"
#include "runtime/kubernetes/objects.h"

namespace runtime {
namespace {

using ::testing::HasSubstr;

json::Value parse(const std::string& text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : json::Value();
}

// A pod of the service `app` whose container's status is as given.
json::Value pod(const std::string& container, const std::string& conditions = "",
                const std::string& metadata = R"("creationTimestamp":"2026-11-22T06:00:00Z")") {
  return parse(
      R"({"kind":"Pod","metadata":{"name":"app-1","namespace":"z1","labels":{"slipway.io/runs":"app"},
      "annotations":{"slipway.io/fingerprint":"f"},)" +
      metadata + R"(},"status":{"startTime":"2026-11-22T06:00:01Z","conditions":[)" + conditions +
      R"(],"containerStatuses":[{"name":"app","image":"debian:12",)" + container + "}]}}");
}

TEST(KubernetesPods, AreInstances) {
  Instance runs = instances_of({pod(R"("state":{"running":{}})")}).at(0);
  EXPECT_EQ(runs.state, InstanceState::running);
  EXPECT_EQ(runs.id, "app-1");
  EXPECT_EQ(runs.namespace_name, "z1");
  EXPECT_EQ(runs.service, "app");
  EXPECT_EQ(runs.fingerprint, "f");
  EXPECT_EQ(runs.reason, "");
  EXPECT_FALSE(runs.is_ready);
  EXPECT_TRUE(
      instances_of({pod(R"("state":{"running":{}})", R"({"type":"Ready","status":"True"})")}).at(0).is_ready);
  EXPECT_EQ(base::iso8601(runs.started), "2026-11-22T06:00:01Z");

  Instance again = instances_of({pod(R"("restartCount":1,"state":{"running":{}},
      "lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}})")})
                       .at(0);
  EXPECT_EQ(again.state, InstanceState::running);
  EXPECT_EQ(again.reason, "out of memory");

  Instance waits = instances_of({pod(R"("state":{"waiting":{"reason":"ContainerCreating"}})")}).at(0);
  EXPECT_EQ(waits.state, InstanceState::starting);
  EXPECT_EQ(waits.reason, "");

  Instance unpulled =
      instances_of({pod(R"("state":{"waiting":{"reason":"ImagePullBackOff","message":"no host"}})")}).at(0);
  EXPECT_EQ(unpulled.state, InstanceState::starting);
  EXPECT_EQ(unpulled.reason, "the image `debian:12` cannot be pulled: no host");

  Instance loops = instances_of({pod(R"("restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
      "lastState":{"terminated":{"exitCode":3,"reason":"Error"}})")})
                       .at(0);
  EXPECT_EQ(loops.state, InstanceState::exited);
  EXPECT_EQ(loops.exit_code, 3);
  EXPECT_EQ(loops.reason, "exit code 3");
}

TEST(KubernetesPods, AreNumberedByAgeWithoutThoseThatEnd) {
  auto created = [](const std::string& at, const std::string& more = "") {
    return pod(R"("state":{"running":{}})", "", R"("creationTimestamp":")" + at + "\"" + more);
  };
  auto all = instances_of({created("2026-11-22T06:00:09Z"),
                           created("2026-11-22T05:00:00Z", R"(,"deletionTimestamp":"2026-11-22T06:01:00Z")"),
                           created("2026-11-22T06:00:02Z")});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].index, 0);
  EXPECT_EQ(all[1].index, 1);
}

TEST(KubernetesPods, TellTheirStage) {
  EXPECT_EQ(stage_of(pod(R"("state":{})"), "app"), "waiting for a node");
  std::string scheduled = R"({"type":"PodScheduled","status":"True"})";
  EXPECT_EQ(stage_of(pod(R"("state":{"waiting":{"reason":"ContainerCreating"}})", scheduled), "app"),
            "creating its container");
  EXPECT_EQ(stage_of(pod(R"("state":{"waiting":{"reason":"ErrImagePull"}})", scheduled), "app"),
            "ErrImagePull");
  EXPECT_EQ(stage_of(pod(R"("state":{"terminated":{"exitCode":1}})", scheduled), "app"),
            "ended: exit code 1");
  EXPECT_EQ(
      stage_of(pod(R"("state":{"running":{}})", scheduled + R"(,{"type":"Ready","status":"True"})"), "app"),
      "running");
}

using Heals = Trouble::Heals;

struct Row {
  const char* container;
  const char* condition;
  const char* why;
  const char* remedy;
  Heals heals;
};

TEST(KubernetesPods, TellTheirTrouble) {
  for (
      const Row& row : {
          Row{R"("state":{"waiting":{"reason":"ErrImagePull","message":"not found"}})", "",
              "the image `debian:12` cannot be pulled: not found", "registry", Heals::perhaps},
          Row{R"("state":{"waiting":{"reason":"ImagePullBackOff","message":"Back-off"}})", "",
              "the image `debian:12` cannot be pulled", "registry", Heals::never},
          Row{R"("state":{"waiting":{"reason":"CreateContainerConfigError","message":"secret \"app\" not found"}})",
              "", "cannot be made: secret", "", Heals::soon},
          Row{R"("restartCount":0,"state":{"terminated":{"exitCode":3}})", "", "exit code 3", "",
              Heals::perhaps},
          Row{R"("restartCount":1,"state":{"terminated":{"exitCode":3}})", "", "exit code 3", "",
              Heals::never},
          Row{R"("restartCount":1,"state":{"running":{}},"lastState":{"terminated":{"exitCode":3}})", "",
              "exit code 3", "", Heals::perhaps},
          Row{R"("restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
                  "lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}})",
              "", "out of memory", "more memory", Heals::never},
          Row{R"("restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
                  "lastState":{"terminated":{"exitCode":128,"reason":"StartError","message":"no such program"}})",
              "", "could not start: no such program", "is the command right", Heals::never},
          Row{R"("state":{})",
              R"({"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes are available"})",
              "no node takes it: 0/1 nodes", "less memory", Heals::perhaps},
      }) {
    auto trouble = trouble_of(pod(row.container, row.condition), "app");
    ASSERT_TRUE(trouble) << row.why;
    EXPECT_THAT(trouble->why, HasSubstr(row.why));
    EXPECT_THAT(trouble->remedy, HasSubstr(row.remedy));
    EXPECT_EQ(trouble->heals, row.heals) << row.container;
  }
  EXPECT_FALSE(trouble_of(pod(R"("state":{"running":{}})"), "app"));
  EXPECT_FALSE(trouble_of(pod(R"("state":{"waiting":{"reason":"ContainerCreating"}})"), "app"));
}

TEST(KubernetesPods, WhyTheyAreNotMade) {
  auto deployment = [](const std::string& message) {
    json::Object failure{{"type", "ReplicaFailure"}, {"status", "True"}, {"message", message}};
    json::Object status{{"conditions", json::Array{json::Value(std::move(failure))}}};
    return json::Value(json::Object{{"status", std::move(status)}});
  };
  EXPECT_FALSE(
      creation_trouble(parse(R"({"status":{"conditions":[{"type":"Progressing","status":"True"}]}})")));
  EXPECT_THAT(creation_trouble(deployment("pods is forbidden: exceeded quota: q"))->why,
              HasSubstr("quota does not"));
  EXPECT_THAT(
      creation_trouble(deployment("error looking up service account z1/a: serviceaccount \"a\" not found"))
          ->remedy,
      HasSubstr("make the service account before"));
  EXPECT_THAT(creation_trouble(deployment("failed calling webhook \"pods\": refused"))->why,
              HasSubstr("webhook"));
  EXPECT_THAT(creation_trouble(deployment("something else"))->why, HasSubstr("something else"));
}

TEST(KubernetesObjects, SecretsAreInTheSecretOnly) {
  ServiceSpec service;
  service.namespace_name = "z1";
  service.name = "app";
  service.image = "debian:12";
  service.environment = {{"PASSWORD", "s3cret"}};
  service.entrypoint = {"sh"};
  service.command = {"-c", "sleep 1"};
  service.service_account = "reader";
  std::string deployment = json::dump(deployment_object(service));
  EXPECT_THAT(deployment, testing::Not(HasSubstr("s3cret")));
  EXPECT_THAT(deployment, HasSubstr(R"("serviceAccountName":"reader")"));
  EXPECT_THAT(deployment, HasSubstr(R"("command":["sh"],"args":["-c","sleep 1"])"));
  EXPECT_THAT(deployment, HasSubstr(R"("automountServiceAccountToken":false)"));
  EXPECT_EQ(kube::text_at(secret_objects(service).at(0), {"data", "PASSWORD"}), "czNjcmV0");
  EXPECT_TRUE(is_ours(secret_objects(service).at(0)));
  EXPECT_FALSE(is_ours(parse(R"({"metadata":{"labels":{"app.kubernetes.io/managed-by":"Helm"}}})")));
}

}  // namespace
}  // namespace runtime
