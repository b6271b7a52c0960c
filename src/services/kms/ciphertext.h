// What Encrypt answers: bytes that say which key made them, so that Decrypt need not be told, and what they hold,
// sealed with that key's material. The encryption context is authenticated with it, and not part of it.
//
// Source: AWS KMS Developer Guide, "Encryption context".
#pragma once

#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account::kms {

struct Ciphertext {
  std::string account;
  std::string region;
  std::string key_id;
  std::string material;  // its id
  std::string sealed;
};

// With the key's newest material. `context`: the pairs of an encryption context; nullptr: none.
std::string encrypt(const Call& call, const json::Value& key, const json::Value* context,
                    std::string_view plaintext);
// Error: InvalidCiphertextException, also for another encryption context.
aws::Result<std::string> decrypt(const Call& call, const json::Value& key, const json::Value* context,
                                 const Ciphertext& ciphertext);

aws::Result<Ciphertext> read_ciphertext(std::string_view bytes);
tl::unexpected<aws::Error> invalid_ciphertext();

}  // namespace account::kms
