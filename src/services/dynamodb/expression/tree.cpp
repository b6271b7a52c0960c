#include "services/dynamodb/expression/tree.h"

#include <fmt/core.h>

#include <array>

#include "base/text.h"

namespace account::dynamodb {
namespace {

constexpr std::array<std::string_view, 16> kNames = {"=",
                                                     "<>",
                                                     "<",
                                                     "<=",
                                                     ">",
                                                     ">=",
                                                     "BETWEEN",
                                                     "IN",
                                                     "attribute_exists",
                                                     "attribute_not_exists",
                                                     "attribute_type",
                                                     "begins_with",
                                                     "contains",
                                                     "AND",
                                                     "OR",
                                                     "NOT"};

}  // namespace

std::string text_of(const Path& path) {
  std::vector<std::string> steps;
  for (const Step& step : path) steps.push_back(step.index ? fmt::format("[{}]", *step.index) : step.name);
  return "[" + base::join(steps, ", ") + "]";
}

const Value* find(const Item& item, const Path& path) {
  const Value* value = find(item, path.front().name);
  for (size_t i = 1; value && i < path.size(); ++i) {
    const Step& step = path[i];
    if (!step.index) {
      value = value->type == Type::M ? find(value->members, step.name) : nullptr;
    } else {
      bool is_there = value->type == Type::L && *step.index < value->elements.size();
      value = is_there ? &value->elements[*step.index] : nullptr;
    }
  }
  return value;
}

std::string_view name_of(Condition::Kind kind) {
  return kNames[static_cast<size_t>(kind)];
}

}  // namespace account::dynamodb
