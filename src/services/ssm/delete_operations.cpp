// DeleteParameter, DeleteParameters.
#include "services/ssm/change.h"
#include "services/ssm/parameter.h"
#include "services/ssm/ssm.h"

namespace account::ssm {
namespace {

Output delete_one(Call& call) {
  Found& parameter = call.the();
  delete_parameter(call.state, parameter.named, parameter.record);
  tell_change(call, "Delete", parameter.record);
  return Object{};
}

// Those that are not there are told.
Output delete_many(Call& call) {
  json::Array deleted, absent;
  for (const std::string& text : call.input.texts("Names")) {
    ParameterName name = read_name(call.state, text);
    auto parameter = find_parameter(call.state, name, false);
    if (!parameter || !name.selector.empty()) {
      absent.push_back(text);
      continue;
    }
    delete_parameter(call.state, name.id, *parameter);
    tell_change(call, "Delete", *parameter);
    deleted.push_back(text);
  }
  return Object{{"DeletedParameters", std::move(deleted)}, {"InvalidParameters", std::move(absent)}};
}

constexpr RecordKind kIfThere = located_by(locate_own_parameter, false);

constexpr Operation kOperations[] = {
    {"DeleteParameter", {on(kParameters)}, delete_one},
    {"DeleteParameters", {on(kIfThere, "Names").each("Names")}, delete_many},
};

}  // namespace

std::span<const Operation> delete_operations() {
  return kOperations;
}

}  // namespace account::ssm
