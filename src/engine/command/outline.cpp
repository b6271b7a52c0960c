#include "engine/command/outline.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace engine {
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

}  // namespace

int Outline::count(Change change) const {
  int total = 0;
  for (const Section& section : sections) {
    total += static_cast<int>(std::count_if(section.steps.begin(), section.steps.end(),
                                            [&](const Line& step) { return step.change == change; }));
  }
  return total;
}

bool Outline::is_empty() const {
  return count(Change::make) + count(Change::change) + count(Change::remove) == 0;
}

std::vector<OutlineLine> lines(const Outline& plan) {
  size_t column = 0;
  for (const Section& section : plan.sections) {
    for (const Line& step : section.steps) {
      if (step.what.size() <= kMaxColumn) column = std::max(column, step.what.size());
    }
  }
  std::vector<OutlineLine> out;
  for (const Section& section : plan.sections) {
    out.push_back({{}, section.title});
    for (const Line& step : section.steps) {
      std::string line = fmt::format("  {} {:<{}}  {}", sign(step.change), step.what, column, step.detail);
      while (line.ends_with(' ')) line.pop_back();
      out.push_back({step.change, std::move(line)});
    }
    for (const std::string& warning : section.warnings) out.push_back({{}, "  ! " + warning});
  }
  return out;
}

std::string render(const Outline& plan) {
  std::string out;
  for (const OutlineLine& line : lines(plan)) out += line.text + "\n";
  return out;
}

std::string summary(const Outline& plan) {
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

std::vector<Hourly> hourly_of(const Outline& plan) {
  std::vector<Hourly> all;
  for (const Section& section : plan.sections)
    if (section.hourly) all.push_back(*section.hourly);
  return all;
}

}  // namespace engine
