#include "services/kms/condition_keys.h"

#include "services/kms/alias.h"
#include "services/kms/ciphertext.h"
#include "services/kms/key.h"

namespace account::kms {
namespace {

void add_alias(const Call& call, std::string_view member, policy::Context& context) {
  auto name = read_key_name(call, call.input.text(member));
  if (name && name->is_alias()) context.set("kms:RequestAlias", name->text);
}

// The id of the key to which a member leads; empty: to none.
std::string id_of(const Call& call, std::string_view member) {
  auto name = read_key_name(call, call.input.text(member));
  if (!name || !name->is_alias()) return name ? name->text : "";
  State owner = call.state.of(name->account, call.state.region());
  auto alias = find_alias(call, owner, name->text);
  return alias ? text_of(*alias, "TargetKeyId") : "";
}

void add_same_key(const Call& call, policy::Context& context) {
  auto source = read_ciphertext(call.input.text("CiphertextBlob"));
  bool is_same = source && source->key_id == id_of(call, "DestinationKeyId");
  context.set("kms:ReEncryptOnSameKey", is_same ? "true" : "false");
}

void add_keys(const Call& call, std::string_view key, std::string_view algorithm, std::string_view pairs,
              policy::Context& context) {
  add_encryption_context(call.input.find(pairs), context);
  bool is_given = call.input.knows(algorithm) && call.input.has(algorithm);
  context.set("kms:EncryptionAlgorithm", is_given ? call.input.text(algorithm) : "SYMMETRIC_DEFAULT");
  add_alias(call, key, context);
}

}  // namespace

void add_encryption_context(const json::Value* pairs, policy::Context& context) {
  if (!pairs || pairs->as_object().empty()) return;
  std::vector<std::string> names;
  for (const auto& [name, value, span] : pairs->as_object()) {
    context.set("kms:EncryptionContext:" + name, value.as_string());
    names.push_back(name);
  }
  context.set_list("kms:EncryptionContextKeys", std::move(names));
}

void encryption_keys(const Call& call, const json::Value*, policy::Context& context) {
  add_keys(call, "KeyId", "EncryptionAlgorithm", "EncryptionContext", context);
}

void source_keys(const Call& call, const json::Value*, policy::Context& context) {
  add_keys(call, "SourceKeyId", "SourceEncryptionAlgorithm", "SourceEncryptionContext", context);
  add_same_key(call, context);
}

void destination_keys(const Call& call, const json::Value*, policy::Context& context) {
  add_keys(call, "DestinationKeyId", "DestinationEncryptionAlgorithm", "DestinationEncryptionContext",
           context);
  add_same_key(call, context);
}

void alias_keys(const Call& call, const json::Value*, policy::Context& context) {
  add_alias(call, "KeyId", context);
}

}  // namespace account::kms
