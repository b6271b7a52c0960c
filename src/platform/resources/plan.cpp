#include "platform/resources/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "base/text.h"

namespace platform {
namespace {

constexpr size_t kMaxColumn = 60;

char sign(Change change) {
  switch (change) {
    case Change::make:
      return '+';
    case Change::change:
      return '~';
    case Change::keep:
      return '=';
    case Change::remove:
      return '-';
  }
  return ' ';
}

std::string_view doing(Change change) {
  switch (change) {
    case Change::make:
      return "making";
    case Change::change:
      return "changing";
    case Change::remove:
      return "removing";
    case Change::keep:
      break;
  }
  return "keeping";
}

base::Status apply_one(const Step& step, const Progress& progress) {
  progress(fmt::format("{} {}", doing(step.change), step.what));
  base::Status done = step.apply(progress);
  if (!done) return tl::unexpected(done.error().in(step.what));
  return {};
}

// The steps from `at` on that may run side by side: one, or all of one stage.
size_t end_of_group(const std::vector<Step>& steps, size_t at) {
  size_t end = at + 1;
  if (steps[at].side_by_side == 1) return end;
  while (end < steps.size() && steps[end].side_by_side > 1 && steps[end].stage == steps[at].stage) ++end;
  return end;
}

base::Status apply_together(std::span<const Step> steps, const Progress& progress) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  base::Status all;
  auto work = [&] {
    for (size_t at = next++; at < steps.size(); at = next++) {
      base::Status one = steps[at].apply ? apply_one(steps[at], progress) : base::Status();
      if (one) continue;
      std::lock_guard lock(mutex);
      if (all) all = one;
      next = steps.size();  // what was begun ends, and no more is begun
    }
  };
  std::vector<std::jthread> others;
  auto at_a_time = std::min(steps.size(), static_cast<size_t>(steps[0].side_by_side));
  while (others.size() + 1 < at_a_time) others.emplace_back(work);
  work();
  others.clear();
  return all;
}

}  // namespace

int Plan::count(Change change) const {
  int total = 0;
  for (const Section& section : sections) {
    total += static_cast<int>(std::count_if(section.steps.begin(), section.steps.end(),
                                            [&](const Step& step) { return step.change == change; }));
  }
  return total;
}

bool Plan::is_empty() const {
  return count(Change::make) + count(Change::change) + count(Change::remove) == 0;
}

std::vector<PlanLine> lines(const Plan& plan) {
  size_t column = 0;
  for (const Section& section : plan.sections) {
    for (const Step& step : section.steps) {
      if (step.what.size() <= kMaxColumn) column = std::max(column, step.what.size());
    }
  }
  std::vector<PlanLine> out;
  for (const Section& section : plan.sections) {
    out.push_back({{}, section.title});
    for (const Step& step : section.steps) {
      std::string line = fmt::format("  {} {:<{}}  {}", sign(step.change), step.what, column, step.detail);
      while (line.ends_with(' ')) line.pop_back();
      out.push_back({step.change, std::move(line)});
    }
    for (const std::string& warning : section.warnings) out.push_back({{}, "  ! " + warning});
  }
  return out;
}

std::string render(const Plan& plan) {
  std::string out;
  for (const PlanLine& line : lines(plan)) out += line.text + "\n";
  return out;
}

std::string summary(const Plan& plan) {
  std::vector<std::string> parts;
  auto add = [&](Change change, std::string_view words) {
    if (int n = plan.count(change)) parts.push_back(fmt::format("{} {}", n, words));
  };
  add(Change::make, "to make");
  add(Change::change, "to change");
  add(Change::remove, "to remove");
  add(Change::keep, "as it should be");
  return parts.empty() ? "nothing to do" : base::join(parts, ", ");
}

base::Status apply(std::span<const Section> sections, const Progress& progress) {
  std::mutex mutex;
  Progress one_at_a_time = [&](const std::string& line) {
    std::lock_guard lock(mutex);
    progress(line);
  };
  for (const Section& section : sections) {
    if (section.first) TRY(section.first());
    for (size_t at = 0; at < section.steps.size();) {
      size_t end = end_of_group(section.steps, at);
      TRY(apply_together(std::span(section.steps).subspan(at, end - at), one_at_a_time));
      at = end;
    }
    if (section.last) TRY(section.last());
  }
  return {};
}

}  // namespace platform
