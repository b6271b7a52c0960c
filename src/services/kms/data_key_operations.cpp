// Data keys, which services and programs encrypt with by themselves, and random bytes.
#include "account/call/facilities.h"
#include "services/kms/ciphertext.h"
#include "services/kms/condition_keys.h"
#include "services/kms/key.h"
#include "services/kms/kms.h"
#include "services/kms/material.h"
#include "services/kms/use.h"

namespace account::kms {
namespace {

aws::Result<size_t> size_of_data_key(const Input& in) {
  if (in.has("KeySpec") == in.has("NumberOfBytes"))
    return invalid("Please specify either number of bytes or key spec.");
  if (in.has("NumberOfBytes")) return static_cast<size_t>(in.number("NumberOfBytes"));
  return in.text("KeySpec") == "AES_128" ? 16 : 32;
}

Output generate_data_key(Call& call) {
  const json::Value& key = call.the().record;
  TRY(check_use(call, key, "ENCRYPT_DECRYPT"));
  size_t size = TRY(size_of_data_key(call.input));
  TRY(check_dry_run(call));
  std::string data_key = call.facilities.random.bytes(size);
  Object answer{{"CiphertextBlob", encrypt(call, key, call.input.find("EncryptionContext"), data_key)},
                {"KeyId", text_of(key, "Arn")},
                {"KeyMaterialId", current_material(key)}};
  if (call.operation == "GenerateDataKey") answer.set("Plaintext", std::move(data_key));
  return answer;
}

Output generate_random(Call& call) {
  if (call.input.has("CustomKeyStoreId")) return not_simulated("A key store of one's own");
  if (call.input.has("Recipient")) return not_simulated("An answer for an enclave");
  if (!call.input.has("NumberOfBytes")) return invalid("NumberOfBytes is required.");
  return Object{
      {"Plaintext", call.facilities.random.bytes(static_cast<size_t>(call.input.number("NumberOfBytes")))}};
}

constexpr Operation kOperations[] = {
    {"GenerateDataKey", {on(kUsedKeys).keys(encryption_keys)}, generate_data_key},
    {"GenerateDataKeyWithoutPlaintext", {on(kUsedKeys).keys(encryption_keys)}, generate_data_key},
    {"GenerateRandom", {any()}, generate_random},
};

}  // namespace

std::span<const Operation> data_key_operations() {
  return kOperations;
}

}  // namespace account::kms
