#include "platform/workloads/job_outputs.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "base/json_nodes.h"
#include "base/json_slices.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace platform {
namespace {

using json::Value;

bool is_name(std::string_view name) {
  bool letters = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return letters && !name.empty() && name.size() <= 200 && !(name[0] >= '0' && name[0] <= '9');
}

base::Result<VariableValues> load_outputs(const std::string& path) {
  VariableValues outputs;
  if (!base::exists(path)) return outputs;
  Value value = TRY(
      json::parse(TRY(base::read_file(path))).map_error([&](const base::Error& e) { return e.in(path); }));
  if (!value.is_object()) return outputs;
  for (const json::Member& member : value.as_object()) {
    if (member.value.is_string()) outputs[member.name] = member.value.as_string();
  }
  return outputs;
}

// A string's own text; anything else as the job wrote it: `1.10` and a number of 20 digits stay what they are.
std::string text_of(const json::Node& value, std::string_view source) {
  if (value.is_string()) return std::string(value.text);
  return json::compact(source.substr(value.span.offset, value.span.length));
}

}  // namespace

VariableValues parse_outputs(std::string_view text, std::vector<std::string>& warnings) {
  VariableValues outputs;
  if (base::trim(text).empty()) return outputs;
  auto parsed = json::read(text);
  if (!parsed) {
    const json::SyntaxError& error = parsed.error();
    warnings.push_back(fmt::format("its outputs are no JSON object: invalid JSON at line {}, column {}: {}",
                                   error.span.line, error.span.column, error.message));
    return outputs;
  }
  if (!parsed->root().is_object()) {
    warnings.push_back("its outputs are no JSON object: expected {NAME: {value}}");
    return outputs;
  }
  for (const json::Node& member : parsed->root()) {
    const json::Node* value = member.find("value");
    if (!is_name(member.name) || !value) {
      warnings.push_back(fmt::format("its output `{}` {}", member.name,
                                     value ? "is no name of a variable" : "has no `value`"));
      continue;
    }
    outputs[base::upper(member.name)] = text_of(*value, text);
  }
  return outputs;
}

base::Status save_outputs(const std::string& path, const VariableValues& outputs) {
  if (outputs.empty()) return base::remove_all(path);
  json::Object object;
  for (const auto& [name, value] : outputs) object.set(name, value);
  TRY(base::make_folder(std::filesystem::path(path).parent_path().string()));
  return base::write_file_atomically(path, json::dump_pretty(object));
}

base::Result<VariableValues> outputs_before(const EnvironmentTarget& target, const Service& service,
                                            const Home& home) {
  VariableValues result;
  for (const Service& job : target.desired->services) {
    if (!job.job || job.stage >= service.stage) continue;
    auto outputs = TRY(load_outputs(home.job_outputs(target.state.namespace_name, job.slug)));
    for (const auto& [name, value] : outputs) {
      result[fmt::format("{}{}_{}", kOutputPrefix, short_id(target.state, job.slug), name)] = value;
      result[fmt::format("{}{}_{}", kOutputPrefix, name_in_variables(job.slug), name)] = value;
    }
  }
  return result;
}

std::string name_in_variables(std::string_view slug) {
  std::string result = base::upper(slug);
  std::replace(result.begin(), result.end(), '-', '_');
  return result;
}

std::string short_id(const EnvironmentState& environment, const std::string& slug) {
  return "Z" + base::upper(base::hex(crypto::sha256(environment.id + "/" + slug)).substr(0, 8));
}

}  // namespace platform
