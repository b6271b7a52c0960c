#include <algorithm>

#include "services/dynamodb/errors.h"
#include "services/dynamodb/expression/evaluate.h"

namespace account::dynamodb {
namespace {

tl::unexpected<aws::Error> invalid_path() {
  return invalid("The document path provided in the update expression is invalid for update");
}

tl::unexpected<aws::Error> wrong_type() {
  return invalid("An operand in the update expression has an incorrect data type");
}

aws::Result<Value> evaluate(const Operand& operand, const Item& before);

aws::Result<Value> appended(const Operand& operand, const Item& before) {
  Value list = TRY(evaluate(operand.arguments[0], before));
  Value tail = TRY(evaluate(operand.arguments[1], before));
  if (list.type != Type::L || tail.type != Type::L) return wrong_type();
  list.elements.insert(list.elements.end(), tail.elements.begin(), tail.elements.end());
  return list;
}

aws::Result<Value> summed(const Operand& operand, const Item& before) {
  Value a = TRY(evaluate(operand.arguments[0], before));
  Value b = TRY(evaluate(operand.arguments[1], before));
  if (a.type != Type::N || b.type != Type::N) return wrong_type();
  Number other = operand.kind == Operand::Kind::add ? b.number : b.number.negated();
  Number sum = TRY(Number::add(a.number, other));
  return number_value(std::move(sum));
}

aws::Result<Value> evaluate(const Operand& operand, const Item& before) {
  switch (operand.kind) {
    case Operand::Kind::value:
      return operand.value;
    case Operand::Kind::list_append:
      return appended(operand, before);
    case Operand::Kind::if_not_exists: {
      const Value* there = find(before, operand.arguments[0].path);
      if (there) return *there;
      return evaluate(operand.arguments[1], before);
    }
    case Operand::Kind::path: {
      const Value* there = find(before, operand.path);
      if (there) return *there;
      return invalid("The provided expression refers to an attribute that does not exist in the item");
    }
    default:
      return summed(operand, before);
  }
}

// The container in which the last step of a path finds its place; nullptr: the item itself.
aws::Result<Value*> parent_of(Item& item, const Path& path) {
  if (path.size() == 1) return nullptr;
  auto* parent = const_cast<Value*>(find(item, Path(path.begin(), path.end() - 1)));
  Type wanted = path.back().index ? Type::L : Type::M;
  if (!parent || parent->type != wanted) return invalid_path();
  return parent;
}

aws::Result<void> put(Item& item, const Path& path, Value value) {
  Value* parent = TRY(parent_of(item, path));
  const Step& last = path.back();
  if (!last.index) {
    (parent ? parent->members : item).insert_or_assign(last.name, std::move(value));
  } else if (*last.index < parent->elements.size()) {
    parent->elements[*last.index] = std::move(value);
  } else {
    parent->elements.push_back(std::move(value));
  }
  return {};
}

aws::Result<void> remove(Item& item, const Path& path, const Item& before) {
  Value* parent = TRY(parent_of(item, path));
  const Step& last = path.back();
  if (!find(before, path)) return {};
  if (!last.index) {
    (parent ? parent->members : item).erase(last.name);
  } else {
    parent->elements.erase(parent->elements.begin() + static_cast<std::ptrdiff_t>(*last.index));
  }
  return {};
}

// ADD: to a number, or to a set.
aws::Result<void> add(Item& item, const Path& path, const Value& operand) {
  const Value* there = find(item, path);
  if (!there) return put(item, path, operand);
  if (there->type != operand.type) return wrong_type();
  Value after{operand.type};
  if (operand.type == Type::N) {
    after.number = TRY(Number::add(there->number, operand.number));
  } else {
    std::set_union(there->elements.begin(), there->elements.end(), operand.elements.begin(),
                   operand.elements.end(), std::back_inserter(after.elements), is_before);
  }
  return put(item, path, std::move(after));
}

// DELETE: from a set, which goes with its last element.
aws::Result<void> erase(Item& item, const Path& path, const Value& operand) {
  TRY(parent_of(item, path));
  const Value* there = find(item, path);
  if (!there) return {};
  if (there->type != operand.type) return wrong_type();
  Value after{operand.type};
  std::set_difference(there->elements.begin(), there->elements.end(), operand.elements.begin(),
                      operand.elements.end(), std::back_inserter(after.elements), is_before);
  if (after.elements.empty()) return remove(item, path, Item(item));
  return put(item, path, std::move(after));
}

}  // namespace

// What is set beyond the end of a list is appended in the order of the indexes; what is removed is removed from the end
// on, so that an index means what it did before.
aws::Result<Item> apply_update(const Update& update, const Item& before) {
  std::vector<std::pair<const Action*, Value>> changes;
  std::vector<const Action*> removals;
  for (const Action& action : update) {
    if (!action.operand) {
      removals.push_back(&action);
      continue;
    }
    Value value = TRY(evaluate(*action.operand, before));
    changes.emplace_back(&action, std::move(value));
  }
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return a.first->path < b.first->path; });
  std::sort(removals.begin(), removals.end(),
            [](const Action* a, const Action* b) { return b->path < a->path; });

  Item after = before;
  for (auto& [action, value] : changes) {
    if (action->kind == Action::Kind::set) TRY(put(after, action->path, value));
    if (action->kind == Action::Kind::add) TRY(add(after, action->path, value));
    if (action->kind == Action::Kind::erase) TRY(erase(after, action->path, value));
  }
  for (const Action* action : removals) TRY(remove(after, action->path, before));
  return after;
}

std::vector<Path> paths_of(const Update& update) {
  std::vector<Path> paths;
  for (const Action& action : update) paths.push_back(action.path);
  return paths;
}

}  // namespace account::dynamodb
