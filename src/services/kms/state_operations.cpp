// Keys switched on and off.
#include "services/kms/key.h"
#include "services/kms/kms.h"
#include "services/kms/rotation.h"

namespace account::kms {
namespace {

Output set_state(Call& call, std::string_view state) {
  TRY(check_not_pending_deletion(call.the().record));
  call.the().fields().set("KeyState", state);
  if (state == "Enabled") catch_up_rotation(call.the().record, call.state, call.facilities, call.now);
  call.save(call.the());
  return Object{};
}

Output enable_key(Call& call) {
  return set_state(call, "Enabled");
}

Output disable_key(Call& call) {
  return set_state(call, "Disabled");
}

constexpr Operation kOperations[] = {
    {"EnableKey", {kOnKey}, enable_key},
    {"DisableKey", {kOnKey}, disable_key},
};

}  // namespace

std::span<const Operation> state_operations() {
  return kOperations;
}

}  // namespace account::kms
