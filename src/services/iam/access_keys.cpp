// Long-term access keys. A key's record is global to the server, since a request shows nothing but the key;
// the user's record lists its keys.
#include <algorithm>

#include "base/arn.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/owner.h"

namespace account::iam {

namespace {

constexpr size_t kMaxKeys = 2;
constexpr std::string_view kKeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The key, if it is that user's.
aws::Result<json::Value> require_key(const Call& call, const Found& user) {
  std::string id = call.input.text("AccessKeyId");
  std::vector<std::string> keys = texts(user.record, "AccessKeys");
  auto record = call.state.of("").get(kAccessKeyKind, id);
  bool own = std::find(keys.begin(), keys.end(), id) != keys.end();
  if (!own || !record)
    return aws::error("NoSuchEntity", 404, "The Access Key with id {} cannot be found.", id);
  return std::move(*record);
}

Output create_access_key(Call& call) {
  Found user = TRY(owner(call));
  json::Array& keys = list_of(user.record, "AccessKeys");
  if (keys.size() >= kMaxKeys) return limit_exceeded("Cannot exceed quota for AccessKeysPerUser: 2");
  Facilities& facilities = call.facilities;
  std::string id = "AKIA" + facilities.random.pick(kKeyAlphabet, 16);
  base::Secret secret(facilities.random.pick(kSecretAlphabet, 40));
  keys.emplace_back(id);
  call.save(user);
  State server = call.state.of("");
  server.put(kAccessKeyKind, id,
             Object{{"Account", call.state.account()},
                    {"UserName", user.text("UserName")},
                    {"Secret", seal_secret(secret, facilities.seal_key, facilities.random)},
                    {"Status", "Active"},
                    {"CreateDate", base::to_ms(call.now)}});
  return Object{{"AccessKey", Object{{"UserName", user.text("UserName")},
                                     {"AccessKeyId", id},
                                     {"Status", "Active"},
                                     {"SecretAccessKey", secret.reveal()},
                                     {"CreateDate", base::to_ms(call.now)}}}};
}

Output list_access_keys(Call& call) {
  Found user = TRY(owner(call));
  std::vector<Entry> entries;
  for (const std::string& id : texts(user.record, "AccessKeys")) {
    json::Value key = call.state.of("").get(kAccessKeyKind, id).value();
    json::Value shown = show(key, {"UserName", "Status", "CreateDate"});
    shown.as_object().set("AccessKeyId", id);
    entries.push_back({id, std::move(shown)});
  }
  return list_page(call, std::move(entries), "AccessKeyMetadata");
}

Output update_access_key(Call& call) {
  json::Value key = TRY(require_key(call, TRY(owner(call))));
  key.as_object().set("Status", call.input.text("Status"));
  State server = call.state.of("");
  server.put(kAccessKeyKind, call.input.text("AccessKeyId"), key);
  return Object{};
}

Output delete_access_key(Call& call) {
  Found user = TRY(owner(call));
  TRY(require_key(call, user));
  std::string id = call.input.text("AccessKeyId");
  std::erase(user.fields()["AccessKeys"].as_array(), json::Value(id));
  call.save(user);
  State server = call.state.of("");
  server.erase(kAccessKeyKind, id);
  return Object{};
}

// Asked with the key alone: the user whose key it is.
aws::Result<json::Value> require_own_key(const Call& call) {
  std::string id = call.input.text("AccessKeyId");
  auto record = call.state.of("").get(kAccessKeyKind, id);
  if (!record || record->string_or("Account", "") != call.state.account())
    return aws::error("NoSuchEntity", 404, "The Access Key with id {} cannot be found.", id);
  return std::move(*record);
}

aws::Result<Questions> on_key(const Call& call) {
  auto key = require_own_key(call);
  auto user = key ? find_user(call.state, std::string(key->string_or("UserName", ""))) : std::nullopt;
  return ask(user ? std::string(user->string_or("Arn", ""))
                  : base::iam_arn(base::AccountId(call.state.account()), "user/*"));
}

Output get_access_key_last_used(Call& call) {
  json::Value key = TRY(require_own_key(call));
  std::optional<KeyUse> use = read_key_use(key);
  Object last{{"ServiceName", use ? use->service : "N/A"}, {"Region", use ? use->region : "N/A"}};
  if (use) last.set("LastUsedDate", base::to_ms(use->time()));
  Object output{{"AccessKeyLastUsed", std::move(last)}};
  if (std::string_view user = key.string_or("UserName", ""); !user.empty()) output.set("UserName", user);
  return output;
}

constexpr Operation kOperations[] = {
    {"GetAccessKeyLastUsed", on_key, get_access_key_last_used},
    {"CreateAccessKey", {own(kUsers)}, create_access_key},
    {"ListAccessKeys", {own(kUsers)}, list_access_keys},
    {"UpdateAccessKey", {own(kUsers)}, update_access_key},
    {"DeleteAccessKey", {own(kUsers)}, delete_access_key},
};

}  // namespace

std::span<const Operation> access_key_operations() {
  return kOperations;
}

}  // namespace account::iam
