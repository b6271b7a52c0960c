#include "engine/show/value_text.h"

namespace engine {
namespace {

void write(const json::Value& value, std::string& out);

void write_members(const json::Object& members, std::string& out) {
  out += '{';
  std::string_view separator;
  for (const json::Member& member : members) {
    bool is_escaped = member.name.starts_with("$$");
    out += separator;
    out += json::dump(std::string_view(member.name).substr(is_escaped ? 1 : 0));
    out += ": ";
    write(member.value, out);
    separator = ", ";
  }
  out += '}';
}

void write(const json::Value& value, std::string& out) {
  if (value.is_array()) {
    out += '[';
    std::string_view separator;
    for (const json::Value& item : value.as_array()) {
      out += separator;
      write(item, out);
      separator = ", ";
    }
    out += ']';
  } else if (value.find("$after")) {
    out += fmt::format("(after {})", value.string_or("$after", ""));
  } else if (value.find("$secret")) {
    out += fmt::format("(secret {})", value.string_or("$secret", ""));
  } else if (value.is_object()) {
    write_members(value.as_object(), out);
  } else {
    out += json::dump(value);
  }
}

std::string side(const json::Value& value) {
  return value.is_null() ? "(none)" : value_text(value);
}

}  // namespace

std::string value_text(const json::Value& value) {
  std::string out;
  write(value, out);
  return out;
}

std::string change_text(const json::Value& before, const json::Value& after) {
  const json::Value *old_one = before.find("$secret"), *new_one = after.find("$secret");
  if (old_one && new_one && *old_one == *new_one && before != after)
    return fmt::format("{}, which is another one now", value_text(after));
  return fmt::format("{} -> {}", side(before), side(after));
}

}  // namespace engine
