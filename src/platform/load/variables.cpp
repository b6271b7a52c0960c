#include "platform/load/variables.h"

#include <fmt/core.h>

#include <cstdlib>

#include "base/text.h"

namespace platform {
namespace {

using json::Value;

bool is_scalar(const Value& value) {
  return value.is_string() || value.is_number() || value.is_bool();
}

void check_name(const json::Member& member, base::Diagnostics& diagnostics) {
  if (!member.name.starts_with("QOVERY_") && !member.name.starts_with("_")) return;
  diagnostics.error(
      "reserved-name", member.name_span,
      fmt::format("variable name `{}` is reserved: names beginning with `QOVERY_` or `_` are the "
                  "platform's",
                  member.name));
}

// Where its value comes from is said once; an alias of a file variable takes its path.
void check_sources(const json::Member& member, base::Diagnostics& diagnostics) {
  if (!member.value.is_object()) return;
  std::vector<std::string> sources;
  for (const char* key : {"value", "override", "environment", "alias"}) {
    if (member.value.find(key)) sources.push_back(fmt::format("`{}`", key));
  }
  const Value* file = member.value.find("file");
  if (sources.size() > 1) {
    diagnostics.error(
        "variable-sources", member.value.span,
        fmt::format("`{}` has {}, expected one of them", member.name, base::join(sources, " and ")));
  } else if (sources.empty() && file) {
    diagnostics.error("variable-sources", file->span,
                      fmt::format("`{}` says not what is in its file", member.name),
                      "give it a `value`, or `environment` with the name of a variable of this shell");
  } else if (file && member.value.find("alias")) {
    diagnostics.error("variable-sources", file->span, "`file` is not for an alias",
                      "an alias of a file variable has the same path");
  }
}

// A secret need not stand in the file.
std::string from_caller(const Value& name, base::Diagnostics& diagnostics) {
  const char* value = ::getenv(name.as_string().c_str());
  if (value) return value;
  diagnostics.error("not-in-environment", name.span,
                    fmt::format("this shell has no variable `{}`", name.as_string()),
                    fmt::format("`export {}=...`, then run this again", name.as_string()));
  return "";
}

}  // namespace

Variables load_variables(const Value* variables, const yaml::Document& document,
                         base::Diagnostics& diagnostics) {
  Variables result;
  if (!variables || !variables->is_object()) return result;
  for (const json::Member& member : variables->as_object()) {
    check_name(member, diagnostics);
    check_sources(member, diagnostics);
    std::string file(member.value.string_or("file", ""));
    const Value* value = &member.value;
    const Value* inner = value->find("value");
    const Value* override_value = value->find("override");
    if (inner || override_value) value = inner ? inner : override_value;
    if (is_scalar(*value)) {
      result.push_back(
          {member.name, false, document.text_of(*value), override_value != nullptr, value->span, file});
    } else if (const Value* target = value->find("alias"); target && target->is_string()) {
      result.push_back({member.name, true, target->as_string(), false, target->span});
    } else if (const Value* source = value->find("environment"); source && source->is_string()) {
      result.push_back({member.name, false, from_caller(*source, diagnostics), false, source->span, file});
    }
  }
  return result;
}

}  // namespace platform
