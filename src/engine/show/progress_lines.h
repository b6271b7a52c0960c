// Progress as lines, one for each thing that happens: for people behind a pipe, and as JSON for programs. A terminal
// may show the same value (show/progress.h) in its own way.
//
// Lines of JSON have a `type`: `begin` (with the version of this form), `step`, `running` now and then, `end`. Their
// times are ISO 8601.
#pragma once

#include <string>

#include "engine/show/progress.h"

namespace engine {

class ProgressLines {
 public:
  enum class Form { text, json };
  ProgressLines(const Plan& plan, base::Time start, Form form) : progress_(plan, start), form_(form) {}

  // Each gives a line with its newline.
  std::string begin() const;
  std::string step(base::Time now, const StepEvent& event);
  // Told when nothing has happened for a while: what runs, and what waits for it.
  std::string still_running(base::Time now) const;
  std::string end(base::Time now, const Report& report) const;

  const Progress& progress() const { return progress_; }

 private:
  std::string step_text(base::Time now, const StepEvent& event) const;
  json::Value step_json(base::Time now, const StepEvent& event) const;

  Progress progress_;
  Form form_;
};

}  // namespace engine
