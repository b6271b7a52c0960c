// Filter patterns for events that are JSON: { ($.user.id = 1) && ($.users[0].email = "*@example.com") }
//
// Source: Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "services/logs/filter_reader.h"
#include "services/logs/filter_value.h"

namespace account::logs {

// Where a pattern looks: `$.a[0].b`, with `*` for all members or entries.
struct Selector {
  struct Step {
    std::string name;  // of a member; empty: an entry of a list
    size_t index = 0;
    bool is_any = false;
  };
  std::string written;
  std::vector<Step> steps;

  // The values there.
  std::vector<const json::Value*> find(const json::Value& event) const;
};

class JsonFilter {
 public:
  // The pattern's `{` is next.
  static base::Result<JsonFilter> read(FilterReader& reader);

  // An event that is no JSON object fits none.
  bool matches(std::string_view message) const;
  // What its selectors find in an event that fits: {SELECTOR: text}.
  std::map<std::string, std::string> values(std::string_view message) const;

 private:
  enum class Test { compare, is_null, is_true, is_false, not_exists };
  enum class Join { none, all, any };
  struct Node {
    Join join = Join::none;
    std::vector<Node> parts = {};  // of a join
    Test test = Test::compare;
    Selector selector = {};
    Comparison comparison = Comparison::equal;
    FilterValue value = {};
  };
  friend class JsonFilterReader;
  static bool holds(const Node& node, const json::Value& event);
  static void gather(const Node& node, const json::Value& event, std::map<std::string, std::string>& values);

  Node top_;
};

}  // namespace account::logs
