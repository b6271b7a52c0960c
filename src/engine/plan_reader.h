// Members of a plan's JSON form, each checked as it is read; what is wrong is told with its place. Internal to engine.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "engine/plan.h"

namespace engine {

class PlanReader {
 public:
  explicit PlanReader(base::Diagnostics& diagnostics) : diagnostics_(&diagnostics) {}

  void error(const json::Value& place, std::string message);

  // Each tells what is wrong, and then gives something empty to go on with.
  std::optional<json::Value> document(std::string_view text);
  std::string text(const json::Value& object, std::string_view name);
  int64_t count(const json::Value& object, std::string_view name, int64_t least);
  const json::Value& object(const json::Value& object, std::string_view name);
  const json::Array& list(const json::Value& object, std::string_view name);
  json::Value planned(const json::Value& object, std::string_view name);  // as check_value() takes it
  std::vector<std::string> texts(const json::Value& object, std::string_view name);
  Action action(const json::Value& step);
  Impact impact(const json::Value& step);

 private:
  const json::Value* member(const json::Value& object, std::string_view name);

  base::Diagnostics* diagnostics_;
};

}  // namespace engine
