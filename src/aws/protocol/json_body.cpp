#include "aws/protocol/json_body.h"

#include <fmt/core.h>

#include <cmath>
#include <limits>

#include "aws/values/fit.h"
#include "aws/values/scalar.h"
#include "base/encoding.h"

namespace aws {
namespace {

bool in_body(const Member& member) {
  return member.location() == Location::body;
}

Decoded<json::Value> read_value(const Member& member, const json::Value& wire, bool strict,
                                const std::string& path);

// A whole number, also if it was written as 3.0.
std::optional<json::Value> read_integer(const json::Value& wire, int64_t low, int64_t high) {
  if (wire.is_int()) {
    if (wire.as_int() < low || wire.as_int() > high) return std::nullopt;
    return wire.as_int();
  }
  if (!wire.is_number()) return std::nullopt;
  double number = wire.as_double();
  if (number != std::floor(number) || std::abs(number) > 9e15) return std::nullopt;
  return read_integer(json::Value(static_cast<int64_t>(number)), low, high);
}

std::optional<json::Value> read_json_scalar(ShapeType type, const json::Value& wire) {
  switch (type) {
    case ShapeType::string:
      return wire.is_string() ? std::optional(json::Value(wire.as_string())) : std::nullopt;
    case ShapeType::boolean:
      return wire.is_bool() ? std::optional(json::Value(wire.as_bool())) : std::nullopt;
    case ShapeType::integer:
      return read_integer(wire, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
    case ShapeType::long_integer:
      return read_integer(wire, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
    case ShapeType::timestamp:
      if (wire.is_number()) return read_scalar(type, fmt::format("{}", wire.as_double()));
      return wire.is_string() ? read_scalar(type, wire.as_string()) : std::nullopt;
    case ShapeType::float_number:
    case ShapeType::double_number:
      if (wire.is_number()) return json::Value(wire.as_double());
      return wire.is_string() ? read_scalar(type, wire.as_string()) : std::nullopt;
    default:
      return wire.is_string() ? read_scalar(type, wire.as_string()) : std::nullopt;
  }
}

Decoded<json::Value> read_list(const Shape& shape, const json::Array& wire, bool strict,
                               const std::string& path) {
  json::Array array;
  for (const auto& element : wire)
    array.push_back(
        TRY(read_value(shape.element(), element, strict, path + "." + std::to_string(array.size() + 1))));
  return json::Value(std::move(array));
}

Decoded<json::Value> read_map(const Shape& shape, const json::Object& wire, bool strict,
                              const std::string& path) {
  json::Object object;
  for (const auto& [name, value, span] : wire) {
    json::Value part = TRY(read_value(shape.value(), value, strict, path + "." + name));
    object.append({name, std::move(part), {}});
  }
  return json::Value(std::move(object));
}

Decoded<json::Value> read_value(const Member& member, const json::Value& wire, bool strict,
                                const std::string& path) {
  Shape shape = member.shape();
  if (shape.type() == ShapeType::structure && wire.is_object())
    return json::Value(TRY(read_json_members(shape, wire.as_object(), strict, path)));
  if (shape.type() == ShapeType::list && wire.is_array())
    return read_list(shape, wire.as_array(), strict, path);
  if (shape.type() == ShapeType::map && wire.is_object())
    return read_map(shape, wire.as_object(), strict, path);
  if (is_scalar(shape.type()))
    if (auto value = read_json_scalar(shape.type(), wire)) return std::move(*value);
  return fault(Fault::Kind::wrong_type, path,
               fmt::format("{} is expected, not {}", type_name(shape.type()), wire.type_name()));
}

json::Value write_value(const Member& member, const json::Value& value);

json::Value write_timestamp_value(const Member& member, int64_t ms) {
  TimestampFormat format = timestamp_format(member, TimestampFormat::unix_seconds);
  if (format != TimestampFormat::unix_seconds) return write_timestamp(format, ms);
  if (ms % 1000 == 0) return ms / 1000;
  return static_cast<double>(ms) / 1000;
}

json::Value write_value(const Member& member, const json::Value& value) {
  Shape shape = member.shape();
  switch (shape.type()) {
    case ShapeType::structure:
      return write_json_members(shape, value.as_object());
    case ShapeType::list: {
      json::Array array;
      for (const auto& element : value.as_array()) array.push_back(write_value(shape.element(), element));
      return array;
    }
    case ShapeType::map: {
      json::Object object;
      for (const auto& [name, element, span] : value.as_object())
        object.append({name, write_value(shape.value(), element), {}});
      return object;
    }
    case ShapeType::blob:
      return base::base64(value.as_string());
    case ShapeType::timestamp:
      return write_timestamp_value(member, value.as_int());
    case ShapeType::float_number:
    case ShapeType::double_number:
      if (!std::isfinite(value.as_double()))
        return write_scalar(shape.type(), TimestampFormat::unspecified, value);
      return value;
    default:
      return value;
  }
}

}  // namespace

Decoded<json::Object> read_json_members(const Shape& shape, const json::Object& wire, bool strict,
                                        const std::string& path) {
  auto below = [&](std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
  };
  json::Object object;
  size_t known = 0;
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    const json::Value* value = in_body(member) ? wire.find(member.wire_name()) : nullptr;
    if (!value) continue;
    ++known;
    if (value->is_null()) continue;
    std::string name(member.name());
    json::Value part = TRY(read_value(member, *value, strict, below(name)));
    object.append({name, std::move(part), {}});
  }
  if (!strict || known == wire.size()) return object;
  for (const auto& [name, value, span] : wire) {
    bool found = false;
    for (uint32_t i = 0; i < shape.member_count(); ++i)
      found = found || (in_body(shape.member(i)) && shape.member(i).wire_name() == name);
    if (!found) return fault(Fault::Kind::unknown, below(name), unknown_member(shape, name));
  }
  return object;
}

json::Object write_json_members(const Shape& shape, const json::Object& object) {
  json::Object wire;
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    const json::Value* value = in_body(member) ? object.find(member.name()) : nullptr;
    if (value) wire.append({std::string(member.wire_name()), write_value(member, *value), {}});
  }
  return wire;
}

}  // namespace aws
