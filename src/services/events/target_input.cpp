#include "services/events/target_input.h"

#include "base/text.h"

namespace account::events {
namespace {

tl::unexpected<aws::Error> invalid_target(const json::Value& target, std::string_view why) {
  return aws::error("ValidationException", 400, "{} for target {}.", why, target.string_or("Id", ""));
}

// One step of a path, which is cut off: `.name`, `['name']`, `[0]`. false: it is none.
bool take_step(std::string_view& path, std::string& name, size_t& index) {
  name.clear();
  if (path.starts_with("['")) {
    size_t end = path.find("']");
    if (end == path.npos || end == 2) return false;
    name = path.substr(2, end - 2);
    path.remove_prefix(end + 2);
    return true;
  }
  if (path.starts_with('[')) {
    size_t end = path.find(']');
    auto number = end == path.npos ? std::nullopt : base::parse_int(path.substr(1, end - 1));
    if (!number || *number < 0) return false;
    index = static_cast<size_t>(*number);
    path.remove_prefix(end + 1);
    return true;
  }
  if (!path.starts_with('.')) return false;
  size_t end = std::min(path.find_first_of(".[", 1), path.size());
  name = path.substr(1, end - 1);
  path.remove_prefix(end);
  return !name.empty();
}

std::string text_of(const json::Value& value) {
  return value.is_string() ? value.as_string() : json::dump(value);
}

// What stands for <NAME>; nullopt: nothing does.
std::optional<json::Value> variable(std::string_view name, const json::Value& transformer,
                                    const json::Value& event, const RuleOfEvent& rule) {
  if (name == "aws.events.rule-arn") return rule.arn;
  if (name == "aws.events.rule-name") return rule.name;
  if (name == "aws.events.event.ingestion-time") return base::iso8601(rule.ingested);
  if (name == "aws.events.event" || name == "aws.events.event.json") return event;
  const json::Value* paths = transformer.find("InputPathsMap");
  const json::Value* path = paths ? paths->find(name) : nullptr;
  const json::Value* found = path && path->is_string() ? find_at(event, path->as_string()) : nullptr;
  if (!found) return std::nullopt;
  return *found;
}

// Within quotation marks a value is its text; elsewhere it is JSON. What is not in the event does not appear.
std::string transform(const json::Value& transformer, const json::Value& event, const RuleOfEvent& rule) {
  std::string_view form = transformer.string_or("InputTemplate", "");
  std::string out;
  bool is_quoted = false;
  for (size_t i = 0; i < form.size(); ++i) {
    bool is_escape = form[i] == '\\' && i + 1 < form.size();
    if (is_escape) {
      out += form[i++];
      out += form[i];
      continue;
    }
    size_t end = form[i] == '<' ? form.find('>', i) : form.npos;
    if (end == form.npos) {
      if (form[i] == '"') is_quoted = !is_quoted;
      out += form[i];
      continue;
    }
    auto value = variable(form.substr(i + 1, end - i - 1), transformer, event, rule);
    if (value && is_quoted) {
      std::string escaped = json::dump(json::Value(text_of(*value)));
      out += escaped.substr(1, escaped.size() - 2);
    } else if (value) {
      out += json::dump(*value);
    }
    i = end;
  }
  return out;
}

}  // namespace

const json::Value* find_at(const json::Value& event, std::string_view path) {
  if (!path.starts_with('$')) return nullptr;
  path.remove_prefix(1);
  const json::Value* value = &event;
  std::string name;
  for (size_t index = 0; value && !path.empty();) {
    if (!take_step(path, name, index)) return nullptr;
    bool is_entry = name.empty();
    if (!is_entry) {
      value = value->find(name);
    } else {
      bool is_there = value->is_array() && index < value->as_array().size();
      value = is_there ? &value->as_array()[index] : nullptr;
    }
  }
  return value;
}

aws::Result<void> check_target_input(const json::Value& target) {
  int count = 0;
  for (std::string_view member : {"Input", "InputPath", "InputTransformer"})
    count += target.find(member) ? 1 : 0;
  if (count > 1)
    return invalid_target(target, "Only one of Input, InputPath, or InputTransformer must be provided");
  const json::Value* input = target.find("Input");
  if (input && input->is_string() && !json::parse(input->as_string()))
    return invalid_target(target, "JSON syntax error in Input");
  std::string_view path = target.string_or("InputPath", "$");
  if (!path.empty() && !path.starts_with('$')) return invalid_target(target, "Invalid InputPath");
  const json::Value* transformer = target.find("InputTransformer");
  const json::Value* paths = transformer ? transformer->find("InputPathsMap") : nullptr;
  if (!paths || !paths->is_object()) return {};
  for (const json::Member& one : paths->as_object()) {
    if (one.name.starts_with("aws.") || one.name.starts_with("AWS."))
      return invalid_target(target, "InputPathsMap cannot have a variable that begins with AWS");
    if (!one.value.is_string() || !one.value.as_string().starts_with('$'))
      return invalid_target(target, "Invalid InputPathsMap");
  }
  return {};
}

std::string target_input(const json::Value& target, const json::Value& event, const RuleOfEvent& rule) {
  if (const json::Value* input = target.find("Input")) return input->as_string();
  if (const json::Value* transformer = target.find("InputTransformer"))
    return transform(*transformer, event, rule);
  const json::Value* part = find_at(event, target.string_or("InputPath", "$"));
  return part ? json::dump(*part) : "{}";
}

}  // namespace account::events
