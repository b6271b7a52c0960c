// What a key encrypts with: 256 bits for AES-GCM. A rotation adds new material; what the old has encrypted it still
// decrypts (AWS KMS Developer Guide, "Rotate AWS KMS keys").
//
// A key's record has Materials: [{Id: 64 hexadecimal digits, Sealed, Date, Type: AUTOMATIC | ON_DEMAND, absent of the
// first}], the newest last. At rest it is sealed with the key of the server.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/call/facilities.h"
#include "base/secret.h"

namespace account::kms {

// `type` is empty for the first.
void add_material(json::Value& key, Facilities& facilities, base::Time now, std::string_view type);

std::string current_material(const json::Value& key);  // its id
// nullopt: the key has none of that id.
std::optional<base::Secret> open_material(const json::Value& key, std::string_view id,
                                          const Facilities& facilities);

}  // namespace account::kms
