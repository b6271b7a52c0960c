#include "services/cloudwatch/alarm_rule.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "services/cloudwatch/alarm.h"

namespace account::cloudwatch {
namespace {

constexpr std::string_view kStates[] = {"ALARM", "OK", "INSUFFICIENT_DATA"};
constexpr size_t kMostDepth = 100;

}  // namespace

class AlarmRuleReader {
 public:
  explicit AlarmRuleReader(std::string_view text) : text_(text) {}

  base::Result<AlarmRule> read() {
    TRY(any());
    skip_space();
    if (at_ < text_.size()) return wrong();
    return std::move(rule_);
  }

 private:
  using Kind = AlarmRule::Kind;
  using Node = AlarmRule::Node;

  tl::unexpected<base::Error> wrong() const {
    return base::fail(base::ErrorKind::invalid, "`{}` is not understood", text_.substr(at_));
  }

  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  static bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

  bool take(std::string_view token) {
    skip_space();
    if (!text_.substr(at_).starts_with(token)) return false;
    size_t end = at_ + token.size();
    if (is_word(token.back()) && end < text_.size() && is_word(text_[end])) return false;
    at_ = end;
    return true;
  }

  size_t add(Node node) {
    rule_.nodes_.push_back(std::move(node));
    return rule_.nodes_.size() - 1;
  }

  base::Result<size_t> any() { return joined("OR", Kind::any, &AlarmRuleReader::all); }
  base::Result<size_t> all() { return joined("AND", Kind::all, &AlarmRuleReader::single); }

  base::Result<size_t> joined(std::string_view word, Kind kind,
                              base::Result<size_t> (AlarmRuleReader::*part)()) {
    size_t first = TRY((this->*part)());
    std::vector<size_t> parts{first};
    while (take(word)) parts.push_back(TRY((this->*part)()));
    if (parts.size() == 1) return parts[0];
    return add({.kind = kind, .parts = std::move(parts)});
  }

  base::Result<size_t> single() {
    if (++depth_ > kMostDepth) return base::fail(base::ErrorKind::invalid, "it is nested too deeply");
    base::Result<size_t> node = take("NOT") ? negation() : take("(") ? inner() : leaf();
    --depth_;
    return node;
  }

  base::Result<size_t> negation() {
    size_t part = TRY(single());
    return add({.kind = Kind::negation, .parts = {part}});
  }

  base::Result<size_t> inner() {
    size_t node = TRY(any());
    if (!take(")")) return wrong();
    return node;
  }

  base::Result<size_t> leaf() {
    if (take("TRUE")) return add({.kind = Kind::constant, .value = true});
    if (take("FALSE")) return add({.kind = Kind::constant, .value = false});
    if (take("AT_LEAST")) return at_least();
    for (std::string_view state : kStates) {
      if (!take(state)) continue;
      if (!take("(")) return wrong();
      std::string name = TRY(alarm());
      if (!take(")")) return wrong();
      return add(node_of(name, state, true));
    }
    return wrong();
  }

  Node node_of(const std::string& name, std::string_view state, bool is_that) {
    auto& alarms = rule_.alarms_;
    if (std::find(alarms.begin(), alarms.end(), name) == alarms.end()) alarms.push_back(name);
    return {.kind = Kind::state, .value = is_that, .state = std::string(state), .alarm = name};
  }

  // A name or an ARN, in quotes or as it is.
  base::Result<std::string> alarm() {
    skip_space();
    if (at_ == text_.size()) return wrong();
    bool is_quoted = text_[at_] == '"';
    size_t begin = is_quoted ? at_ + 1 : at_;
    size_t end = is_quoted ? text_.find('"', begin) : text_.find_first_of("(),", begin);
    if (end == text_.npos) return wrong();
    std::string_view name = text_.substr(begin, end - begin);
    if (!is_quoted) name = base::trim(name);
    if (name.empty()) return wrong();
    at_ = is_quoted ? end + 1 : end;
    return alarm_name(name);
  }

  // AT_LEAST(2, ALARM, (a, b, c)), AT_LEAST(50%, NOT OK, (a, b))
  base::Result<size_t> at_least() {
    if (!take("(")) return wrong();
    skip_space();
    size_t begin = at_;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) ++at_;
    auto number = base::parse_int(text_.substr(begin, at_ - begin));
    if (!number || *number < 1) return wrong();
    Node node{.kind = Kind::at_least, .least = static_cast<double>(*number), .is_percent = take("%")};
    if (!take(",")) return wrong();
    bool is_that = !take("NOT");
    auto state = std::find_if(std::begin(kStates), std::end(kStates), [this](auto one) { return take(one); });
    if (state == std::end(kStates) || !take(",") || !take("(")) return wrong();
    do {
      std::string name = TRY(alarm());
      node.parts.push_back(add(node_of(name, *state, is_that)));
    } while (take(","));
    if (!take(")") || !take(")")) return wrong();
    return add(std::move(node));
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t depth_ = 0;
  AlarmRule rule_;
};

base::Result<AlarmRule> AlarmRule::parse(std::string_view text) {
  return AlarmRuleReader(text).read();
}

bool AlarmRule::holds_at(size_t number,
                         const std::function<std::string(const std::string& alarm)>& state_of) const {
  const Node& node = nodes_[number];
  auto holding = [&](size_t part) { return holds_at(part, state_of); };
  switch (node.kind) {
    case Kind::constant:
      return node.value;
    case Kind::state:
      return (state_of(node.alarm) == node.state) == node.value;
    case Kind::negation:
      return !holding(node.parts[0]);
    case Kind::all:
      return std::all_of(node.parts.begin(), node.parts.end(), holding);
    case Kind::any:
      return std::any_of(node.parts.begin(), node.parts.end(), holding);
    case Kind::at_least: {
      auto count = static_cast<double>(std::count_if(node.parts.begin(), node.parts.end(), holding));
      double share = count / static_cast<double>(node.parts.size()) * 100;
      return (node.is_percent ? share : count) >= node.least;
    }
  }
  return false;
}

bool AlarmRule::holds(const std::function<std::string(const std::string& alarm)>& state_of) const {
  return holds_at(nodes_.size() - 1, state_of);
}

}  // namespace account::cloudwatch
