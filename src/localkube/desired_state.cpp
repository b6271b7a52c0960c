#include "localkube/desired_state.h"

#include <algorithm>

#include "base/file.h"
#include "base/json.h"

namespace localkube {

base::Status write_desired_state(const Folder& folder, const DesiredState& desired) {
  json::Object object{{"account", desired.account},
                      {"region", desired.region},
                      {"name", desired.name},
                      {"programs", desired.programs}};
  if (desired.slot) object.set("slot", *desired.slot);
  return base::write_file_atomically(folder.desired(), json::dump_pretty(std::move(object)));
}

base::Result<DesiredState> read_desired_state(const Folder& folder) {
  json::Value value = TRY(json::parse(TRY(base::read_file(folder.desired()))));
  DesiredState desired{std::string(value.string_or("account", "")),
                       std::string(value.string_or("region", "")),
                       std::string(value.string_or("name", "")),
                       std::string(value.string_or("programs", "")),
                       {}};
  if (value.find("slot")) desired.slot = static_cast<int>(value.int_or("slot", 0));
  return desired;
}

std::string node_name(const DesiredState& desired, const std::string& address) {
  std::string dashed = address;
  std::replace(dashed.begin(), dashed.end(), '.', '-');
  return fmt::format("ip-{}.{}.compute.internal", dashed, desired.region);
}

}  // namespace localkube
