#include "services/s3/lifecycle_transitions.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "services/s3/bucket.h"

namespace account::s3 {
namespace {

constexpr int64_t kDay = 24LL * 3600 * 1000;

// From the top down: an object only goes to a class that is further down.
struct StorageClass {
  std::string_view name;
  int64_t min_days = 0;  // how old an object must be to go there
  int64_t min_stay = 0;  // for how long it must stay there before it goes on
};
constexpr StorageClass kClasses[] = {
    {"STANDARD_IA", 30, 30}, {"INTELLIGENT_TIERING"}, {"ONEZONE_IA", 30, 30},
    {"GLACIER_IR", 0, 90},   {"GLACIER", 0, 90},      {"DEEP_ARCHIVE"},
};

const StorageClass* find_class(std::string_view name) {
  auto found = std::find_if(std::begin(kClasses), std::end(kClasses),
                            [&](const StorageClass& one) { return one.name == name; });
  return found == std::end(kClasses) ? nullptr : found;
}

// One kind of versions, and how its members are called.
struct Kind {
  std::string_view transitions;
  std::string_view transition;  // as messages call one
  std::string_view expiration;
  std::string_view days;
};
constexpr Kind kCurrent = {"Transitions", "Transition", "Expiration", "Days"};
constexpr Kind kNoncurrent = {"NoncurrentVersionTransitions", "NoncurrentVersionTransition",
                              "NoncurrentVersionExpiration", "NoncurrentDays"};

// When an action is due: after days, or at a date.
struct Due {
  std::string_view member;  // Days, NoncurrentDays or Date
  int64_t value = 0;        // days, or milliseconds

  int64_t days() const { return member == "Date" ? value / kDay : value; }
};
std::optional<Due> due_of(const json::Value& action, const Kind& kind) {
  if (const json::Value* days = action.find(kind.days)) return Due{kind.days, days->as_int()};
  if (const json::Value* date = action.find("Date")) return Due{"Date", date->as_int()};
  return std::nullopt;
}

struct Step {
  const StorageClass* to;
  Due due;
};

// As messages name a rule's filter: (prefix=logs/).
std::string filter_text(const json::Value& rule) {
  const json::Value* filter = rule.find("Filter");
  const json::Value* both = filter ? filter->find("And") : nullptr;
  const json::Value& holder = both ? *both : filter ? *filter : rule;
  return fmt::format("'(prefix={})'", holder.string_or("Prefix", ""));
}

tl::unexpected<aws::Error> invalid_due(std::string message, const Due& due) {
  std::string value =
      due.member == "Date" ? base::iso8601(base::from_ms(due.value)) : std::to_string(due.value);
  return invalid_argument(std::move(message), due.member, std::move(value));
}

class Transitions {
 public:
  Transitions(const json::Value& rule, const Kind& kind)
      : rule_(rule), kind_(kind), filter_(filter_text(rule)) {}

  aws::Result<void> check() {
    TRY(read());
    TRY(check_units());
    TRY(check_minima());
    TRY(check_order());
    return check_expiration();
  }

 private:
  aws::Result<void> read() {
    const json::Value* list = rule_.find(kind_.transitions);
    if (!list) return {};
    for (const json::Value& transition : list->as_array()) {
      const StorageClass* to = find_class(transition.string_or("StorageClass", ""));
      bool twice = transition.find(kind_.days) && transition.find("Date");
      std::optional<Due> due = due_of(transition, kind_);
      if (!to || !due || twice) return malformed_xml();
      TRY(check_midnight(transition));
      for (const Step& step : steps_) {
        if (step.to != to) continue;
        return aws::error("InvalidRequest", 400,
                          "'StorageClass' must be different for '{}' actions in same 'Rule' with filter {}",
                          kind_.transition, filter_);
      }
      steps_.push_back({to, *due});
    }
    std::sort(steps_.begin(), steps_.end(), [](const Step& a, const Step& b) { return a.to < b.to; });
    if (const json::Value* expiration = rule_.find(kind_.expiration)) expires_ = due_of(*expiration, kind_);
    return {};
  }

  // Either dates or days, in the whole rule.
  aws::Result<void> check_units() const {
    std::string_view unit = expires_ ? expires_->member : steps_.empty() ? "" : steps_[0].due.member;
    bool mixed =
        std::any_of(steps_.begin(), steps_.end(), [&](const Step& s) { return s.due.member != unit; });
    if (!mixed) return {};
    return aws::error(
        "InvalidRequest", 400,
        "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule "
        "for filter {}",
        filter_);
  }

  aws::Result<void> check_minima() const {
    for (const Step& step : steps_) {
      if (step.due.member == "Date") continue;
      if (&kind_ == &kNoncurrent && step.due.value < 1) {
        return invalid_due(
            fmt::format("'{}' for {} action must be a positive integer", kind_.days, kind_.transition),
            step.due);
      }
      if (step.due.value < 0)
        return invalid_due(
            fmt::format("'{}' for {} action must be a nonnegative integer", kind_.days, kind_.transition),
            step.due);
      if (step.due.value >= step.to->min_days) continue;
      return invalid_due(
          fmt::format("'{}' in {} action must be greater than or equal to {} for storageClass '{}'",
                      kind_.days, kind_.transition, step.to->min_days, step.to->name),
          step.due);
    }
    return {};
  }

  aws::Result<void> check_order() const {
    for (size_t i = 1; i < steps_.size(); ++i) {
      const Step& before = steps_[i - 1];
      const Step& after = steps_[i];
      int64_t gap = after.due.days() - before.due.days();
      int64_t least = before.to->min_stay;
      if (gap > 0 && gap >= least) continue;
      std::string head = fmt::format("'{}' in the '{}' action for StorageClass '{}' for filter {} must be ",
                                     after.due.member, kind_.transition, after.to->name, filter_);
      std::string more =
          gap > 0 ? fmt::format("{} days more than 'filter {}' in the '{}' action for StorageClass '{}'",
                                least, filter_, kind_.transition, before.to->name)
                  : fmt::format("greater than '{}' in the '{}' action for StorageClass '{}' for filter {}",
                                before.due.member, kind_.transition, before.to->name, filter_);
      return invalid_due(head + more, after.due);
    }
    return {};
  }

  aws::Result<void> check_expiration() const {
    if (!expires_) return {};
    bool late = std::any_of(steps_.begin(), steps_.end(),
                            [&](const Step& step) { return step.due.value >= expires_->value; });
    if (!late) return {};
    return invalid_due(
        fmt::format("'{}' in the {} action for filter {} must be {} than '{}' in the {} action",
                    expires_->member, kind_.expiration, filter_,
                    expires_->member == "Date" ? "later" : "greater", expires_->member, kind_.transition),
        *expires_);
  }

  const json::Value& rule_;
  const Kind& kind_;
  std::string filter_;
  std::vector<Step> steps_;  // from the top down
  std::optional<Due> expires_;
};

}  // namespace

aws::Result<void> check_midnight(const json::Value& action) {
  const json::Value* date = action.find("Date");
  if (!date || date->as_int() % kDay == 0) return {};
  return invalid_argument("'Date' must be at midnight GMT", "Date",
                          base::iso8601(base::from_ms(date->as_int())));
}

aws::Result<void> check_transitions(const json::Value& rule) {
  TRY(Transitions(rule, kCurrent).check());
  return Transitions(rule, kNoncurrent).check();
}

}  // namespace account::s3
