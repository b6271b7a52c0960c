#include "rehearsal/life/part_run.h"

#include <algorithm>
#include <tuple>

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

base::Error died() {
  return {base::ErrorKind::unavailable, "the process ended", ""};
}

// The critical path backwards: what ended last, and of what that needed again what ended last.
void mark_critical(std::map<std::string, Span>& spans,
                   const std::map<std::string, const engine::Step*>& steps) {
  auto ends_first = [](const auto& one, const auto& other) { return one.second.ended < other.second.ended; };
  auto at = std::max_element(spans.begin(), spans.end(), ends_first);
  while (at != spans.end()) {
    at->second.is_critical = true;
    auto last = spans.end();
    for (const std::string& each : steps.at(at->first)->needs) {
      auto needed = spans.find(each);
      if (needed != spans.end() && (last == spans.end() || last->second.ended < needed->second.ended))
        last = needed;
    }
    at = last;
  }
}

}  // namespace

base::Result<engine::Observed> PartRun::look() {
  engine::ObserveSettings settings;
  settings.looks_for_names = true;
  engine::Observer observer(state_, desired_, kinds_, settings);
  engine::VirtualDriver driver(observer, caller_, latency, clock_, nullptr, {});
  driver.start();
  while (!driver.finished() && !is_dead()) driver.step();
  if (is_dead()) return tl::unexpected(died());
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
  if (is_dead()) return done;
  base::Status released = keep_.release(lease);
  return done ? released : done;
}

void PartRun::note_spans(const engine::Plan& plan,
                         const std::map<size_t, std::pair<base::Time, base::Time>>& times) {
  std::map<std::string, const engine::Step*> steps;
  for (const engine::Step& each : plan.steps) steps[each.id] = &each;
  std::map<std::string, Span> spans;
  for (const auto& [number, time] : times) {
    const engine::Step& step = plan.steps[number];
    Span span{step.address, step.kind, step.why, step.action, time.first, time.second, {}};
    for (const std::string& each : step.needs) span.needs.push_back(steps.at(each)->address);
    spans.emplace(step.id, std::move(span));
  }
  mark_critical(spans, steps);
  size_t first = spans_.size();
  for (auto& [id, span] : spans) spans_.push_back(std::move(span));
  std::sort(spans_.begin() + static_cast<std::ptrdiff_t>(first), spans_.end(),
            [](const Span& one, const Span& other) {
              return std::tie(one.began, one.ended, one.address) <
                     std::tie(other.began, other.ended, other.address);
            });
}

base::Status PartRun::recover() {
  if (auto holder = TRY(keep_.holder())) clock_.set(std::max(clock_.now(), holder->expires));
  state_ = TRY(engine::load(keep_)).state;
  return {};
}

base::Status PartRun::carry_out(engine::Plan plan, engine::Lease& lease) {
  if (state_.lineage.empty()) TRY(engine::begin(keep_, lease, state_, clock_.now(), random_.uuid()));
  plan.lineage = state_.lineage;
  plan.serial = state_.serial;
  engine::Scheduler scheduler(plan, desired_, state_, kinds_, lease, {});
  engine::VirtualDriver driver(scheduler, caller_, latency, clock_, &keep_, lease);
  std::map<size_t, std::pair<base::Time, base::Time>> times;
  driver.listen([&](base::Time at, const engine::StepEvent& event) {
    if (event.status == engine::StepStatus::running) times.emplace(event.step, std::pair(at, at));
    if (auto known = times.find(event.step); known != times.end()) known->second.second = at;
  });
  driver.start();
  while (!driver.finished() && !is_dead()) driver.step();
  note_spans(plan, times);
  if (is_dead()) return tl::unexpected(died());
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
