// Encrypt, Decrypt, ReEncrypt.
#include "services/kms/alias.h"
#include "services/kms/ciphertext.h"
#include "services/kms/condition_keys.h"
#include "services/kms/key.h"
#include "services/kms/kms.h"
#include "services/kms/material.h"
#include "services/kms/use.h"

namespace account::kms {
namespace {

constexpr std::string_view kAlgorithm = "SYMMETRIC_DEFAULT";

// The only one that symmetric keys have.
aws::Result<void> check_algorithm(const Call& call, std::string_view member) {
  if (!call.input.has(member) || call.input.text(member) == kAlgorithm) return {};
  return aws::error("InvalidKeyUsageException", 400, "The algorithm {} is incompatible with a symmetric key.",
                    call.input.text(member));
}

// A caller who names the key that he expects gets nothing that another made.
aws::Result<void> check_expected(const Call& call, std::string_view member, const json::Value& key) {
  if (!call.input.has(member)) return {};
  KeyName name = TRY(read_key_name(call, call.input.text(member)));
  State owner = call.state.of(name.account, call.state.region());
  std::string id = name.text;
  if (name.is_alias()) {
    auto alias = find_alias(call, owner, name.text);
    if (!alias)
      return aws::error("NotFoundException", 400, "Alias {} is not found.", call.input.text(member));
    id = text_of(*alias, "TargetKeyId");
  }
  if (id == key.string_or("KeyId", "") && name.account == key.string_or("AWSAccountId", "")) return {};
  return aws::error("IncorrectKeyException", 400,
                    "The key ID in the request does not identify a CMK that can perform this operation.");
}

Output encrypt_text(Call& call) {
  const json::Value& key = call.the().record;
  TRY(check_use(call, key, "ENCRYPT_DECRYPT"));
  TRY(check_algorithm(call, "EncryptionAlgorithm"));
  TRY(check_dry_run(call));
  return Object{{"CiphertextBlob",
                 encrypt(call, key, call.input.find("EncryptionContext"), call.input.text("Plaintext"))},
                {"KeyId", text_of(key, "Arn")},
                {"EncryptionAlgorithm", kAlgorithm}};
}

Output decrypt_text(Call& call) {
  const json::Value& key = call.the().record;
  TRY(check_use(call, key, "ENCRYPT_DECRYPT"));
  TRY(check_algorithm(call, "EncryptionAlgorithm"));
  TRY(check_expected(call, "KeyId", key));
  Ciphertext sealed = TRY(read_ciphertext(call.input.text("CiphertextBlob")));
  std::string text = TRY(decrypt(call, key, call.input.find("EncryptionContext"), sealed));
  TRY(check_dry_run(call));
  return Object{{"Plaintext", std::move(text)},
                {"KeyId", text_of(key, "Arn")},
                {"EncryptionAlgorithm", kAlgorithm},
                {"KeyMaterialId", sealed.material}};
}

Output re_encrypt(Call& call) {
  const json::Value& source = call.found.at(0).record;
  const json::Value& destination = call.found.at(1).record;
  for (const json::Value* key : {&source, &destination}) TRY(check_use(call, *key, "ENCRYPT_DECRYPT"));
  TRY(check_algorithm(call, "SourceEncryptionAlgorithm"));
  TRY(check_algorithm(call, "DestinationEncryptionAlgorithm"));
  TRY(check_expected(call, "SourceKeyId", source));
  Ciphertext sealed = TRY(read_ciphertext(call.input.text("CiphertextBlob")));
  std::string text = TRY(decrypt(call, source, call.input.find("SourceEncryptionContext"), sealed));
  TRY(check_dry_run(call));
  return Object{
      {"CiphertextBlob", encrypt(call, destination, call.input.find("DestinationEncryptionContext"), text)},
      {"SourceKeyId", text_of(source, "Arn")},
      {"KeyId", text_of(destination, "Arn")},
      {"SourceEncryptionAlgorithm", kAlgorithm},
      {"DestinationEncryptionAlgorithm", kAlgorithm},
      {"SourceKeyMaterialId", sealed.material},
      {"DestinationKeyMaterialId", current_material(destination)}};
}

constexpr Need kSource = on(kKeysOfCiphertext, "CiphertextBlob");

constexpr Operation kOperations[] = {
    {"Encrypt", {on(kUsedKeys).keys(encryption_keys)}, encrypt_text},
    {"Decrypt", {kSource.keys(encryption_keys)}, decrypt_text},
    {"ReEncrypt",
     {kSource.asks("kms:ReEncryptFrom").keys(source_keys),
      on(kUsedKeys, "DestinationKeyId").asks("kms:ReEncryptTo").keys(destination_keys)},
     re_encrypt},
};

}  // namespace

std::span<const Operation> encrypt_operations() {
  return kOperations;
}

}  // namespace account::kms
