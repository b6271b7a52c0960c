#include "account/call/key_use.h"

#include "account/call/caller.h"

namespace account {

KeyUse make_key_use(base::Time now, std::string service, std::string region) {
  return {base::to_seconds(now) / 60, std::move(service), std::move(region)};
}

std::optional<KeyUse> read_key_use(const json::Value& record) {
  const json::Value* use = record.find("LastUse");
  if (!use) return std::nullopt;
  return KeyUse{use->int_or("Minute", 0), std::string(use->string_or("Service", "")),
                std::string(use->string_or("Region", ""))};
}

void write_key_use(State& server, const std::string& access_key_id, const KeyUse& use) {
  std::optional<json::Value> record = server.get(kAccessKeyKind, access_key_id);
  if (!record) return;
  record->as_object().set(
      "LastUse", json::Object{{"Minute", use.minute}, {"Service", use.service}, {"Region", use.region}});
  server.put(kAccessKeyKind, access_key_id, *record);
}

}  // namespace account
