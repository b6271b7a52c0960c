// The end of keys. A key waits for 7 to 30 days, in which it is of no use to anybody, and can be had back.
//
// Source: AWS KMS Developer Guide, "Delete an AWS KMS key"; API Reference, ScheduleKeyDeletion, CancelKeyDeletion.
#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/kms/alias.h"
#include "services/kms/grant.h"
#include "services/kms/key.h"
#include "services/kms/kms.h"

namespace account::kms {
namespace {

constexpr int64_t kShortest = 7;
constexpr int64_t kLongest = 30;  // and what a call means that does not say

Output schedule_deletion(Call& call) {
  json::Value& key = call.the().record;
  TRY(check_not_pending_deletion(key));
  int64_t days = call.input.number("PendingWindowInDays", kLongest);
  if (days < kShortest || days > kLongest)
    return invalid(
        fmt::format("1 validation error detected: Value '{}' at 'pendingWindowInDays' failed to "
                    "satisfy constraint: Member must have value between {} and {}",
                    days, kShortest, kLongest));
  base::Time end = call.now + std::chrono::hours(24 * days);
  key.as_object().set("KeyState", "PendingDeletion");
  key.as_object().set("DeletionDate", base::to_ms(end));
  call.save(call.the());
  schedule(call.state, call.facilities, {end, kDeleteKey.name, text_of(key, "KeyId")});
  return Object{{"KeyId", text_of(key, "Arn")},
                {"DeletionDate", base::to_ms(end)},
                {"KeyState", "PendingDeletion"},
                {"PendingWindowInDays", days}};
}

// The key comes back disabled.
Output cancel_deletion(Call& call) {
  json::Value& key = call.the().record;
  if (!is_pending_deletion(key))
    return aws::error("KMSInvalidStateException", 400, "{} is not pending deletion.", text_of(key, "Arn"));
  key.as_object().set("KeyState", "Disabled");
  key.as_object().erase("DeletionDate");
  call.save(call.the());
  return Object{{"KeyId", text_of(key, "Arn")}};
}

// Its aliases and grants go with it.
void delete_key(Due& due) {
  auto key = find(due.state, kKeys, due.id);
  if (!key || key->int_or("DeletionDate", 0) != base::to_ms(due.now)) return;
  for (const Entry& alias : find_through(due.state, kAliases, "TargetKeyId", due.id))
    remove(due.state, kAliases, alias.id);
  for (const std::string& grant : due.state.ids(kGrants.name, {.prefix = grant_place(due.id, "")}))
    remove(due.state, kGrants, grant);
  remove(due.state, kKeys, due.id);
}

void window_key(const Call& call, const json::Value*, policy::Context& context) {
  context.set("kms:ScheduleKeyDeletionPendingWindowInDays",
              std::to_string(call.input.number("PendingWindowInDays", kLongest)));
}

constexpr Operation kOperations[] = {
    {"ScheduleKeyDeletion", {kOnKey.keys(window_key)}, schedule_deletion},
    {"CancelKeyDeletion", {kOnKey}, cancel_deletion},
};

}  // namespace

const Effect kDeleteKey{"kms.delete_key", delete_key};

std::span<const Operation> deletion_operations() {
  return kOperations;
}

}  // namespace account::kms
