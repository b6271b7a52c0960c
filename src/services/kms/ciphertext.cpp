#include "services/kms/ciphertext.h"

#include <map>

#include "base/text.h"
#include "crypto/seal.h"
#include "services/kms/key.h"
#include "services/kms/material.h"

namespace account::kms {
namespace {

constexpr char kForm = 1;  // the first byte: which form the others have
constexpr char kEnd = '\n';

// One text for each set of pairs, in whichever order they come.
std::string purpose(std::string_view head, const json::Value* context) {
  std::map<std::string, std::string> sorted;
  if (context)
    for (const auto& [name, value, span] : context->as_object())
      sorted.insert_or_assign(name, value.as_string());
  json::Object pairs;
  for (auto& [name, value] : sorted) pairs.set(name, value);
  return fmt::format("kms {} {}", head, json::dump(pairs));
}

std::string head_of(const Ciphertext& text) {
  return fmt::format("{} {} {} {}", text.account, text.region, text.key_id, text.material);
}

}  // namespace

std::string encrypt(const Call& call, const json::Value& key, const json::Value* context,
                    std::string_view plaintext) {
  Ciphertext made{text_of(key, "AWSAccountId"), call.state.region(), text_of(key, "KeyId"),
                  current_material(key), ""};
  std::string head = head_of(made);
  base::Secret material = *open_material(key, made.material, call.facilities);
  return kForm + head + kEnd +
         crypto::seal(material, purpose(head, context), plaintext, call.facilities.random);
}

aws::Result<std::string> decrypt(const Call& call, const json::Value& key, const json::Value* context,
                                 const Ciphertext& ciphertext) {
  auto material = open_material(key, ciphertext.material, call.facilities);
  if (!material) return invalid_ciphertext();
  auto text = crypto::unseal(*material, purpose(head_of(ciphertext), context), ciphertext.sealed);
  if (!text) return invalid_ciphertext();
  return std::move(*text);
}

aws::Result<Ciphertext> read_ciphertext(std::string_view bytes) {
  size_t end = bytes.find(kEnd);
  if (end == bytes.npos || bytes.front() != kForm) return invalid_ciphertext();
  auto parts = base::split(bytes.substr(1, end - 1), ' ');
  if (parts.size() != 4) return invalid_ciphertext();
  return Ciphertext{std::string(parts[0]), std::string(parts[1]), std::string(parts[2]),
                    std::string(parts[3]), std::string(bytes.substr(end + 1))};
}

tl::unexpected<aws::Error> invalid_ciphertext() {
  return tl::unexpected(aws::Error("InvalidCiphertextException", 400, ""));
}

}  // namespace account::kms
