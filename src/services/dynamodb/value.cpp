#include "services/dynamodb/value.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "services/dynamodb/errors.h"

namespace account::dynamodb {
namespace {

constexpr std::array<std::string_view, 10> kNames = {"S",  "N", "B", "SS",   "NS",
                                                     "BS", "M", "L", "BOOL", "NULL"};
constexpr size_t kDeepest = 32;
constexpr size_t kContainerBytes = 3;

Type element_type(Type set) {
  return set == Type::SS ? Type::S : set == Type::NS ? Type::N : Type::B;
}

std::string_view words_of_set(Type set) {
  return set == Type::SS ? "string" : set == Type::NS ? "number" : "binary";
}

class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  aws::Result<Value> read(const json::Value& shape, size_t depth) {
    if (depth > kDeepest) return invalid("Nesting Levels have exceeded supported limits");
    const json::Member* given = nullptr;
    for (const json::Member& member : shape.as_object()) {
      if (member.value.is_null()) continue;
      if (given)
        return invalid(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
            "supported datatypes");
      given = &member;
    }
    std::optional<Type> type = given ? type_named(given->name) : std::nullopt;
    if (!type)
      return invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    Value value{*type};
    TRY(fill(value, given->value, depth));
    return value;
  }

  aws::Result<void> read_members(Item& members, const json::Value& shape, size_t depth) {
    for (const json::Member& member : shape.as_object()) {
      Value value = TRY(read(member.value, depth));
      members.emplace_hint(members.end(), member.name, std::move(value));
    }
    return {};
  }

 private:
  aws::Result<void> fill(Value& value, const json::Value& given, size_t depth) {
    if (is_set(value.type)) return fill_set(value, given);
    switch (value.type) {
      case Type::S:
        value.text = given.as_string();
        return {};
      case Type::B:
        value.text = TRY(read_bytes(given.as_string()));
        return {};
      case Type::N:
        value.number = TRY(Number::parse(given.as_string()));
        return {};
      case Type::BOOL:
        value.flag = given.as_bool();
        return {};
      case Type::M:
        return read_members(value.members, given, depth + 1);
      case Type::L:
        for (const json::Value& element : given.as_array()) {
          Value read_element = TRY(read(element, depth + 1));
          value.elements.push_back(std::move(read_element));
        }
        return {};
      default:
        break;
    }
    if (!given.as_bool()) return invalid_value("Null attribute value types must have the value of true");
    return {};
  }

  aws::Result<void> fill_set(Value& value, const json::Value& given) {
    if (given.as_array().empty())
      return invalid_value("An {} set  may not be empty", words_of_set(value.type));
    for (const json::Value& element : given.as_array()) {
      Value one{element_type(value.type)};
      TRY(fill(one, element, 0));
      value.elements.push_back(std::move(one));
    }
    std::sort(value.elements.begin(), value.elements.end(), is_before);
    bool is_twice = std::adjacent_find(value.elements.begin(), value.elements.end()) != value.elements.end();
    if (!is_twice) return {};
    if (value.type == Type::NS) return invalid("Input collection contains duplicates");
    std::vector<std::string> texts;
    for (const json::Value& element : given.as_array()) texts.push_back(element.as_string());
    if (value.type == Type::BS)
      return invalid_value("Input collection of binary values contains duplicates.");
    return invalid_value("Input collection [{}] contains duplicates.", base::join(texts, ", "));
  }

  aws::Result<std::string> read_bytes(const std::string& given) const {
    if (bytes_ == Bytes::raw) return given;
    std::optional<std::string> bytes = base::unbase64(given);
    if (!bytes) return invalid("Invalid base64 in a binary value");
    return *bytes;
  }

  Bytes bytes_;
};

std::string shown_text(const Value& value, Bytes bytes) {
  if (value.type == Type::N) return value.number.text();
  return value.type == Type::B && bytes == Bytes::base64 ? base::base64(value.text) : value.text;
}

json::Value content_of(const Value& value, Bytes bytes) {
  if (is_set(value.type)) {
    json::Array texts;
    for (const Value& element : value.elements) texts.push_back(shown_text(element, bytes));
    return texts;
  }
  if (value.type == Type::L) {
    json::Array elements;
    for (const Value& element : value.elements) elements.push_back(shape_of(element, bytes));
    return elements;
  }
  if (value.type == Type::M) return shape_of(value.members, bytes);
  if (value.type == Type::BOOL) return value.flag;
  if (value.type == Type::Null) return true;
  return shown_text(value, bytes);
}

size_t size_of_number(const Number& number) {
  return (number.significant_digits() + 1) / 2 + 1 + (number.is_negative() ? 1 : 0);
}

}  // namespace

bool is_before(const Value& a, const Value& b) {
  return a.type == Type::N ? a.number < b.number : a.text < b.text;
}

std::string_view name_of(Type type) {
  return kNames[static_cast<size_t>(type)];
}

std::optional<Type> type_named(std::string_view name) {
  auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Type>(found - kNames.begin());
}

bool is_set(Type type) {
  return type == Type::SS || type == Type::NS || type == Type::BS;
}

Value text_value(std::string text) {
  Value value{Type::S};
  value.text = std::move(text);
  return value;
}

Value number_value(Number number) {
  Value value{Type::N};
  value.number = std::move(number);
  return value;
}

aws::Result<Value> read_value(const json::Value& shape, Bytes bytes) {
  return Reader(bytes).read(shape, 0);
}

aws::Result<Item> read_item(const json::Value& shape, Bytes bytes) {
  Item item;
  TRY(Reader(bytes).read_members(item, shape, 0));
  return item;
}

json::Value shape_of(const Value& value, Bytes bytes) {
  return json::Object{{std::string(name_of(value.type)), content_of(value, bytes)}};
}

json::Value shape_of(const Item& item, Bytes bytes) {
  json::Object shape;
  for (const auto& [name, value] : item) shape.append({name, shape_of(value, bytes)});
  return shape;
}

size_t size_of(const Value& value) {
  if (value.type == Type::N) return size_of_number(value.number);
  if (value.type == Type::BOOL || value.type == Type::Null) return 1;
  size_t size = value.text.size();
  if (value.type == Type::L || value.type == Type::M) size += kContainerBytes;
  for (const Value& element : value.elements) size += size_of(element) + (value.type == Type::L ? 1 : 0);
  for (const auto& [name, member] : value.members) size += name.size() + size_of(member) + 1;
  return size;
}

size_t size_of(const Item& item) {
  size_t size = 0;
  for (const auto& [name, value] : item) size += name.size() + size_of(value);
  return size;
}

std::optional<std::strong_ordering> compare(const Value& a, const Value& b) {
  if (a.type != b.type) return std::nullopt;
  if (a.type == Type::N) return a.number <=> b.number;
  if (a.type != Type::S && a.type != Type::B) return std::nullopt;
  return a.text.compare(b.text) <=> 0;
}

const Value* find(const Item& item, std::string_view name) {
  auto found = item.find(name);
  return found == item.end() ? nullptr : &found->second;
}

}  // namespace account::dynamodb
