#include "engine/show/progress_lines.h"

#include <algorithm>

#include "base/text.h"
#include "engine/show/exit_code.h"
#include "engine/show/foreign_text.h"
#include "engine/show/plan_rows.h"

namespace engine {
namespace {

using base::Time;
using std::chrono::seconds;

constexpr int64_t kVersion = 1;
constexpr size_t kWord = 80, kSentence = 400;
constexpr size_t kMostNamed = 3;
constexpr size_t kMostNote = 200;  // columns

seconds whole_seconds(base::Milliseconds time) {
  return std::chrono::duration_cast<seconds>(time + base::Milliseconds(500));
}

std::string name(const Progress& progress, Progress::Step step) {
  return line_text(progress.plan().steps[step].address, kWord);
}

std::string names(const Progress& progress, const std::vector<Progress::Step>& steps) {
  std::vector<std::string> shown;
  for (size_t at = 0; at < std::min(kMostNamed, steps.size()); ++at)
    shown.push_back(fmt::format("`{}`", name(progress, steps[at])));
  if (steps.size() > kMostNamed) shown.push_back(fmt::format("{} more", steps.size() - kMostNamed));
  return base::join(shown, ", ");
}

json::Array ids(const Progress& progress, const std::vector<Progress::Step>& steps) {
  json::Array out;
  for (Progress::Step step : steps) out.push_back(progress.plan().steps[step].id);
  return out;
}

// What is done, and what was.
std::pair<std::string_view, std::string_view> verbs(const Step& step) {
  if (step.action == Action::replace && step.after.is_null()) return {"destroying", "destroyed"};
  switch (step.action) {
    case Action::change:
      return {"changing", "changed"};
    case Action::adopt:
      return {"adopting", "adopted"};
    case Action::destroy:
      return {"destroying", "destroyed"};
    case Action::forget:
      return {"forgetting", "forgotten"};
    default:
      return {"making", "made"};
  }
}

// Without the address at its beginning: it was named before.
std::string error_text(const base::Error& error, const std::string& address = "") {
  std::string_view message = error.message;
  std::string prefix = fmt::format("`{}`: ", address);
  if (message.starts_with(prefix)) message.remove_prefix(prefix.size());
  std::string text = line_text(message, kSentence);
  return error.hint.empty() ? text : fmt::format("{}; {}", text, line_text(error.hint, kSentence));
}

json::Value error_json(const base::Error& error) {
  return json::Object{{"message", base::redact(error.message)}, {"hint", error.hint}};
}

std::string left_text(const Progress& progress, Time now) {
  size_t waiting = progress.count(StepStatus::waiting), running = progress.count(StepStatus::running);
  if (waiting + running == 0) return "";
  return fmt::format("; {} run, {} wait; the end is in about {}", running, waiting,
                     duration_text(whole_seconds(progress.expected_end(now) - now)));
}

std::string json_line(json::Object object) {
  return json::dump(std::move(object)) + "\n";
}

json::Object counts(const Progress& progress) {
  json::Object out;
  for (StepStatus status : {StepStatus::waiting, StepStatus::running, StepStatus::done, StepStatus::failed,
                            StepStatus::not_tried})
    out.set(status == StepStatus::not_tried ? "notTried" : status_name(status),
            static_cast<int64_t>(progress.count(status)));
  return out;
}

}  // namespace

std::string ProgressLines::begin() const {
  const Plan& plan = progress_.plan();
  Time start = progress_.start(), end = progress_.expected_end(start);
  if (form_ == Form::json)
    return json_line({{"type", "begin"},
                      {"version", kVersion},
                      {"at", base::iso8601_ms(start)},
                      {"lineage", plan.lineage},
                      {"serial", plan.serial},
                      {"steps", static_cast<int64_t>(plan.steps.size())},
                      {"expectedEnd", base::iso8601_ms(end)}});
  return fmt::format("{} steps; the end is in about {}\n", plan.steps.size(),
                     duration_text(whole_seconds(end - start)));
}

std::string ProgressLines::step(Time now, const StepEvent& event) {
  progress_.take(now, event);
  if (form_ == Form::json) return json_line(step_json(now, event).as_object());
  return fmt::format("[{}/{}] {}\n", progress_.count(StepStatus::done), progress_.plan().steps.size(),
                     step_text(now, event));
}

std::string ProgressLines::step_text(Time now, const StepEvent& event) const {
  auto place = static_cast<Progress::Step>(event.step);
  const Step& step = progress_.plan().steps[place];
  auto [doing, done] = verbs(step);
  std::string address = name(progress_, place);
  std::string taken = duration_text(whole_seconds(now - progress_.began(place, now)));
  switch (event.status) {
    case StepStatus::running:
      if (!event.note.empty()) return fmt::format("{}: is {}", address, line_text(event.note, kMostNote));
      return fmt::format("{}: {}, usually {}{}", address, doing, duration_text(step.expected),
                         left_text(progress_, now));
    case StepStatus::done:
      return fmt::format("{}: {} in {}{}", address, done, taken, left_text(progress_, now));
    case StepStatus::failed:
      return fmt::format("{}: failed after {}: {}", address, taken,
                         error_text(event.error.value_or(base::Error{}), step.address));
    case StepStatus::not_tried:
      return fmt::format("{}: not tried, for want of {}", address,
                         names(progress_, progress_.waits_on(place)));
    case StepStatus::waiting:
      break;
  }
  return fmt::format("{}: waits for {}", address, names(progress_, progress_.waits_on(place)));
}

json::Value ProgressLines::step_json(Time now, const StepEvent& event) const {
  auto place = static_cast<Progress::Step>(event.step);
  const Step& step = progress_.plan().steps[place];
  json::Object out{{"type", "step"},
                   {"at", base::iso8601_ms(now)},
                   {"id", step.id},
                   {"address", step.address},
                   {"action", action_name(step.action)},
                   {"status", event.status == StepStatus::not_tried ? "notTried" : status_name(event.status)},
                   {"expectedSeconds", static_cast<int64_t>(step.expected.count())}};
  if (event.status == StepStatus::done || event.status == StepStatus::failed)
    out.set("tookSeconds", static_cast<double>((now - progress_.began(place, now)).count()) / 1000);
  if (event.status == StepStatus::not_tried) out.set("waitsOn", ids(progress_, progress_.waits_on(place)));
  if (!event.note.empty()) out.set("note", event.note);
  if (event.error) out.set("error", error_json(*event.error));
  out.set("counts", counts(progress_));
  out.set("expectedEnd", base::iso8601_ms(progress_.expected_end(now)));
  return out;
}

std::string ProgressLines::still_running(Time now) const {
  std::vector<Progress::Step> running = progress_.running();
  if (form_ == Form::json)
    return json_line({{"type", "running"},
                      {"at", base::iso8601_ms(now)},
                      {"running", ids(progress_, running)},
                      {"counts", counts(progress_)},
                      {"expectedEnd", base::iso8601_ms(progress_.expected_end(now))}});
  std::vector<std::string> shown;
  for (size_t at = 0; at < std::min(kMostNamed, running.size()); ++at)
    shown.push_back(fmt::format("`{}` for {} (usually {})", name(progress_, running[at]),
                                duration_text(whole_seconds(now - progress_.began(running[at], now))),
                                duration_text(progress_.plan().steps[running[at]].expected)));
  if (running.size() > kMostNamed) shown.push_back(fmt::format("{} more", running.size() - kMostNamed));
  return fmt::format("[{}/{}] still running: {}{}\n", progress_.count(StepStatus::done),
                     progress_.plan().steps.size(), base::join(shown, ", "), left_text(progress_, now));
}

std::string ProgressLines::end(Time now, const Report& report) const {
  Outcome outcome = outcome_of(report);
  const Plan& plan = progress_.plan();
  if (form_ == Form::json) {
    json::Array failures;
    for (const Report::Failure& failure : report.failures)
      failures.push_back(
          json::Object{{"id", plan.steps[failure.step].id}, {"error", error_json(failure.error)}});
    json::Object out{{"type", "end"},
                     {"at", base::iso8601_ms(now)},
                     {"ending", ending_name(report.ending)},
                     {"outcome", kExitCodes[static_cast<size_t>(outcome)].name},
                     {"exitCode", exit_code(outcome)},
                     {"counts", counts(progress_)},
                     {"calls", report.calls},
                     {"failures", std::move(failures)}};
    if (report.error) out.set("error", error_json(*report.error));
    return json_line(std::move(out));
  }
  std::string text = fmt::format("{}: {} of {} steps done in {}", ending_name(report.ending),
                                 progress_.count(StepStatus::done), plan.steps.size(),
                                 duration_text(whole_seconds(now - progress_.start())));
  if (!report.failures.empty()) {
    const auto& [place, error] = report.failures.front();
    const std::string& address = plan.steps[place].address;
    text += fmt::format("; the first that failed is `{}`: {}", line_text(address, kWord),
                        error_text(error, address));
  }
  if (report.error) text += fmt::format("; {}", error_text(*report.error));
  if (outcome == Outcome::resumable) text += "; the same command goes on from here";
  return text + "\n";
}

}  // namespace engine
