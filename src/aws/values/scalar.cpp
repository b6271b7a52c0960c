#include "aws/values/scalar.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

constexpr int64_t kMinMs = -62'167'219'200'000;  // year 0
constexpr int64_t kMaxMs = 253'402'300'799'999;  // the end of year 9999

std::optional<json::Value> read_integer(std::string_view text, int64_t low, int64_t high) {
  if (text.starts_with('+')) text.remove_prefix(1);
  auto value = base::parse_int(text);
  if (!value || *value < low || *value > high) return std::nullopt;
  return json::Value(*value);
}

std::optional<json::Value> read_double(std::string_view text) {
  if (text == "NaN") return json::Value(std::numeric_limits<double>::quiet_NaN());
  if (text == "Infinity") return json::Value(std::numeric_limits<double>::infinity());
  if (text == "-Infinity") return json::Value(-std::numeric_limits<double>::infinity());
  double value = 0;
  auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return json::Value(value);
}

// XML writers break long base64 into lines.
std::optional<json::Value> read_blob(std::string_view text) {
  std::string packed;
  packed.reserve(text.size());
  for (char c : text)
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') packed += c;
  auto bytes = base::unbase64(packed);
  if (!bytes) return std::nullopt;
  return json::Value(std::move(*bytes));
}

std::string write_double(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return fmt::format("{}", value);
}

}  // namespace

TimestampFormat timestamp_format(const Member& member, TimestampFormat otherwise) {
  TimestampFormat format = member.timestamp_format();
  return format == TimestampFormat::unspecified ? otherwise : format;
}

std::optional<int64_t> read_timestamp(std::string_view text) {
  text = base::trim(text);
  if (auto time = base::parse_iso8601(text)) return base::to_ms(*time);
  if (auto time = base::parse_http_date(text)) return base::to_ms(*time);
  auto seconds = read_double(text);
  if (!seconds || !std::isfinite(seconds->as_double())) return std::nullopt;
  double ms = std::round(seconds->as_double() * 1000);
  if (ms < static_cast<double>(kMinMs) || ms > static_cast<double>(kMaxMs)) return std::nullopt;
  return static_cast<int64_t>(ms);
}

std::optional<json::Value> read_scalar(ShapeType type, std::string_view text) {
  switch (type) {
    case ShapeType::string:
      if (text.find('\0') != text.npos || !base::is_utf8(text)) return std::nullopt;
      return json::Value(text);
    case ShapeType::blob:
      return read_blob(text);
    case ShapeType::boolean:
      if (base::equal_ignoring_case(text, "true")) return json::Value(true);
      if (base::equal_ignoring_case(text, "false")) return json::Value(false);
      return std::nullopt;
    case ShapeType::integer:
      return read_integer(text, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
    case ShapeType::long_integer:
      return read_integer(text, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
    case ShapeType::float_number:
    case ShapeType::double_number:
      return read_double(text);
    case ShapeType::timestamp:
      if (auto ms = read_timestamp(text)) return json::Value(*ms);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string write_timestamp(TimestampFormat format, int64_t ms) {
  base::Time time = base::from_ms(ms);
  if (format == TimestampFormat::rfc822) return base::http_date(time);
  if (format == TimestampFormat::unix_seconds)
    return ms % 1000 == 0 ? fmt::format("{}", ms / 1000)
                          : fmt::format("{:.3f}", static_cast<double>(ms) / 1000);
  return ms % 1000 == 0 ? base::iso8601(time) : base::iso8601_ms(time);
}

std::string write_scalar(ShapeType type, TimestampFormat format, const json::Value& value) {
  switch (type) {
    case ShapeType::blob:
      return base::base64(value.as_string());
    case ShapeType::boolean:
      return value.as_bool() ? "true" : "false";
    case ShapeType::integer:
    case ShapeType::long_integer:
      return fmt::format("{}", value.as_int());
    case ShapeType::float_number:
    case ShapeType::double_number:
      return write_double(value.as_double());
    case ShapeType::timestamp:
      return write_timestamp(format, value.as_int());
    default:
      return value.as_string();
  }
}

bool is_scalar(ShapeType type) {
  return type != ShapeType::structure && type != ShapeType::list && type != ShapeType::map;
}

std::string_view type_name(ShapeType type) {
  constexpr std::string_view kNames[] = {"a structure", "a list",    "a map",      "a string",
                                         "a blob",      "a boolean", "an integer", "a long integer",
                                         "a float",     "a double",  "a timestamp"};
  return kNames[static_cast<size_t>(type)];
}

}  // namespace aws
