#include "rehearsal/life/part_run.h"

#include "engine/apply/observer.h"
#include "engine/apply/scheduler.h"
#include "engine/drive/virtual_driver.h"
#include "engine/keep/history.h"

namespace rehearsal {
namespace {

constexpr base::Milliseconds kLatency{120};  // of a call; how long a life takes matters to nobody

base::Milliseconds latency(const engine::Call&) {
  return kLatency;
}

}  // namespace

base::Result<engine::Observed> PartRun::look() {
  engine::ObserveSettings settings;
  settings.looks_for_names = true;
  engine::Observer observer(state_, desired_, kinds_, settings);
  engine::VirtualDriver(observer, caller_, latency, clock_, nullptr, {}).run();
  if (!observer.errors().empty()) return tl::unexpected(observer.errors().front());
  return observer.observed();
}

// All of it is to go in the end, whatever protects it.
engine::PlanOptions PartRun::options() const {
  engine::PlanOptions options;
  for (const auto& [key, record] : state_.records) options.allow_destroy.push_back(key.address);
  return options;
}

base::Result<engine::Plan> PartRun::plan(const std::vector<engine::Resource>& desired) {
  desired_ = desired;
  engine::Observed observed = TRY(look());
  base::Diagnostics diagnostics;
  engine::Planned planned = engine::make_plan({desired_, state_, observed, kinds_}, options(), diagnostics);
  for (const base::Diagnostic& each : diagnostics.list())
    return tl::unexpected(base::Error{base::ErrorKind::conflict, each.message, each.hint});
  for (const engine::Refusal& each : planned.refusals) return tl::unexpected(engine::refused(each));
  return std::move(planned.plan);
}

base::Status PartRun::apply(const engine::Plan& plan) {
  if (plan.steps.empty()) return {};
  engine::Lease lease = TRY(keep_.acquire("rehearsal", part_.name, engine::ApplySettings().lease_duration));
  base::Status done = carry_out(plan, lease);
  base::Status released = keep_.release(lease);
  return done ? released : done;
}

base::Status PartRun::carry_out(engine::Plan plan, engine::Lease& lease) {
  if (state_.lineage.empty()) TRY(engine::begin(keep_, lease, state_, clock_.now(), random_.uuid()));
  plan.lineage = state_.lineage;
  plan.serial = state_.serial;
  engine::Scheduler scheduler(plan, desired_, state_, kinds_, lease, {});
  engine::VirtualDriver driver(scheduler, caller_, latency, clock_, &keep_, lease);
  driver.run();
  lease = driver.lease();
  state_ = scheduler.state();
  const engine::Report& report = scheduler.report();
  if (!report.failures.empty()) {
    const auto& first = report.failures.front();
    base::Error error = first.error;
    return tl::unexpected(error.in(plan.steps[first.step].address));
  }
  if (report.ending == engine::Ending::done) return {};
  std::string why(engine::ending_name(report.ending));
  return tl::unexpected(report.error.value_or(base::Error{base::ErrorKind::conflict, why, ""}));
}

}  // namespace rehearsal
