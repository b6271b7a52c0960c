// The rule of a composite alarm: an expression over the states of others.
//
//   ALARM("cpu") AND (NOT OK(disk) OR AT_LEAST(2, ALARM, (a, b, c)))
//
// Source: API Reference, PutCompositeAlarm, AlarmRule.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace account::cloudwatch {

class AlarmRule {
 public:
  // Errors: invalid, and what of it is not understood.
  static base::Result<AlarmRule> parse(std::string_view text);

  // The names of the alarms that it looks at, each once, in the order of the text.
  const std::vector<std::string>& alarms() const { return alarms_; }
  size_t elements() const { return nodes_.size(); }
  // `state_of`: OK, ALARM or INSUFFICIENT_DATA, by the alarm's name.
  bool holds(const std::function<std::string(const std::string& alarm)>& state_of) const;

  enum class Kind { constant, state, negation, all, any, at_least };
  struct Node {
    Kind kind;
    bool value = false;              // of a constant; of a state: whether it is that one, or any other
    std::string state = {};          // of states
    std::string alarm = {};          // likewise
    double least = 0;                // how many of the parts
    bool is_percent = false;         // or what share of them
    std::vector<size_t> parts = {};  // of nodes
  };

 private:
  friend class AlarmRuleReader;

  bool holds_at(size_t node, const std::function<std::string(const std::string& alarm)>& state_of) const;

  std::vector<Node> nodes_;  // the last is the whole
  std::vector<std::string> alarms_;
};

}  // namespace account::cloudwatch
