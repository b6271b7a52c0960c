#include "aws/values/constraint.h"

#include <fmt/core.h>

#include <algorithm>

#include "aws/values/pattern.h"
#include "aws/values/scalar.h"
#include "base/text.h"

namespace aws {
namespace {

constexpr size_t kMaxViolations = 10;
constexpr size_t kMaxShown = 256;

// AWS shows the names of Java's properties.
std::string property(std::string_view name) {
  std::string out(name);
  if (!out.empty()) out[0] = base::lower(out.substr(0, 1))[0];
  return out;
}

class Check {
 public:
  explicit Check(std::vector<Violation>& found) : found_(found) {}

  void structure(const Shape& shape, const json::Object& object, const std::string& path) {
    for (uint32_t i = 0; i < shape.member_count() && found_.size() < kMaxViolations; ++i) {
      Member member = shape.member(i);
      if (member.streaming()) continue;
      if (path.empty()) top_ = member;
      const json::Value* content = object.find(member.name());
      std::string below = path.empty() ? property(member.name()) : path + "." + property(member.name());
      if (content) {
        value(member.shape(), *content, below);
      } else if (member.required()) {
        add(member.shape(), nullptr, below, "Member must not be null", true);
      }
    }
  }

 private:
  void value(const Shape& shape, const json::Value& value, const std::string& path) {
    switch (shape.type()) {
      case ShapeType::structure:
        return structure(shape, value.as_object(), path);
      case ShapeType::list:
        size(shape, value, value.as_array().size(), path);
        return list(shape, value.as_array(), path);
      case ShapeType::map:
        size(shape, value, value.as_object().size(), path);
        return map(shape, value.as_object(), path);
      case ShapeType::string:
        return text(shape, value, path);
      case ShapeType::blob:
        return size(shape, value, value.as_string().size(), path);
      case ShapeType::boolean:
      case ShapeType::timestamp:
        return;
      default:
        return number(shape, value, path);
    }
  }

  void list(const Shape& shape, const json::Array& array, const std::string& path) {
    for (size_t i = 0; i < array.size() && found_.size() < kMaxViolations; ++i)
      value(shape.element().shape(), array[i], fmt::format("{}.{}.member", path, i + 1));
  }

  void map(const Shape& shape, const json::Object& object, const std::string& path) {
    for (const auto& [key, content, span] : object) {
      if (found_.size() >= kMaxViolations) return;
      text(shape.key().shape(), json::Value(key), path);
      value(shape.value().shape(), content, fmt::format("{}.{}.member", path, key));
    }
  }

  void text(const Shape& shape, const json::Value& value, const std::string& path) {
    const std::string& content = value.as_string();
    size_t before = found_.size();
    size(shape, value, character_count(content), path);
    // A text of the wrong length may be very long; its characters are not looked at then.
    if (found_.size() == before && !shape.pattern().empty() && !matches(shape.pattern(), content))
      add(shape, &value, path,
          fmt::format("Member must satisfy regular expression pattern: {}", shape.pattern()));
    if (shape.enum_count() == 0) return;
    std::vector<std::string> names;
    for (uint32_t i = 0; i < shape.enum_count(); ++i) names.emplace_back(shape.enum_value(i));
    if (std::find(names.begin(), names.end(), content) == names.end())
      add(shape, &value, path,
          fmt::format("Member must satisfy enum value set: [{}]", base::join(names, ", ")));
  }

  void size(const Shape& shape, const json::Value& value, size_t count, const std::string& path) {
    bounds(shape, &value, static_cast<double>(count), path, "length");
  }
  void number(const Shape& shape, const json::Value& value, const std::string& path) {
    bounds(shape, &value, value.as_double(), path, "value");
  }
  void bounds(const Shape& shape, const json::Value* value, double measure, const std::string& path,
              std::string_view what) {
    if (shape.max() && measure > *shape.max())
      add(shape, value, path,
          fmt::format("Member must have {} less than or equal to {}", what, *shape.max()));
    if (shape.min() && measure < *shape.min())
      add(shape, value, path,
          fmt::format("Member must have {} greater than or equal to {}", what, *shape.min()));
  }

  static std::string shown(const json::Value& value) {
    std::string text = value.is_string() ? value.as_string() : json::dump(value);
    if (text.size() <= kMaxShown) return text;
    size_t end = kMaxShown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
  }

  void add(const Shape& shape, const json::Value* value, const std::string& path,
           const std::string& constraint, bool missing = false) {
    bool show = value && !shape.sensitive() && shape.type() != ShapeType::blob;
    found_.push_back({fmt::format("Value {}at '{}' failed to satisfy constraint: {}",
                                  show ? fmt::format("'{}' ", shown(*value)) : "", path, constraint),
                      top_->name(), shape.name(), missing, top_->location()});
  }

  std::vector<Violation>& found_;
  std::optional<Member> top_;  // the member of the input that is being looked at
};

}  // namespace

size_t character_count(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<Violation> violations(const Shape& shape, const json::Object& input) {
  std::vector<Violation> found;
  Check(found).structure(shape, input, {});
  return found;
}

}  // namespace aws
