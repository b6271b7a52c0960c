#include "platform/resources/service_lines.h"

#include <fmt/core.h>

#include "base/text.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "kube/cpu_amount.h"
#include "kube/memory_size.h"
#include "platform/workloads/deployment.h"
#include "runtime/token/facts.h"

namespace platform {
namespace {

std::string amounts(const Service& service) {
  std::string memory = kube::memory_text(service.memory_bytes);
  int64_t cpu = service.workload.cpu_milli;
  return cpu == 0 ? memory : fmt::format("{} and {}", memory, kube::cpu_text(cpu));
}

// What it will be like.
std::string detail_of(const Service& service, const std::string& runtime) {
  if (service.cron)
    return fmt::format("{}, `{}` {}, {}", service.image, service.cron->schedule, service.cron->timezone,
                       kube::memory_text(service.memory_bytes));
  if (!service.job)
    return fmt::format("{}, {} instance{}, {} each, {}", service.image, service.instances,
                       service.instances == 1 ? "" : "s", amounts(service), runtime);
  std::vector<std::string> events;
  for (const auto& [event, run] : service.job->events) events.emplace_back(event_name(event));
  return fmt::format("{}, on {}, {}, {}", service.image, base::join(events, ", "),
                     kube::memory_text(service.memory_bytes), runtime);
}

// Why it is made or changed, for who reads the plan.
std::string why_changed(const Service& service, const json::Value& now,
                        const std::set<std::string>& differing) {
  if (differing.empty()) return "; is made anew with its namespace";
  if (service.cron) return "";
  if (service.job) return now.bool_or("failed", false) ? "; its last run failed" : "; runs again";
  if (differing.contains("runtime"))
    return fmt::format("; moves from {}", blueprint::text_of(now, "runtime"));
  int64_t right = now.int_or("right", 0), total = now.int_or("total", 0);
  if (right < total) return "; replaces what runs";
  if (right == service.instances) return "; an `up` before did not come to its end";
  return fmt::format("; {} run", right);
}

}  // namespace

std::string type_in(const engine::Record& record) {
  const json::Value& desired = record.is_half_made() && record.open ? record.open->desired : record.applied;
  return blueprint::text_of(desired, "type");
}

std::string service_words(std::string_view type, const std::string& name) {
  return fmt::format("{} {}", type == "cron-job" ? "cron job" : type, name);
}

engine::Line service_role_line(const EnvironmentTarget& target, const Service& service,
                               const engine::Run& run) {
  blueprint::DesiredRole wanted = desired_role_of(target, service);
  bool is_shared = service.permissions->scope == RoleScope::cluster;
  return blueprint::role_line(
      wanted, run,
      fmt::format("{}, for {}:{}", blueprint::policy_names(wanted.policies),
                  is_shared ? "z*" : target.state.namespace_name, service.permissions->service_account));
}

engine::Line account_line(const std::string& address, const engine::Run& run) {
  engine::Line line{run.change(address), "service account " + name_in(address), "annotated with the role"};
  if (line.change != engine::Change::change) return line;
  const engine::Reading& found = run.observed(address);
  std::string former = blueprint::text_of(found.members, "role"),
              audience = blueprint::text_of(found.members, "audience");
  if (!run.differing(address).contains("role"))
    line.detail =
        fmt::format("has its tokens made for `{}`, and STS wants `{}`", audience, blueprint::kStsAudience);
  else
    line.detail =
        former.empty() ? "lacks its annotation" : fmt::format("was for {}", blueprint::role_name_of(former));
  return line;
}

engine::Line named_account_line(const EnvironmentTarget& target, const Service& service, bool is_awaited) {
  auto identity = target.identity(service);
  std::string detail =
      is_awaited ? "a job is to make it"
      : identity ? fmt::format("made by somebody else, for {}", blueprint::role_name_of(identity->role_arn))
                 : "made by somebody else, without a role";
  return {engine::Change::keep, "service account " + service.named_service_account, detail};
}

engine::Line token_line(const EnvironmentTarget& target, const Service& service, const engine::Run& run) {
  int64_t life_s = target.identity(service).value_or(Identity()).token_life_s;
  return {run.change(token_at(service.slug)), "token of " + service.slug,
          fmt::format("lives {}, renewed at 80 %", runtime::life_text(life_s))};
}

std::vector<engine::Line> service_lines(const Service& service, const engine::Run& run) {
  std::string address = service_at(service.slug);
  json::Value now = run.observed(address).members;
  std::set<std::string> differing = run.differing(address);
  std::vector<engine::Line> lines;
  engine::Line line{run.change(address), service_words(type_of(service), service.slug),
                    detail_of(service, run.desired_text(address, "runtime"))};
  if (differing.contains("type") && !blueprint::text_of(now, "type").empty()) {
    lines.push_back(
        {engine::Change::remove, service_words(blueprint::text_of(now, "type"), service.slug), ""});
    line.change = engine::Change::make;
  } else if (line.change == engine::Change::change && differing == std::set<std::string>{"after"}) {
    line.change = engine::Change::keep;
    line.detail += "; looked at again after the jobs";
  } else if (line.change == engine::Change::make || line.change == engine::Change::change) {
    bool moves = differing.contains("runtime") && !blueprint::text_of(now, "runtime").empty();
    bool is_new = now.int_or("total", 0) == 0 && !moves;
    line.change = is_new ? engine::Change::make : engine::Change::change;
    if (!is_new) line.detail += why_changed(service, now, differing);
  }
  lines.push_back(std::move(line));
  return lines;
}

}  // namespace platform
