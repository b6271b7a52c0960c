// What `up` or `down` is going to do, as people read it: a line for each thing, from the engine's plans.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/command/run.h"
#include "engine/show/hourly.h"

namespace engine {

struct Line {
  Change change = Change::keep;
  std::string what;    // kind and name: `role slipway-z1234abcd-production-debian`
  std::string detail;  // what it will be like, or what differs
};

// The steps of one cluster or one environment.
struct Section {
  std::string title;
  std::vector<Line> steps;
  std::vector<std::string> warnings;  // what does not fit, though nothing stops because of it
  std::optional<Hourly> hourly = {};  // what of it is billed by the hour when all of it is there
};

struct Outline {
  std::vector<Section> sections;

  int count(Change change) const;
  bool is_empty() const;  // nothing to make, change or remove
};

// The plan as it is shown, line by line; `change` only where the line is a step.
struct OutlineLine {
  std::optional<Change> change;
  std::string text;
};
std::vector<OutlineLine> lines(const Outline& plan);
std::string render(const Outline& plan);   // the same as one text
std::string summary(const Outline& plan);  // 3 to make, 1 to change, 5 as they are
std::vector<Hourly> hourly_of(const Outline& plan);

}  // namespace engine
