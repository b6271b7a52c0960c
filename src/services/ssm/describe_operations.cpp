// DescribeParameters: all but the values. AWS's own parameters are not among them.
#include <algorithm>

#include "services/ssm/filter.h"
#include "services/ssm/listing.h"
#include "services/ssm/parameter.h"
#include "services/ssm/ssm.h"

namespace account::ssm {
namespace {

constexpr int64_t kMostListed = 50;
constexpr std::string_view kShown[] = {"Name",        "ARN",
                                       "Type",        "KeyId",
                                       "Description", "AllowedPattern",
                                       "Version",     "LastModifiedDate",
                                       "Tier",        "Policies",
                                       "DataType",    "LastModifiedUser"};

// The older form: a name by its beginning, a type or key as it is.
bool fits(const json::Value& parameter, const json::Array& filters) {
  return std::all_of(filters.begin(), filters.end(), [&](const json::Value& filter) {
    std::string key(filter.string_or("Key", ""));
    std::string_view text = parameter.string_or(key, "");
    std::vector<std::string> values = filter.strings_at("Values");
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return key == "Name" ? text.starts_with(value) : text == value;
    });
  });
}

Output describe_parameters(Call& call) {
  const json::Array& older = call.input.list("Filters");
  const json::Array& newer = call.input.list("ParameterFilters");
  if (!older.empty() && !newer.empty())
    return invalid("You can use either Filters or ParameterFilters in a single request.");
  Filters filters = TRY(Filters::read(newer, Filters::Of::describing));
  std::vector<Entry> entries;
  // No other account shares any.
  if (!call.input.flag("Shared")) entries = call.state.list(kParameters.name);
  std::erase_if(entries,
                [&](const Entry& one) { return !fits(one.value, older) || !filters.match(one.value); });
  Page page = TRY(take_page(call, std::move(entries), kMostListed));
  json::Array shown;
  for (const Entry& one : page.entries) {
    Object parameter;
    for (std::string_view member : kShown) parameter.set_if(member, one.value.find(member));
    shown.push_back(std::move(parameter));
  }
  return page_output("Parameters", std::move(shown), page);
}

constexpr Operation kOperations[] = {{"DescribeParameters", {any()}, describe_parameters}};

}  // namespace

std::span<const Operation> describe_operations() {
  return kOperations;
}

}  // namespace account::ssm
