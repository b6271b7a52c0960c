#include "services/kms/material.h"

#include "account/call/caller.h"
#include "crypto/seal.h"

namespace account::kms {

void add_material(json::Value& key, Facilities& facilities, base::Time now, std::string_view type) {
  base::Secret bytes(facilities.random.bytes(crypto::kSealKeySize));
  json::Object material{{"Id", facilities.random.hex(64)},
                        {"Sealed", seal_secret(bytes, facilities.seal_key, facilities.random)},
                        {"Date", base::to_ms(now)}};
  if (!type.empty()) material.set("Type", type);
  json::Value& materials = key.as_object()["Materials"];
  if (!materials.is_array()) materials = json::Array();
  materials.as_array().push_back(std::move(material));
}

std::string current_material(const json::Value& key) {
  return std::string(key.find("Materials")->as_array().back().string_or("Id", ""));
}

std::optional<base::Secret> open_material(const json::Value& key, std::string_view id,
                                          const Facilities& facilities) {
  for (const json::Value& material : key.find("Materials")->as_array())
    if (material.string_or("Id", "") == id)
      return unseal_secret(material.string_or("Sealed", ""), facilities.seal_key);
  return std::nullopt;
}

}  // namespace account::kms
