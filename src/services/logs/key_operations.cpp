#include "account/call/invoke.h"
#include "base/arn.h"
#include "services/logs/group.h"
#include "services/logs/group_key.h"
#include "services/logs/logs.h"

namespace account::logs {
namespace {

// Either names the group.
aws::Result<Resource> locate_keyed_group(const Asking& asking) {
  std::string name = asking.text("logGroupName");
  std::string identifier = asking.text("resourceIdentifier");
  if (name.empty() == identifier.empty())
    return invalid("One of logGroupName and resourceIdentifier is to be given, and not both.");
  if (identifier.find(":query-result:") != identifier.npos)
    return invalid("Keys for results of queries (not simulated; see docs/operations.md)");
  const Need& need = asking.need;
  json::Object named{{"logGroupName", name.empty() ? group_name(identifier) : name}};
  json::Value entry = named;
  return locate_group(Asking{asking.call, need, &entry});
}
constexpr RecordKind kKeyedGroups = located_by(locate_keyed_group);

Output associate(Call& call) {
  std::string key = call.input.text("kmsKeyId");
  TRY(check_key(call, key, call.the().text("logGroupArn")));
  call.the().fields().set("kmsKeyId", key);
  call.save(call.the());
  return Object{};
}

Output disassociate(Call& call) {
  call.the().fields().erase("kmsKeyId");
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"AssociateKmsKey", {on(kKeyedGroups)}, associate},
    {"DisassociateKmsKey", {on(kKeyedGroups)}, disassociate},
};

}  // namespace

aws::Result<void> check_key(Call& call, const std::string& key_arn, const std::string& group_arn) {
  auto arn = base::Arn::parse(key_arn);
  if (!arn || arn->service != "kms" || !arn->resource.starts_with("key/"))
    return invalid(fmt::format("The kmsKeyId {} is not the ARN of a key.", key_arn));
  std::string principal = fmt::format("logs.{}.amazonaws.com", call.state.region());
  Output made = invoke(call, {principal, Access::service, "kms", "GenerateDataKey",
                              Object{{"KeyId", key_arn},
                                     {"KeySpec", "AES_256"},
                                     {"EncryptionContext", Object{{"aws:logs:arn", group_arn}}}}});
  if (made) return {};
  return invalid(fmt::format(
      "The specified KMS key does not exist or is not allowed to be used with LogGroup '{}'", group_arn));
}

std::span<const Operation> key_operations() {
  return kOperations;
}

}  // namespace account::logs
