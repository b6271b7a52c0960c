// GetParameterHistory.
#include "services/ssm/listing.h"
#include "services/ssm/parameter.h"
#include "services/ssm/secure_string.h"
#include "services/ssm/ssm.h"

namespace account::ssm {
namespace {

constexpr int64_t kMostListed = 50;
constexpr std::string_view kShown[] = {
    "Name",           "Type", "KeyId",    "LastModifiedDate", "Description", "Version", "LastModifiedUser",
    "AllowedPattern", "Tier", "Policies", "DataType"};

json::Array labels_of(const json::Value& parameter, int64_t version) {
  json::Array labels;
  for (const json::Member& label : parameter.find("Labels")->as_object())
    if (label.value.as_int() == version) labels.push_back(label.name);
  return labels;
}

Output get_history(Call& call) {
  const Found& parameter = call.the();
  std::vector<Entry> entries;
  for (json::Value& version : versions_of(call.state, parameter.named, parameter.record))
    entries.push_back({fmt::format("{:010}", version.int_or("Version", 0)), std::move(version)});
  Page page = TRY(take_page(call, std::move(entries), kMostListed));
  json::Array shown;
  for (const Entry& one : page.entries) {
    Object version;
    for (std::string_view member : kShown) version.set_if(member, one.value.find(member));
    version.set("Value", TRY(told_value(call, one.value)));
    version.set("Labels", labels_of(parameter.record, one.value.int_or("Version", 0)));
    shown.push_back(std::move(version));
  }
  return page_output("Parameters", std::move(shown), page);
}

constexpr Operation kOperations[] = {{"GetParameterHistory", {on(kParameters)}, get_history}};

}  // namespace

std::span<const Operation> history_operations() {
  return kOperations;
}

}  // namespace account::ssm
