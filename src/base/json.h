// JSON values that know where they stood in their source text; YAML documents become the same values
// (base/yaml.h). Also the value type of decoded AWS requests and answers, of stored records and of state files.
//
// Objects keep the order of their members and are searched linearly: they are small. A duplicate name is a
// parse error. Values are plain data: copy and move freely, share for reading between threads.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"

namespace json {

class Value;
struct Member;
using Array = std::vector<Value>;

// An object: name/value pairs in order.
class Object {
 public:
  Object();
  Object(std::initializer_list<Member> members);
  explicit Object(std::vector<Member> members);  // no search: the caller knows that the names differ
  Object(const Object&);
  Object(Object&&) noexcept;
  Object& operator=(const Object&);
  Object& operator=(Object&&) noexcept;
  ~Object();

  const Value* find(std::string_view name) const;  // nullptr if absent
  Value* find(std::string_view name);
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  Value& operator[](std::string_view name);  // makes a null member if absent
  void set(std::string_view name, Value value);
  // Sets it only if there is one.
  void set_if(std::string_view name, const Value* value);
  bool erase(std::string_view name);
  void append(Member member);  // no search: the caller knows that the name is new

  size_t size() const;
  bool empty() const;
  std::vector<Member>::iterator begin();
  std::vector<Member>::iterator end();
  std::vector<Member>::const_iterator begin() const;
  std::vector<Member>::const_iterator end() const;

 private:
  std::vector<Member> members_;
};

// What copies, moves and destroys a value is compiled once, in json.cpp: nearly every source file includes this.
class Value {
 public:
  Value() noexcept;
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  Value(std::nullptr_t) : Value() {}
  Value(bool v);
  Value(int v);
  Value(unsigned v);
  Value(int64_t v);
  Value(uint64_t v);
  Value(double v);
  Value(const char* v);
  Value(std::string_view v);
  Value(std::string v);
  Value(Array v);
  Value(Object v);

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_int() const { return std::holds_alternative<int64_t>(data_); }
  bool is_number() const { return is_int() || std::holds_alternative<double>(data_); }
  bool is_string() const { return std::holds_alternative<std::string>(data_); }
  bool is_array() const { return std::holds_alternative<Array>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }
  std::string_view type_name() const;  // "null", "boolean", "integer", "number", "string", "array", "object"

  // The value as that type; asking for another type is a mistake of the program and ends it.
  bool as_bool() const { return std::get<bool>(data_); }
  int64_t as_int() const { return std::get<int64_t>(data_); }
  double as_double() const { return is_int() ? static_cast<double>(as_int()) : std::get<double>(data_); }
  const std::string& as_string() const { return std::get<std::string>(data_); }
  std::string& as_string() { return std::get<std::string>(data_); }
  const Array& as_array() const { return std::get<Array>(data_); }
  Array& as_array() { return std::get<Array>(data_); }
  const Object& as_object() const { return std::get<Object>(data_); }
  Object& as_object() { return std::get<Object>(data_); }

  // For documents of our own making: nullptr, or the fallback, where the member is absent or of another type.
  const Value* find(std::string_view name) const { return is_object() ? as_object().find(name) : nullptr; }
  std::string_view string_or(std::string_view name, std::string_view fallback) const;
  template <std::same_as<std::string> Temporary>  // the view would outlive it
  std::string_view string_or(std::string_view name, Temporary&& fallback) const = delete;
  int64_t int_or(std::string_view name, int64_t fallback) const;
  bool bool_or(std::string_view name, bool fallback) const;
  std::vector<std::string> strings_at(
      std::string_view name) const;  // of an array; none where there is no such member

  // Where it stood in its source; line 0 if it was made by the program.
  base::Span span;

  bool operator==(const Value& other) const;  // compares the data, not the spans

 private:
  std::variant<std::monostate, bool, int64_t, double, std::string, Array, Object> data_;
};

struct Member {
  std::string name;
  Value value;
  base::Span name_span = {};
};

}  // namespace json

extern template class std::vector<json::Value>;
extern template class std::vector<json::Member>;

namespace json {

struct Limits {
  size_t max_bytes = 16 << 20;
  size_t max_depth = 128;
  size_t max_values = 2'000'000;
};

// Parses exactly one JSON document (RFC 8259, UTF-8). Refuses duplicate names, trailing data, a byte order
// mark, NaN and whatever exceeds the limits. Integers outside of int64 become doubles. The error names line and column.
base::Result<Value> parse(std::string_view text, const Limits& limits = {});

std::string dump(const Value& value);         // compact; valid UTF-8 in, valid UTF-8 out
std::string dump_pretty(const Value& value);  // two spaces, a final newline

inline size_t Object::size() const {
  return members_.size();
}
inline bool Object::empty() const {
  return members_.empty();
}
inline std::vector<Member>::iterator Object::begin() {
  return members_.begin();
}
inline std::vector<Member>::iterator Object::end() {
  return members_.end();
}
inline std::vector<Member>::const_iterator Object::begin() const {
  return members_.begin();
}
inline std::vector<Member>::const_iterator Object::end() const {
  return members_.end();
}

}  // namespace json
