#include "services/dynamodb/expression/evaluate.h"

namespace account::dynamodb {
namespace {

// The paths as a tree; what has no branches is taken whole.
struct Branch {
  std::map<std::string, Branch> names;
  std::map<size_t, Branch> indexes;

  bool is_whole() const { return names.empty() && indexes.empty(); }
};

Item take_members(const Branch& branch, const Item& members);

// nullopt: the branch leads to nothing of the value.
std::optional<Value> take(const Branch& branch, const Value& value) {
  if (branch.is_whole()) return value;
  Value taken{value.type};
  if (value.type == Type::M) taken.members = take_members(branch, value.members);
  if (value.type == Type::L) {
    for (const auto& [index, below] : branch.indexes) {
      if (index >= value.elements.size()) break;
      if (auto element = take(below, value.elements[index])) taken.elements.push_back(std::move(*element));
    }
  }
  if (taken.members.empty() && taken.elements.empty()) return std::nullopt;
  return taken;
}

Item take_members(const Branch& branch, const Item& members) {
  Item taken;
  for (const auto& [name, below] : branch.names) {
    const Value* value = find(members, name);
    std::optional<Value> part = value ? take(below, *value) : std::nullopt;
    if (part) taken.emplace_hint(taken.end(), name, std::move(*part));
  }
  return taken;
}

}  // namespace

Item project(const std::vector<Path>& paths, const Item& item) {
  Branch root;
  for (const Path& path : paths) {
    Branch* branch = &root;
    for (const Step& step : path)
      branch = step.index ? &branch->indexes[*step.index] : &branch->names[step.name];
  }
  return take_members(root, item);
}

}  // namespace account::dynamodb
