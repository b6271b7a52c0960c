// Stages and lifecycle jobs against a world in memory: what runs when, and what is left of it.
#include <thread>

#include "base/file.h"
#include "platform/command/open_environment.h"
#include "platform/command/status.h"
#include "platform/state/specification.h"
#include "platform/testing/deployment.h"
#include "platform/workloads/job_outputs.h"
#include "runtime/machine/log_file.h"

namespace platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const char* const kJob =
    "setup: { type: lifecycle_job, image: x, on_start: { arguments: [start] }, on_stop: { arguments: [stop] "
    "}, "
    "on_delete: { arguments: [delete] } }";

class JobsTest : public DeploymentTest {
 protected:
  // What ran since the last call.
  std::vector<std::string> ran() {
    std::vector<std::string> result;
    for (const std::string& change : world_.changes) {
      bool is_of_runtime =
          change.starts_with("run ") || change.starts_with("start ") || change.starts_with("end ");
      if (is_of_runtime) result.push_back(change);
    }
    world_.changes.clear();
    return result;
  }
  std::string namespace_name() { return files_.load_environments()->at(0).namespace_name; }
  std::unique_ptr<OpenEnvironment> open(const Platform& platform) {
    auto opened = OpenEnvironment::open(files_.load_environments()->at(0), "slipway job", platform);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
};

TEST_F(JobsTest, StagesRunInTheirOrder) {
  read(file(std::string("web: { type: application, image: x }, app: { image: x }, ") + kJob));
  up();
  EXPECT_THAT(ran(), ElementsAre("run setup start", "start app", "start web"));
  down();
  EXPECT_THAT(ran(), ElementsAre("end web", "end app", "run setup delete", "end setup"));
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(JobsTest, AJobThatCameLaterIsStillRemovedAfterWhatItServes) {
  read(file("app: { image: x }"));
  up();
  read(file(std::string("app: { image: x }, ") + kJob));
  up();
  ran();
  down();
  EXPECT_THAT(ran(), ElementsAre("end app", "run setup delete", "end setup"));
}

TEST_F(JobsTest, StagesAreTheUsersToName) {
  std::string text = file(std::string("one: { image: x, stage: first }, two: { image: x, stage: second }"));
  text.replace(text.find("cluster: dev,"), 13, "cluster: dev, stages: [second, first],");
  read(text);
  up();
  EXPECT_THAT(ran(), ElementsAre("start two", "start one"));
}

TEST_F(JobsTest, AJobRunsAgainOnlyWhenItIsAnotherOrHasFailed) {
  read(file(kJob));
  up();
  EXPECT_THAT(ran(), ElementsAre("run setup start"));
  EXPECT_THAT(up(), HasSubstr("= job setup"));
  EXPECT_THAT(ran(), IsEmpty());

  std::string changed = kJob;
  read(file(changed.replace(changed.find("[start]"), 7, "[start, '2']")));
  EXPECT_THAT(up(), HasSubstr("~ job setup"));
  EXPECT_THAT(ran(), ElementsAre("run setup start 2"));

  world_.on_job = [](const runtime::JobRun&) { return runtime::JobEnd{4, "exit code 4", ""}; };
  read(file(kJob));
  EXPECT_THAT(up(), HasSubstr("error: job setup: its start event failed: exit code 4; it printed nothing"));
  world_.on_job = {};
  EXPECT_THAT(up(), HasSubstr("its last run failed"));
  EXPECT_THAT(up(), HasSubstr("= job setup"));
}

TEST_F(JobsTest, WhatAJobPrintsIsShownWhileItRunsAndKept) {
  world_.on_job = [&](const runtime::JobRun& run) {
    auto log = runtime::open_log(run.log_file);
    EXPECT_TRUE(log && ::write(log->get(), "one\ntwo\n", 8) == 8);
    base::Deadline patience = base::Deadline::in(std::chrono::seconds(20));
    auto is_shown = [&] {
      std::lock_guard lock(mutex_);
      return progress_.back() == "  setup | two";
    };
    while (!is_shown() && !patience.passed()) std::this_thread::yield();
    EXPECT_TRUE(is_shown()) << "while it runs";
    return runtime::JobEnd{1, "exit code 1", ""};
  };
  read(file(kJob));
  EXPECT_THAT(up(), HasSubstr("it printed last: one\ntwo"));
  EXPECT_THAT(progress_, testing::IsSupersetOf({"  setup | one", "  setup | two"}));
  EXPECT_EQ(base::read_file(home_.job_log(namespace_name(), "setup", "start")).value_or(""), "one\ntwo\n");
}

TEST_F(JobsTest, AJobWithoutEnoughMemoryIsToldTheRemedy) {
  auto hint_of = [&](const std::string& reason) {
    world_.on_job = [&](const runtime::JobRun&) { return runtime::JobEnd{137, reason, ""}; };
    read(file(kJob));
    up();
    Platform p = platform();
    base::Status done = open(p)->run_job("setup", JobEvent::start);
    return done ? "" : done.error().hint;
  };
  EXPECT_EQ(hint_of("out of memory"), "give it more memory; `slipway logs setup` shows all that it printed");
  EXPECT_EQ(hint_of("exit code 1"), "`slipway logs setup` shows all that it printed");
}

TEST_F(JobsTest, OutputsBecomeVariablesOfLaterStages) {
  world_.on_job = [](const runtime::JobRun&) {
    return runtime::JobEnd{
        0, "", R"({"url": {"value": "http://a"}, "n": {"value": 7}, "bad-name": {"value": ""}, "x": 1})"};
  };
  read(file(std::string("app: { image: x, variables: { URL: { alias: QOVERY_OUTPUT_JOB_SETUP_URL } } }, ") +
            kJob));
  up();
  auto service = [&]() -> const runtime::ServiceSpec& { return world_.services.begin()->second; };
  EXPECT_EQ(service().environment.at("URL"), "http://a");
  EXPECT_EQ(service().environment.at("QOVERY_OUTPUT_JOB_SETUP_N"), "7");
  EXPECT_THAT(progress_, testing::IsSupersetOf({"! setup: its output `bad-name` is no name of a variable",
                                                "! setup: its output `x` has no `value`"}));
  EnvironmentState state = files_.load_environments()->at(0);
  EXPECT_EQ(service().environment.at("QOVERY_OUTPUT_JOB_" + short_id(state, "setup") + "_URL"), "http://a");
  ran();

  // An output that changed reaches those who were up to date before.
  world_.on_job = [](const runtime::JobRun&) {
    return runtime::JobEnd{0, "", R"({"url": {"value": "http://b"}})"};
  };
  configuration_.environments[0].services[1].image = "y";
  EXPECT_THAT(up(), HasSubstr("looked at again after the jobs"));
  EXPECT_THAT(ran(), ElementsAre("run setup start", "start app"));
  EXPECT_EQ(service().environment.at("URL"), "http://b");
}

TEST_F(JobsTest, ARunThatFailsKeepsTheOutputsOfBefore) {
  world_.on_job = [](const runtime::JobRun&) {
    return runtime::JobEnd{0, "", R"({"url": {"value": "http://a"}})"};
  };
  read(file(std::string("app: { image: x, variables: { URL: { alias: QOVERY_OUTPUT_JOB_SETUP_URL } } }, ") +
            kJob));
  up();
  Platform p = platform();
  for (const char* output : {"", R"({"url": {"value": "http://b"}})"}) {
    world_.on_job = [&](const runtime::JobRun&) {
      return runtime::JobEnd{0, "its outputs, if it left any, could not be read: the connection broke",
                             output};
    };
    EXPECT_FALSE(open(p)->run_job("setup", JobEvent::start));
    auto kept = base::read_file(home_.job_outputs(namespace_name(), "setup"));
    EXPECT_THAT(kept.value_or(""), HasSubstr("http://a"));
  }
  EXPECT_THAT(up(false), HasSubstr("~ job setup")) << "it runs again";
}

TEST_F(JobsTest, AnOutputThatNoJobLeftIsAnErrorThatSaysSo) {
  read(file(std::string("app: { image: x, variables: { URL: { alias: QOVERY_OUTPUT_JOB_SETUP_URL } } }, ") +
            kJob));
  EXPECT_THAT(up(), HasSubstr("no job of an earlier stage has left such an output"));
  Platform p = platform();
  auto work = Up::prepare(configuration_, p);
  base::Status done = work ? (*work)->apply() : tl::unexpected(work.error());
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().hint, HasSubstr("`slipway job SERVICE start` runs it again"));
}

TEST_F(JobsTest, AServiceAccountThatAJobMakes) {
  world_.on_job = [&](const runtime::JobRun& run) {
    const std::string& where = run.service.namespace_name;
    world_.service_accounts.clear();
    if (run.service.command[0] == "start") {
      world_.service_accounts[where + "/mine"] = {
          where,
          "mine",
          {},
          {{std::string(blueprint::kRoleAnnotation), "arn:aws:iam::123456789012:role/mine"}}};
    }
    return runtime::JobEnd{};
  };
  const char* app = "app: { image: x, settings: { security.service_account_name: mine } }";
  read(file(app));
  EXPECT_THAT(up(), HasSubstr("there is no service account `mine` in namespace z"));
  EXPECT_THAT(world_.changes, IsEmpty()) << "found out before anything is made";

  read(file(std::string(app) + ", " + kJob));
  EXPECT_THAT(up(), Not(HasSubstr("error")));
  const runtime::ServiceSpec& service = world_.services.begin()->second;
  EXPECT_EQ(service.environment.at("AWS_ROLE_ARN"), "arn:aws:iam::123456789012:role/mine");
  EXPECT_EQ(world_.kept_tokens.begin()->second.service_account, "mine");
  EXPECT_THAT(up(), HasSubstr("= token of app"));
  down();
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(JobsTest, TheDeleteEventRunsAsItWasDeployed) {
  read(
      file("setup: { type: lifecycle_job, image: x, on_delete: { arguments: [delete] }, variables: { A: "
           "first } }"));
  up();
  EXPECT_THAT(ran(), IsEmpty());
  read(file("other: { image: x }"));  // the job is dropped from the file
  std::string seen;
  world_.on_job = [&](const runtime::JobRun& run) {
    seen = run.service.environment.at("A");
    return runtime::JobEnd{};
  };
  up();
  EXPECT_THAT(ran(), testing::Contains("run setup delete"));
  EXPECT_EQ(seen, "first");
  down();
  EXPECT_FALSE(base::exists(folder_ + "/specifications"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    bool is_left = entry.is_regular_file() && entry.path() != home_.digest_key_file();
    EXPECT_FALSE(is_left) << entry.path();
  }
}

TEST_F(JobsTest, AContainerInThePlaceOfAJobStays) {
  read(file(kJob));
  up();
  ran();
  read(file("setup: { image: x }"));
  up();
  EXPECT_THAT(ran(), ElementsAre("run setup delete", "end setup", "start setup"));
  EXPECT_THAT(up(), HasSubstr("= service setup"));
  down();
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(JobsTest, ADeleteEventThatFailsStopsDownUnlessItIsSkipped) {
  read(file(kJob));
  up();
  world_.on_job = [](const runtime::JobRun&) { return runtime::JobEnd{1, "exit code 1", ""}; };
  EXPECT_THAT(down(), HasSubstr("its delete event failed: exit code 1"));
  Platform p = platform();
  p.skips_job_removals = true;
  auto work = Down::prepare(configuration_, p);
  ASSERT_TRUE(work) << work.error().message;
  EXPECT_TRUE((*work)->apply());
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(JobsTest, AnEventCanBeForcedAndStopRunsTheStopEvent) {
  read(file(std::string("app: { image: x }, ") + kJob));
  up();
  ran();
  Platform p = platform();
  EXPECT_TRUE(open(p)->run_job("setup", JobEvent::start));
  EXPECT_FALSE(open(p)->run_job("app", JobEvent::start));
  auto without = open(p)->run_job("setup", std::nullopt);
  ASSERT_FALSE(without);
  EXPECT_THAT(without.error().message, HasSubstr("which event of lifecycle job `setup`?"));
  EXPECT_THAT(ran(), ElementsAre("run setup start"));
  EXPECT_TRUE(open(p)->stop());
  EXPECT_THAT(ran(), ElementsAre("end app", "run setup stop"));
  auto list = read_status(p);
  ASSERT_TRUE(list);
  EXPECT_THAT(render(*list, clock_.now()), HasSubstr("job        stop succeeded, podman"));
  up();
  EXPECT_THAT(ran(), ElementsAre("run setup start", "start app"))
      << "after a stop the start event runs again";
}

TEST_F(JobsTest, KilledAnywhereItConverges) {
  read(file(std::string("app: { image: x, aws: { policies: [AmazonS3FullAccess] } }, ") + kJob));
  expect_to_converge_when_killed_anywhere([&] { EXPECT_EQ(world_.services.size(), 1u); });
}

TEST_F(JobsTest, SpecificationsSurviveTheirFile) {
  read(file(std::string(
                "app: { image: x, command: [a], instances: 3, variables: { A: 1, B: { alias: A }, F: { file: "
                "/etc/f, value: text } }, "
                "aws: { policies: [AmazonS3FullAccess], scope: cluster } }, "
                "web: { type: application, image: y, cpu: 1, ports: [80], readiness: { tcp: { port: 80 } }, "
                "settings: { security.service_account_name: s } }, "
                "db: { type: database, image: z }, ") +
            kJob));
  const Environment& before = configuration_.environments[0];
  Environment after = environment_from(to_json(before));
  EXPECT_EQ(json::dump(to_json(after)), json::dump(to_json(before)));
  EXPECT_EQ(after.services[0].permissions->scope, RoleScope::cluster);
  EXPECT_EQ(after.services[0].variables.at(2).file, "/etc/f");
  EXPECT_EQ(after.services[1].workload, before.services[1].workload);
  EXPECT_EQ(after.services[1].workload.ports.size(), 1u);
  EXPECT_EQ(after.services[2].type, ServiceType::database);
  EXPECT_EQ(after.services[3].job->events.size(), 3u);
}

}  // namespace
}  // namespace platform
