// GetParameter, GetParameters.
#include <algorithm>
#include <set>

#include "services/ssm/parameter.h"
#include "services/ssm/ssm.h"

namespace account::ssm {
namespace {

Output get_parameter(Call& call) {
  ParameterName name = read_name(call.state, call.input.text("Name"));
  json::Value version = TRY(version_of(call.state, name, call.the().record));
  json::Value shown = TRY(shown_parameter(call, version, name.selector));
  return Object{{"Parameter", std::move(shown)}};
}

// What is not there is told by its name; what cannot be decrypted is an error of the whole call.
Output get_parameters(Call& call) {
  json::Array parameters, absent;
  std::vector<std::string> names = call.input.texts("Names");
  for (const std::string& text : std::set<std::string>(names.begin(), names.end())) {
    ParameterName name = read_name(call.state, text);
    auto parameter = find_parameter(call.state, name, true);
    auto version = parameter ? version_of(call.state, name, *parameter) : aws::Result<json::Value>();
    if (!parameter || !version) {
      absent.push_back(text);
    } else {
      parameters.push_back(TRY(shown_parameter(call, *version, name.selector)));
    }
  }
  std::stable_sort(parameters.begin(), parameters.end(),
                   [](const json::Value& one, const json::Value& other) {
                     return one.string_or("Name", "") < other.string_or("Name", "");
                   });
  return Object{{"Parameters", std::move(parameters)}, {"InvalidParameters", std::move(absent)}};
}

constexpr RecordKind kRead = located_by(locate_parameter);
constexpr RecordKind kReadIfThere = located_by(locate_parameter, false);

constexpr Operation kOperations[] = {
    {"GetParameter", {on(kRead)}, get_parameter},
    {"GetParameters", {on(kReadIfThere, "Names").each("Names")}, get_parameters},
};

}  // namespace

std::span<const Operation> read_operations() {
  return kOperations;
}

}  // namespace account::ssm
