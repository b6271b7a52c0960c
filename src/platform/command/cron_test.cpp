// Cron jobs against a world in memory: what is refused, what the runtime is given, and what is told of it.
#include "platform/command/open_environment.h"
#include "platform/command/status.h"
#include "platform/state/specification.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::HasSubstr;
using testing::Not;

const char* const kReport =
    "report: { type: cron_job, image: x, schedule: '*/5 * * * *', entrypoint: [sh, -c], arguments: [date], "
    "max_restarts: 2, max_duration: 60, settings: { cronjob.concurrency_policy: Replace, "
    "cronjob.failed_jobs_history_limit: 3 }, aws: { policies: [AmazonS3FullAccess] } }";

// As file(), on Kubernetes.
std::string on_kubernetes(const std::string& services) {
  std::string text = file(services);
  return text.replace(text.find("region: eu-west-3"), 17, "region: eu-west-3, kubernetes: local");
}

class CronTest : public DeploymentTest {
 protected:
  std::string findings(const std::string& text) {
    base::Diagnostics diagnostics("slipway.yaml", text);
    load_configuration(text, few_managed_policies(), diagnostics);
    return diagnostics.render();
  }
  const runtime::CronJob& scheduled() {
    static const runtime::CronJob kNone;
    EXPECT_EQ(world_.cron_jobs.size(), 1u);
    return world_.cron_jobs.empty() ? kNone : world_.cron_jobs.begin()->second;
  }
  std::string status() {
    Platform p = platform();
    auto list = read_status(p);
    return list ? render(*list, clock_.now()) : list.error().message;
  }
  std::unique_ptr<OpenEnvironment> open(const Platform& p) {
    auto opened = OpenEnvironment::open(files_.load_environments()->at(0), "slipway stop", p);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
};

TEST_F(CronTest, WhatCannotBeIsFoundInTheFile) {
  EXPECT_THAT(findings(file(kReport)),
              HasSubstr("cron jobs run on Kubernetes, and the services of cluster `dev` do not"));
  for (auto [service, expected] :
       {std::pair{"a: { type: cron_job, image: x }", "cron job `a` has no `schedule`"},
        {"a: { type: cron_job, image: x, schedule: '61 * * * *' }",
         "the schedule `61 * * * *` cannot be read: its minute is `61`, expected 0 to 59"},
        {"a: { type: cron_job, image: x, schedule: '0 0 * * *', command: [x] }",
         "`command` is not for a cron job"},
        {"a: { type: cron_job, image: x, schedule: '0 0 * * *', on_start: {} }",
         "`on_start` goes with `type: lifecycle_job`"},
        {"a: { image: x, schedule: '0 0 * * *' }", "`schedule` goes with `type: cron_job`"},
        {"a: { type: cron_job, image: x, schedule: '0 0 * * *', ports: [80] }", "`ports` is not for a job"},
        {"a: { image: x, max_restarts: 1 }", "`max_restarts` goes with"},
        {"a: { image: x, settings: { cronjob.concurrency_policy: Allow } }",
         "`cronjob.concurrency_policy` goes with `type: cron_job`"},
        {"a: { type: cron_job, image: x, schedule: '0 0 * * *', timezone: 'no zone' }", "timezone"},
        {"a: { type: cron_job, image: x, schedule: '0 0 * * *', settings: { cronjob.concurrency_policy: "
         "Forbidden } }",
         "Forbid"}}) {
    EXPECT_THAT(findings(on_kubernetes(service)), HasSubstr(expected));
  }
}

TEST_F(CronTest, TheRuntimeKeepsTheSchedule) {
  read(on_kubernetes(kReport));
  EXPECT_THAT(up(), HasSubstr("+ cron job report"));
  const runtime::CronJob& job = scheduled();
  EXPECT_EQ(job.schedule, "*/5 * * * *");
  EXPECT_EQ(job.timezone, "Etc/UTC");
  EXPECT_EQ(job.concurrency, "Replace");
  EXPECT_EQ(job.failed_runs_kept, 3);
  EXPECT_EQ(job.successful_runs_kept, 1);
  EXPECT_EQ(job.max_restarts, 2);
  EXPECT_EQ(job.max_duration, std::chrono::seconds(60));
  EXPECT_EQ(job.service.service_account, "report");
  EXPECT_EQ(job.service.entrypoint, (std::vector<std::string>{"sh", "-c"}));
  EXPECT_EQ(job.service.command, std::vector<std::string>{"date"});
  EXPECT_EQ(world_.account->roles().size(), 2u) << "the cluster's, and its own";
  EXPECT_THAT(up(), HasSubstr("= cron job report"));

  std::string changed = kReport;
  read(on_kubernetes(changed.replace(changed.find("*/5"), 3, "*/9")));
  EXPECT_THAT(up(), HasSubstr("~ cron job report"));
  EXPECT_EQ(scheduled().schedule, "*/9 * * * *");

  down();
  EXPECT_TRUE(world_.cron_jobs.empty());
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(CronTest, AnotherKindOfServiceTakesItsPlace) {
  read(on_kubernetes(kReport));
  up();
  read(on_kubernetes("report: { image: x }"));
  EXPECT_THAT(up(), HasSubstr("- cron job report"));
  EXPECT_TRUE(world_.cron_jobs.empty());
  EXPECT_EQ(world_.services.size(), 1u);
  read(on_kubernetes(kReport));
  EXPECT_THAT(up(), HasSubstr("- service report"));
  EXPECT_TRUE(world_.services.empty());
  EXPECT_THAT(up(), HasSubstr("= cron job report"));
  down();
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(CronTest, ItRunsOutOfTurnAndStops) {
  read(on_kubernetes(kReport));
  up();
  std::string ran;
  world_.on_job = [&](const runtime::JobRun& run) {
    ran = run.service.name + " " + run.service.entrypoint.at(0) + " " + run.service.service_account;
    EXPECT_EQ(run.max_restarts, 2);
    return runtime::JobEnd{3, "exit code 3", ""};
  };
  Platform p = platform();
  auto failed = open(p)->run_job("report", std::nullopt);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("its run failed: exit code 3"));
  EXPECT_EQ(ran, "report--now sh report");
  EXPECT_FALSE(open(p)->run_job("report", JobEvent::start)) << "it has no events";

  EXPECT_TRUE(open(p)->stop());
  EXPECT_TRUE(world_.cron_jobs.empty());
  EXPECT_THAT(status(), HasSubstr("schedule   */5 * * * * Etc/UTC, stopped, "));
  EXPECT_THAT(up(), HasSubstr("+ cron job report"));
}

TEST_F(CronTest, StatusTellsOfItsRuns) {
  clock_.set(*base::parse_iso8601("2026-11-22T09:07:00Z"));
  read(on_kubernetes(kReport));
  up();
  EXPECT_THAT(status(), HasSubstr("schedule   */5 * * * * Etc/UTC, next in 3 min"));
  EXPECT_THAT(status(), HasSubstr("last run   none yet"));
  runtime::CronFacts& facts = world_.cron_facts;
  facts.last_run = *base::parse_iso8601("2026-11-22T09:05:00Z");
  facts.running = 1;
  EXPECT_THAT(status(), HasSubstr("last run   2 min ago, runs"));
  facts.running = 0;
  EXPECT_THAT(status(), HasSubstr("last run   2 min ago, failed: "));
  facts.last_success = *base::parse_iso8601("2026-11-22T09:05:09Z");
  EXPECT_THAT(status(), HasSubstr("last run   2 min ago, succeeded"));
  EXPECT_THAT(status(), Not(HasSubstr("instances")));
}

TEST_F(CronTest, KilledAnywhereItConverges) {
  read(on_kubernetes(kReport));
  expect_to_converge_when_killed_anywhere([&] { EXPECT_EQ(world_.cron_jobs.size(), 1u); });
}

TEST_F(CronTest, SpecificationsCarryIt) {
  read(on_kubernetes(kReport));
  const Environment& before = configuration_.environments[0];
  Environment after = environment_from(to_json(before));
  EXPECT_EQ(json::dump(to_json(after)), json::dump(to_json(before)));
  const CronJob& cron = *after.services[0].cron;
  EXPECT_EQ(cron.schedule, "*/5 * * * *");
  EXPECT_EQ(cron.concurrency, "Replace");
  EXPECT_EQ(cron.failed_runs_kept, 3);
  EXPECT_EQ(cron.max_restarts, 2);
  EXPECT_EQ(cron.max_duration_s, 60);
  EXPECT_EQ(after.services[0].entrypoint, (std::vector<std::string>{"sh", "-c"}));
}

}  // namespace
}  // namespace platform
