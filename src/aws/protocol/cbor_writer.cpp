#include <bit>
#include <limits>

#include "aws/protocol/cbor.h"
#include "aws/protocol/cbor_words.h"
#include "base/encoding.h"

namespace aws {
namespace {

using namespace cbor;

void write_argument(std::string& out, Major major, uint8_t info, uint64_t argument, int bytes) {
  out += static_cast<char>(major << 5 | info);
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(argument >> 8 * i & 255);
}

void write_head(std::string& out, Major major, uint64_t argument) {
  if (argument < 24) return write_argument(out, major, static_cast<uint8_t>(argument), 0, 0);
  if (argument <= UINT8_MAX) return write_argument(out, major, 24, argument, 1);
  if (argument <= UINT16_MAX) return write_argument(out, major, 25, argument, 2);
  if (argument <= UINT32_MAX) return write_argument(out, major, 26, argument, 4);
  write_argument(out, major, 27, argument, 8);
}

void write_text(std::string& out, Major major, std::string_view text) {
  write_head(out, major, text.size());
  out += text;
}

void write_double(std::string& out, double value) {
  write_argument(out, kOther, kDouble, std::bit_cast<uint64_t>(value), 8);
}

// What the json protocol writes as texts.
double double_of(const json::Value& value) {
  if (value.is_number()) return value.as_double();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (value.as_string() == "NaN") return std::numeric_limits<double>::quiet_NaN();
  return value.as_string() == "-Infinity" ? -kInfinity : kInfinity;
}

void write(std::string& out, const json::Value& value, const std::optional<Shape>& shape);

// Members that the shape does not have are written as they are: those of errors.
void write_object(std::string& out, const json::Object& object, const std::optional<Shape>& shape) {
  write_head(out, kMap, object.size());
  for (const json::Member& member : object) {
    write_text(out, kText, member.name);
    std::optional<Shape> below;
    if (shape && shape->type() == ShapeType::map) below = shape->value().shape();
    if (shape && shape->type() == ShapeType::structure)
      if (auto known = shape->find_member(member.name)) below = known->shape();
    write(out, member.value, below);
  }
}

void write_typed(std::string& out, const json::Value& value, ShapeType type) {
  if (type == ShapeType::timestamp) write_head(out, kTag, kEpoch);
  bool is_real =
      type == ShapeType::timestamp || type == ShapeType::double_number || type == ShapeType::float_number;
  if (is_real) return write_double(out, double_of(value));
  write_text(out, kBytes, base::unbase64(value.as_string()).value_or(""));
}

void write(std::string& out, const json::Value& value, const std::optional<Shape>& shape) {
  ShapeType type = shape ? shape->type() : ShapeType::string;
  bool is_typed = type == ShapeType::timestamp || type == ShapeType::double_number ||
                  type == ShapeType::float_number || type == ShapeType::blob;
  if (is_typed && !value.is_null()) return write_typed(out, value, type);
  if (value.is_object()) return write_object(out, value.as_object(), shape);
  if (value.is_array()) {
    write_head(out, kArray, value.as_array().size());
    bool is_list = type == ShapeType::list;
    for (const json::Value& element : value.as_array())
      write(out, element, is_list ? std::optional(shape->element().shape()) : std::nullopt);
    return;
  }
  if (value.is_string()) return write_text(out, kText, value.as_string());
  if (value.is_null()) return write_head(out, kOther, kNull);
  if (value.is_bool()) return write_head(out, kOther, value.as_bool() ? kTrue : kFalse);
  if (!value.is_int()) return write_double(out, value.as_double());
  int64_t number = value.as_int();
  if (number >= 0) return write_head(out, kUnsigned, static_cast<uint64_t>(number));
  write_head(out, kNegative, static_cast<uint64_t>(-1 - number));
}

}  // namespace

void answer_in_cbor(net::Response& response, const std::optional<Shape>& output) {
  auto* body = std::get_if<std::string>(&response.body);
  auto value = body ? json::parse(*body) : base::Result<json::Value>(json::Object());
  if (!value) return;
  std::string bytes;
  write(bytes, *value, response.status < 300 ? output : std::nullopt);
  response.body = std::move(bytes);
  response.headers.set("Content-Type", "application/cbor");
  response.headers.set("smithy-protocol", "rpc-v2-cbor");
}

}  // namespace aws
