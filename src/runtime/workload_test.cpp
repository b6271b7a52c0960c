#include "runtime/workload.h"

#include <gmock/gmock.h>

#include "kube/object.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/kubernetes/probes.h"

namespace runtime {
namespace {

using testing::HasSubstr;
using testing::Not;

Probe http_probe() {
  Probe probe;
  probe.kind = Probe::Kind::http;
  probe.port = 8080;
  probe.path = "/healthz";
  probe.period_s = 2;
  return probe;
}

// Everything in it is not the default.
Workload full_workload() {
  Workload workload;
  workload.cpu_milli = 500;
  workload.ports = {{"http", 8080, false}, {"p53", 53, true}};
  workload.liveness = http_probe();
  workload.readiness = Probe{.kind = Probe::Kind::exec, .command = {"true"}, .initial_delay_s = 3};
  workload.update = {true, 10, 0};
  workload.stop_grace_s = 5;
  workload.mounts_service_account_token = true;
  workload.has_read_only_root = true;
  workload.post_start = {"echo", "hello"};
  workload.pre_stop = {"sleep", "1"};
  return workload;
}

ServiceSpec service_with(const Workload& workload) {
  ServiceSpec service;
  service.namespace_name = "z1";
  service.name = "app";
  service.image = "debian:12";
  service.workload = workload;
  return service;
}

TEST(Workload, IsTheSameAfterItsWayThroughAFile) {
  EXPECT_EQ(workload_from(to_json(full_workload())), full_workload());
  EXPECT_EQ(json::dump(to_json(Workload())), "{}") << "so that services without any keep their fingerprint";
  EXPECT_EQ(workload_from(json::Object()), Workload());
}

TEST(Workload, WhatKubernetesWouldRefuseIsRefusedBefore) {
  EXPECT_TRUE(check_workload("app", full_workload()));
  auto refused = [](const std::function<void(Workload&)>& change) {
    Workload workload = full_workload();
    change(workload);
    base::Status status = check_workload("app", workload);
    return status ? "nothing" : status.error().message;
  };
  EXPECT_THAT(refused([](auto& w) { w.ports[0].name = "443"; }),
              HasSubstr("`443` cannot be the name of a port"));
  EXPECT_THAT(refused([](auto& w) { w.ports[0].name = "a--b"; }), HasSubstr("`a--b`"));
  EXPECT_THAT(refused([](auto& w) { w.ports[0].number = 65536; }), HasSubstr("port 65536"));
  EXPECT_THAT(refused([](auto& w) { w.ports[1].name = "http"; }), HasSubstr("the name `http`"));
  EXPECT_THAT(refused([](auto& w) { w.ports[1] = {"again", 8080, false}; }), HasSubstr("port 8080 twice"));
  EXPECT_THAT(refused([](auto& w) { w.liveness->port = 0; }),
              HasSubstr("liveness probe of `app` asks port 0"));
  EXPECT_THAT(refused([](auto& w) { w.liveness->success_threshold = 2; }), HasSubstr("success threshold"));
  EXPECT_THAT(refused([](auto& w) { w.readiness->command = {}; }), HasSubstr("has no command"));
  EXPECT_THAT(refused([](auto& w) { w.update = {false, 0, 0}; }), HasSubstr("neither end an instance"));
}

TEST(Workload, IsInTheDeployment) {
  std::string deployment = json::dump(deployment_object(service_with(full_workload())));
  for (
      const char* part :
      {R"("resources":{"limits":{"memory":"536870912","cpu":"500m"},"requests":{"memory":"536870912","cpu":"500m"}})",
       R"("ports":[{"name":"http","containerPort":8080,"protocol":"TCP"},{"name":"p53","containerPort":53,"protocol":"UDP"}])",
       R"("livenessProbe":{"httpGet":{"port":8080,"path":"/healthz","scheme":"HTTP"},"initialDelaySeconds":0,"periodSeconds":2,"timeoutSeconds":1,"successThreshold":1,"failureThreshold":3})",
       R"("readinessProbe":{"exec":{"command":["true"]},"initialDelaySeconds":3,)",
       R"("strategy":{"type":"Recreate"})", R"("terminationGracePeriodSeconds":5)",
       R"("automountServiceAccountToken":true)", R"("readOnlyRootFilesystem":true)",
       R"("lifecycle":{"postStart":{"exec":{"command":["echo","hello"]}},"preStop":{"exec":{"command":["sleep","1"]}}})"})
    EXPECT_THAT(deployment, HasSubstr(part));

  Workload rolling;
  rolling.update = {false, 0, 50};
  EXPECT_THAT(json::dump(deployment_object(service_with(rolling))),
              HasSubstr(R"("rollingUpdate":{"maxSurge":"50%","maxUnavailable":"0%"})"));
}

TEST(Workload, OfAServiceThatAsksForNothing) {
  std::string deployment = json::dump(deployment_object(service_with({})));
  for (const char* part : {"\"cpu\"", "\"ports\"", "Probe", "securityContext", "lifecycle"})
    EXPECT_THAT(deployment, testing::Not(HasSubstr(part)));
  EXPECT_THAT(deployment, HasSubstr(R"("terminationGracePeriodSeconds":60)"));
  EXPECT_THAT(deployment, HasSubstr(R"("automountServiceAccountToken":false)"));
}

TEST(Workload, APortIsReachedByAServiceObject) {
  json::Value object = service_object(service_with(full_workload()));
  EXPECT_TRUE(is_ours(object));
  EXPECT_THAT(json::dump(object), HasSubstr(R"({"name":"p53","port":53,"targetPort":53,"protocol":"UDP"})"));
  EXPECT_THAT(json::dump(object), HasSubstr(R"("selector":{"app.kubernetes.io/managed-by":"slipway")"));
}

TEST(Workload, AFileIsASecretOfItsOwn) {
  ServiceSpec service = service_with({});
  service.files = {{"/etc/app/config.yaml", "s3cret"}};
  service.labels = {{"envId", "z1"}, {"slipway.io/runs", "not ours to choose"}};
  auto secrets = secret_objects(service);
  ASSERT_EQ(secrets.size(), 2u);
  EXPECT_TRUE(is_ours(secrets[1]));
  EXPECT_THAT(json::dump(secrets[1]), HasSubstr(R"("data":{"content":"czNjcmV0"})"));
  std::string deployment = json::dump(deployment_object(service));
  EXPECT_THAT(deployment, testing::Not(HasSubstr("s3cret")));
  EXPECT_THAT(deployment,
              HasSubstr(R"("mountPath":"/etc/app/config.yaml","subPath":"content","readOnly":true)"));
  EXPECT_THAT(deployment, HasSubstr(R"("secretName":")" + kube::name_of(secrets[1])));
  EXPECT_THAT(deployment, HasSubstr(R"("labels":{"envId":"z1","slipway.io/runs":"app",)"));
  EXPECT_THAT(
      deployment,
      HasSubstr(R"("matchLabels":{"app.kubernetes.io/managed-by":"slipway","slipway.io/runs":"app"})"));
  std::string job = json::dump(job_object({.service = service, .log_file = ""}));
  EXPECT_THAT(job, HasSubstr(R"({"name":"outputs","mountPath":"/qovery-output"})"));
  EXPECT_THAT(job, HasSubstr(R"("mountPath":"/etc/app/config.yaml")"));
}

TEST(Workload, AFileIsNoFolderOfAnother) {
  ServiceSpec service = service_with({});
  service.files = {{"/a", ""}, {"/a-b", ""}};
  EXPECT_TRUE(check_service(service));
  service.files["/a/c"] = "";  // `-` stands before `/`, so /a-b stands between the two
  auto checked = check_service(service);
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("`/a/c` of `app` cannot be below the file `/a`"));
}

TEST(Workload, PodsSayHowLongTheirTokensLiveWhereTheServiceAccountDoesNot) {
  constexpr const char* kLife = R"("eks.amazonaws.com/token-expiration":"3600")";
  JobRun run;
  run.service = service_with({});
  EXPECT_THAT(json::dump(deployment_object(run.service)), Not(HasSubstr("token-expiration")));
  run.service.token_life_s = 3600;
  EXPECT_THAT(json::dump(deployment_object(run.service)), HasSubstr(kLife));
  EXPECT_THAT(json::dump(job_object(run)), HasSubstr(kLife));
  CronJob cron;
  cron.service = run.service;
  EXPECT_THAT(json::dump(cron_job_object(cron)), HasSubstr(kLife));
}

TEST(Workload, AJobOfAServiceAccountTalksToTheApi) {
  JobRun run;
  run.service = service_with({});
  EXPECT_THAT(json::dump(job_object(run)), HasSubstr(R"("automountServiceAccountToken":false)"));
  run.service.service_account = "deployer";
  EXPECT_THAT(json::dump(job_object(run)), HasSubstr(R"("automountServiceAccountToken":true)"));
  run.service.service_account.clear();
  run.service.workload.mounts_service_account_token = true;
  EXPECT_THAT(json::dump(job_object(run)), HasSubstr(R"("automountServiceAccountToken":true)"));
}

TEST(Workload, WhatARuntimeDoesNotHeedIsSaid) {
  EXPECT_EQ(unheeded_words({}, false), "");
  EXPECT_EQ(unheeded_words(full_workload(), true),
            "`liveness`, `readiness`, `deployment.lifecycle.post_start_exec_command`, "
            "`deployment.lifecycle.pre_stop_exec_command`");
  EXPECT_THAT(unheeded_words(full_workload(), false),
              HasSubstr("`cpu`, `security.read_only_root_filesystem`, `liveness`"));
}

TEST(ProbeTrouble, IsTheLastThatFailed) {
  json::Value events = *json::parse(R"([
    {"reason":"Unhealthy","message":"Readiness probe failed: first","lastTimestamp":"2026-11-22T09:00:00Z"},
    {"reason":"Unhealthy","message":"Readiness probe failed: HTTP probe failed with statuscode: 503\n",
     "lastTimestamp":"2026-11-22T09:00:09Z"},
    {"reason":"Unhealthy","message":"Liveness probe failed: refused","lastTimestamp":"2026-11-22T09:00:10Z"},
    {"reason":"Started","message":"Readiness of another kind","lastTimestamp":"2026-11-22T09:00:11Z"}])");
  auto trouble = probe_trouble(events.as_array(), "Readiness");
  ASSERT_TRUE(trouble);
  EXPECT_EQ(trouble->why, "readiness probe failed: HTTP probe failed with statuscode: 503");
  EXPECT_THAT(trouble->remedy, HasSubstr("`readiness`"));
  EXPECT_EQ(probe_trouble(events.as_array(), "Liveness")->why, "liveness probe failed: refused");
  EXPECT_FALSE(probe_trouble(events.as_array(), "Startup"));
}

TEST(Workload, CommandsReachTheContainerAsTheyAre) {
  Workload workload;
  workload.readiness = Probe{.kind = Probe::Kind::exec, .command = {"r$(A)"}};
  workload.liveness = Probe{.kind = Probe::Kind::exec, .command = {"l$$"}};
  workload.post_start = {"s$(A)"};
  workload.pre_stop = {"p$$"};
  ServiceSpec service = service_with(workload);
  service.entrypoint = {"$(A)", "$$"};
  service.command = {"a$", "$b"};
  std::string object = json::dump(deployment_object(service));
  // What Kubernetes expands, and the hooks, where it does not.
  for (const char* expected : {R"j("command":["$$(A)","$$$$"])j", R"("args":["a$$","$$b"])", R"j("r$$(A)")j",
                               R"("l$$$$")", R"j("s$(A)")j", R"("p$$")"})
    EXPECT_THAT(object, HasSubstr(expected));
}

}  // namespace
}  // namespace runtime
