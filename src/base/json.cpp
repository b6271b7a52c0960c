#include "base/json.h"

template class std::vector<json::Value>;
template class std::vector<json::Member>;

namespace json {

Object::Object() = default;
Object::Object(std::initializer_list<Member> members) : members_(members) {}
Object::Object(std::vector<Member> members) : members_(std::move(members)) {}
Object::Object(const Object&) = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(const Object&) = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

Value::Value() noexcept = default;
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value::Value(bool v) : data_(v) {}
Value::Value(int v) : data_(static_cast<int64_t>(v)) {}
Value::Value(unsigned v) : data_(static_cast<int64_t>(v)) {}
Value::Value(int64_t v) : data_(v) {}
Value::Value(uint64_t v) : data_(static_cast<int64_t>(v)) {}
Value::Value(double v) : data_(v) {}
Value::Value(const char* v) : data_(std::string(v)) {}
Value::Value(std::string_view v) : data_(std::string(v)) {}
Value::Value(std::string v) : data_(std::move(v)) {}
Value::Value(Array v) : data_(std::move(v)) {}
Value::Value(Object v) : data_(std::move(v)) {}

const Value* Object::find(std::string_view name) const {
  for (const auto& member : members_) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

Value* Object::find(std::string_view name) {
  return const_cast<Value*>(std::as_const(*this).find(name));
}

Value& Object::operator[](std::string_view name) {
  if (Value* value = find(name)) return *value;
  members_.push_back({std::string(name), Value(), {}});
  return members_.back().value;
}

void Object::set(std::string_view name, Value value) {
  (*this)[name] = std::move(value);
}

void Object::set_if(std::string_view name, const Value* value) {
  if (value) set(name, *value);
}

bool Object::erase(std::string_view name) {
  return std::erase_if(members_, [&](const Member& m) { return m.name == name; }) > 0;
}

void Object::append(Member member) {
  members_.push_back(std::move(member));
}

std::string_view Value::type_name() const {
  constexpr std::string_view kNames[] = {"null", "boolean", "integer", "number", "string", "array", "object"};
  return kNames[data_.index()];
}

std::string_view Value::string_or(std::string_view name, std::string_view fallback) const {
  const Value* value = find(name);
  return value && value->is_string() ? std::string_view(value->as_string()) : fallback;
}

int64_t Value::int_or(std::string_view name, int64_t fallback) const {
  const Value* value = find(name);
  return value && value->is_int() ? value->as_int() : fallback;
}

bool Value::bool_or(std::string_view name, bool fallback) const {
  const Value* value = find(name);
  return value && value->is_bool() ? value->as_bool() : fallback;
}

std::vector<std::string> Value::strings_at(std::string_view name) const {
  std::vector<std::string> strings;
  const Value* array = find(name);
  if (!array || !array->is_array()) return strings;
  for (const Value& each : array->as_array()) {
    if (each.is_string()) strings.push_back(each.as_string());
  }
  return strings;
}

bool Value::operator==(const Value& other) const {
  if (data_.index() != other.data_.index()) return false;
  if (is_array()) return as_array() == other.as_array();
  if (is_string()) return as_string() == other.as_string();
  if (is_bool()) return as_bool() == other.as_bool();
  if (is_int()) return as_int() == other.as_int();
  if (is_number()) return as_double() == other.as_double();
  if (is_null()) return true;
  const Object& a = as_object();
  const Object& b = other.as_object();
  if (a.size() != b.size()) return false;
  for (const auto& member : a) {
    const Value* counterpart = b.find(member.name);
    if (!counterpart || !(*counterpart == member.value)) return false;
  }
  return true;
}

}  // namespace json
