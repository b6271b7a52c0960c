// Operations of key pairs. Calls name them by name or id; which of both says the call.
#include <algorithm>

#include "account/record/index.h"
#include "account/record/tags.h"
#include "base/text.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/key_pair.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

constexpr size_t kMostName = 255;

// By its name, which whoever makes one chooses.
aws::Result<Resource> locate_new(const Asking& asking) {
  return Resource{.arn = arn_of(asking.call.state, kKeyPairs, Object{{"KeyName", asking.text("KeyName")}})};
}
constexpr RecordKind kNewKeyPairs = [] {
  RecordKind kind = kKeyPairs;
  kind.locate = locate_new;
  return kind;
}();

// The one that is to go, whether it is there or not: to delete none is no error.
aws::Result<Resource> locate_deleted(const Asking& asking) {
  std::string id = asking.text("KeyPairId"), name = asking.text("KeyName");
  std::vector<Entry> found;
  if (id.empty()) found = find_through(asking.call.state, kKeyPairs, "KeyName", name);
  if (!found.empty()) id = found.front().id;
  Resource resource = resource_of(asking.call.state, kKeyPairs, id);
  if (!resource.record)
    resource.arn = arn_of(asking.call.state, kKeyPairs, Object{{"KeyName", name.empty() ? "*" : name}});
  return resource;
}
constexpr RecordKind kDeletedKeyPairs = [] {
  RecordKind kind = kKeyPairs;
  kind.locate = locate_deleted;
  kind.absent_code = "";
  return kind;
}();

void new_keys(const Call& call, const json::Value*, policy::Context& context) {
  if (call.operation == "CreateKeyPair")
    context.set("ec2:KeyPairType", call.input.has("KeyType") ? call.input.text("KeyType") : "rsa");
}

aws::Result<void> check_name(const Call& call, const std::string& name) {
  if (name.empty() || name.size() > kMostName)
    return aws::error("InvalidParameterValue", 400,
                      "Value ({}) for parameter KeyName is invalid. Length exceeds maximum of {}.", name,
                      kMostName);
  if (is_any_through(call.state, kKeyPairs, "KeyName", name))
    return aws::error("InvalidKeyPair.Duplicate", 400, "The keypair already exists");
  return {};
}

// What CreateKeyPair and ImportKeyPair answer, but for the key.
Object keep(Call& call, const PublicKeyText& key, json::Array tags) {
  std::string id = new_id(call, kKeyPairs);
  json::Value pair = Object{{"KeyPairId", id},
                            {"KeyName", call.input.text("KeyName")},
                            {"KeyFingerprint", key.fingerprint},
                            {"KeyType", key.type},
                            {"CreateTime", base::to_ms(call.now)},
                            {"PublicKey", fmt::format("{} {}", key.openssh, call.input.text("KeyName"))},
                            {"Tags", std::move(tags)}};
  call.make(kKeyPairs, id, pair);
  Object answer;
  for (std::string_view member : {"KeyPairId", "KeyName", "KeyFingerprint", "Tags"})
    answer.set_if(member, pair.find(member));
  return answer;
}

Output create(Call& call) {
  if (call.input.text("KeyType") == "ed25519") TRY(check_not_given(call.input, {"KeyType"}));
  if (call.input.text("KeyFormat") == "ppk") TRY(check_not_given(call.input, {"KeyFormat"}));
  TRY(check_name(call, call.input.text("KeyName")));
  json::Array tags = TRY(tags_at_creation(call, kKeyPairs));
  MadeKey made = TRY(make_rsa_key());
  Object answer = keep(call, {"rsa", made.openssh, made.fingerprint}, std::move(tags));
  answer.set("KeyMaterial", made.pem.reveal());
  return answer;
}

Output import(Call& call) {
  TRY(check_name(call, call.input.text("KeyName")));
  json::Array tags = TRY(tags_at_creation(call, kKeyPairs));
  auto key = read_public_key(call.input.text("PublicKeyMaterial"));
  if (!key) return aws::error("InvalidKey.Format", 400, "Key is not in valid OpenSSH public key format");
  return keep(call, *key, std::move(tags));
}

// Those that are named by name must be there, too.
Output describe_all(Call& call) {
  std::vector<std::string> names = call.input.texts("KeyNames");
  for (const std::string& name : names)
    if (!is_any_through(call.state, kKeyPairs, "KeyName", name))
      return aws::error("InvalidKeyPair.NotFound", 400, "The key pair '{}' does not exist", name);
  Output answer = describe(call, kDescribedKeyPairs);
  if (!answer) return answer;
  json::Array& pairs = answer->as_object()["KeyPairs"].as_array();
  std::erase_if(pairs, [&](const json::Value& one) {
    return !names.empty() &&
           std::find(names.begin(), names.end(), one.string_or("KeyName", "")) == names.end();
  });
  if (!call.input.flag("IncludePublicKey"))
    for (json::Value& pair : pairs) pair.as_object().erase("PublicKey");
  return answer;
}

Output delete_pair(Call& call) {
  if (call.input.text("KeyName").empty() && call.input.text("KeyPairId").empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter KeyName or KeyPairId");
  Need need = on(kDeletedKeyPairs);
  Resource found = TRY(locate_deleted({call, need}));
  Object answer{{"Return", true}};
  if (!found.record) return answer;
  answer.set("KeyPairId", found.named);
  remove(call.state, kKeyPairs, found.named);
  return answer;
}

constexpr FilterPlace kFilters[] = {{"fingerprint", "KeyFingerprint"}};

constexpr Operation kOperations[] = {
    {"CreateKeyPair", {creates(kNewKeyPairs).keys(new_keys), kCreateTags}, create},
    {"ImportKeyPair", {creates(kNewKeyPairs).keys(new_keys), kCreateTags}, import},
    {"DescribeKeyPairs", {any()}, describe_all},
    {"DeleteKeyPair", {on(kDeletedKeyPairs)}, delete_pair},
};

}  // namespace

const Described kDescribedKeyPairs{"DescribeKeyPairs", kKeyPairs, "KeyPairIds", "KeyPairs", kFilters};

std::span<const Operation> key_pair_operations() {
  return kOperations;
}

}  // namespace account::ec2
