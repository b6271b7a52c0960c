// LabelParameterVersion, UnlabelParameterVersion. A label is on one version of a parameter at a time.
//
// Source: User Guide, "Working with parameter labels in Parameter Store"; API Reference, LabelParameterVersion.
#include <algorithm>

#include "base/text.h"
#include "services/ssm/change.h"
#include "services/ssm/parameter.h"
#include "services/ssm/ssm.h"

namespace account::ssm {
namespace {

constexpr size_t kMostLabels = 10;
constexpr size_t kLongest = 100;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_label(const std::string& text) {
  std::string begin = base::lower(text.substr(0, 3));
  if (text.empty() || text.size() > kLongest || is_digit(text[0]) || begin == "aws" || begin == "ssm")
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '_';
  });
}

// The version that the call names, or the newest. Error: ParameterVersionNotFound.
aws::Result<int64_t> wanted_version(const Call& call, const Found& parameter) {
  ParameterName name = read_name(call.state, call.input.text("Name"));
  name.selector.clear();
  if (call.input.has("ParameterVersion"))
    name.selector = std::to_string(call.input.number("ParameterVersion"));
  json::Value version = TRY(version_of(call.state, name, parameter.record));
  return version.int_or("Version", 0);
}

Output label_version(Call& call) {
  Found& parameter = call.the();
  int64_t version = TRY(wanted_version(call, parameter));
  Object labels = parameter.record.find("Labels")->as_object();
  json::Array refused;
  for (const std::string& label : call.input.texts("Labels")) {
    if (is_label(label)) {
      labels.set(label, version);
    } else {
      refused.push_back(label);
    }
  }
  auto on_version = std::count_if(labels.begin(), labels.end(),
                                  [&](const json::Member& label) { return label.value.as_int() == version; });
  if (static_cast<size_t>(on_version) > kMostLabels)
    return aws::error("ParameterVersionLabelLimitExceeded", 400,
                      "A parameter version can have maximum {} labels. Move one or more labels to another "
                      "version and try again.",
                      kMostLabels);
  parameter.fields().set("Labels", std::move(labels));
  call.save(parameter);
  tell_change(call, "LabelParameterVersion", parameter.record);
  return Object{{"InvalidLabels", std::move(refused)}, {"ParameterVersion", version}};
}

Output unlabel_version(Call& call) {
  Found& parameter = call.the();
  int64_t version = TRY(wanted_version(call, parameter));
  Object labels = parameter.record.find("Labels")->as_object();
  json::Array removed, refused;
  for (const std::string& label : call.input.texts("Labels")) {
    const json::Value* at = labels.find(label);
    bool is_there = at && at->as_int() == version;
    if (is_there) labels.erase(label);
    (is_there ? removed : refused).push_back(label);
  }
  parameter.fields().set("Labels", std::move(labels));
  call.save(parameter);
  return Object{{"RemovedLabels", std::move(removed)}, {"InvalidLabels", std::move(refused)}};
}

constexpr Operation kOperations[] = {
    {"LabelParameterVersion", {on(kParameters)}, label_version},
    {"UnlabelParameterVersion", {on(kParameters)}, unlabel_version},
};

}  // namespace

std::span<const Operation> label_operations() {
  return kOperations;
}

}  // namespace account::ssm
