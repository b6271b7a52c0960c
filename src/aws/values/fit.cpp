#include "aws/values/fit.h"

#include <fmt/core.h>

#include <limits>
#include <vector>

#include "aws/values/scalar.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

using Misfit = std::optional<std::string>;

Misfit check(const Member& member, const json::Value& value, const std::string& path);

bool scalar_fits(ShapeType type, const json::Value& value) {
  switch (type) {
    case ShapeType::string:
      return value.is_string() && base::is_utf8(value.as_string());
    case ShapeType::blob:
      return value.is_string();
    case ShapeType::boolean:
      return value.is_bool();
    case ShapeType::integer:
      return value.is_int() && value.as_int() >= std::numeric_limits<int32_t>::min() &&
             value.as_int() <= std::numeric_limits<int32_t>::max();
    case ShapeType::long_integer:
    case ShapeType::timestamp:
      return value.is_int();
    default:
      return value.is_number();
  }
}

Misfit check_structure(const Shape& shape, const json::Object& object, const std::string& path) {
  for (const auto& [name, value, span] : object) {
    auto member = shape.find_member(name);
    if (!member) return fmt::format("{}: {}", path, unknown_member(shape, name));
    if (member->streaming()) return fmt::format("{}.{}: a stream is no part of the value", path, name);
    if (auto found = check(*member, value, path + "." + name)) return found;
  }
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    if (member.required() && !member.streaming() && !object.contains(member.name()))
      return fmt::format("{}: required member `{}` is missing", path, member.name());
  }
  return std::nullopt;
}

Misfit check(const Member& member, const json::Value& value, const std::string& path) {
  Shape shape = member.shape();
  bool fits = false;
  if (shape.type() == ShapeType::structure && value.is_object())
    return check_structure(shape, value.as_object(), path);
  if (shape.type() == ShapeType::list && value.is_array()) {
    for (const auto& element : value.as_array())
      if (auto found = check(shape.element(), element, path + "[]")) return found;
    fits = true;
  } else if (shape.type() == ShapeType::map && value.is_object()) {
    for (const auto& [name, element, span] : value.as_object())
      if (auto found = check(shape.value(), element, path + "." + name)) return found;
    fits = true;
  } else if (is_scalar(shape.type())) {
    fits = scalar_fits(shape.type(), value);
  }
  if (fits) return std::nullopt;
  return fmt::format("{}: {} is expected, not {}", path, type_name(shape.type()), value.type_name());
}

}  // namespace

Misfit misfit(const Shape& shape, const json::Value& value) {
  std::string path(shape.name());
  if (value.is_null()) return check_structure(shape, {}, path);
  if (!value.is_object()) return fmt::format("{}: a structure is expected, not {}", path, value.type_name());
  return check_structure(shape, value.as_object(), path);
}

std::string unknown_member(const Shape& shape, std::string_view name) {
  std::vector<std::string> names;
  for (uint32_t i = 0; i < shape.member_count(); ++i) names.emplace_back(shape.member(i).name());
  auto meant = base::did_you_mean(name, names);
  return meant ? fmt::format("unknown member `{}`: did you mean `{}`?", name, *meant)
               : fmt::format("unknown member `{}`", name);
}

}  // namespace aws
