// Expressions as they were read: what their placeholders stand for is in its place.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "services/dynamodb/value.h"

namespace account::dynamodb {

// A step of a document path: into a map by name, or into a list by index. The first is the name of an attribute.
struct Step {
  std::string name = {};
  std::optional<size_t> index = std::nullopt;

  auto operator<=>(const Step&) const = default;
};
using Path = std::vector<Step>;

std::string text_of(const Path& path);  // [a, b, [1]], as the service's messages show it

// What a path leads to; nullptr: nothing is there.
const Value* find(const Item& item, const Path& path);

struct Operand {
  enum class Kind { path, value, size, if_not_exists, list_append, add, subtract };
  Kind kind;
  Path path = {};                       // of a path
  Value value = {};                     // of a value
  std::vector<Operand> arguments = {};  // of the rest

  bool is_value() const { return kind == Kind::value; }
  bool is_path() const { return kind == Kind::path; }
};

struct Condition {
  enum class Kind {
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    between,
    in,
    attribute_exists,
    attribute_not_exists,
    attribute_type,
    begins_with,
    contains,
    all,   // of `parts`: AND
    any,   // of `parts`: OR
    none,  // of the one part: NOT
  };
  Kind kind;
  std::vector<Operand> operands = {};
  std::vector<Condition> parts = {};
};

// Of a kind that compares operands, or of a function: `=`, `BETWEEN`, `contains`.
std::string_view name_of(Condition::Kind kind);

struct Action {
  enum class Kind { set, remove, add, erase };
  Kind kind;
  Path path;
  std::optional<Operand> operand = std::nullopt;  // none of `remove`
};
using Update = std::vector<Action>;

}  // namespace account::dynamodb
