#include "platform/testing/fake_runtime.h"

#include <fmt/core.h>

#include "base/text.h"
#include "platform/testing/fake_world.h"

namespace platform {
namespace {

class FakeRuntime final : public runtime::Runtime, public runtime::Cron {
 public:
  explicit FakeRuntime(FakeWorld& world) : world_(world), started_(world.clock().now()) {}

  std::string_view name() const override { return "podman"; }
  base::Status check(const base::Deadline&) override { return {}; }
  bool uses_bridge() const override { return true; }
  std::string token_path(const runtime::ServiceSpec&) const override {
    return std::string(runtime::kTokenFolder) + "/token";
  }
  std::string host(const std::string& namespace_name, const std::string& service) const override {
    return service + "." + namespace_name;
  }
  base::Status apply(const runtime::ServiceSpec& service, const std::function<void(const std::string&)>&,
                     const base::Deadline&) override {
    return world_.perform("start " + service.name,
                          [&] { world_.services[service.namespace_name + "/" + service.name] = service; });
  }
  base::Result<runtime::JobEnd> run_job(const runtime::JobRun& run, const base::Deadline&) override {
    runtime::JobEnd end;
    TRY(world_.perform("run " + run.service.name + " " + base::join(run.service.command, " "), [&] {
      if (world_.on_job) end = world_.on_job(run);
    }));
    return end;
  }
  runtime::Cron* cron() override { return this; }
  base::Status put(const runtime::CronJob& job, const base::Deadline&) override {
    return world_.perform("schedule " + job.service.name, [&] {
      world_.cron_jobs[job.service.namespace_name + "/" + job.service.name] = job;
    });
  }
  base::Result<std::optional<runtime::CronFacts>> find(const std::string& namespace_name,
                                                       const std::string& name,
                                                       const base::Deadline&) override {
    auto found = world_.cron_jobs.find(namespace_name + "/" + name);
    if (found == world_.cron_jobs.end()) return std::optional<runtime::CronFacts>();
    runtime::CronFacts facts = world_.cron_facts;
    facts.fingerprint = found->second.service.fingerprint;
    return std::optional(facts);
  }
  base::Status remove(const std::string& namespace_name, const std::string& service,
                      const base::Deadline&) override {
    return world_.perform("end " + service, [&] {
      world_.services.erase(namespace_name + "/" + service);
      world_.cron_jobs.erase(namespace_name + "/" + service);
    });
  }
  base::Result<std::vector<runtime::Instance>> list(const std::string& namespace_name,
                                                    const base::Deadline&) override {
    std::vector<runtime::Instance> result;
    for (const auto& [name, service] : world_.services) {
      for (int i = 0; i < service.instances && service.namespace_name == namespace_name; ++i) {
        result.push_back({service.namespace_name, service.name, i, fmt::format("{}-{}", name, i),
                          runtime::InstanceState::running, 0, "", service.fingerprint, service.web_identity,
                          started_});
      }
    }
    if (world_.on_list) TRY(world_.on_list(result));
    return result;
  }
  base::Result<int> exec(const runtime::Instance&, const std::vector<std::string>&,
                         runtime::ExecInput) override {
    return 0;
  }
  base::Status logs(const runtime::Instance&, bool, const base::Deadline&) override { return {}; }

 private:
  FakeWorld& world_;
  base::Time started_;  // all instances, at once
};

}  // namespace

std::unique_ptr<runtime::Runtime> make_fake_runtime(FakeWorld& world) {
  return std::make_unique<FakeRuntime>(world);
}

}  // namespace platform
