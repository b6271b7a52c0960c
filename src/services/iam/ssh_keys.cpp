// SSH public keys of users (IAM User Guide, "Use SSH keys and SSH with CodeCommit").
#include <algorithm>

#include "crypto/ssh_key.h"
#include "services/iam/iam.h"
#include "services/iam/owner.h"

namespace account::iam {
namespace {

constexpr OwnedThings kKeys{.member = "SSHPublicKeys",
                            .id_member = "SSHPublicKeyId",
                            .id_prefix = "APKA",
                            .most = 5,
                            .quota = "SSHPublicKeysPerUser",
                            .words = "The Public Key with id {id} cannot be found."};

json::Value view(const json::Value& key) {
  return show(key, {"UserName", "SSHPublicKeyId", "Fingerprint", "SSHPublicKeyBody", "Status", "UploadDate"});
}

json::Value view_in_list(const json::Value& key) {
  return show(key, {"UserName", "SSHPublicKeyId", "Status", "UploadDate"});
}

Output upload(Call& call) {
  Found& user = call.the();
  std::string body = call.input.text("SSHPublicKeyBody");
  auto key = crypto::read_ssh_key(body);
  if (!key) return aws::error("UnrecognizedPublicKeyEncoding", 400, "Invalid public key uploaded.");
  std::string fingerprint = crypto::ssh_fingerprint(*key);
  const json::Array& others = things_of(user, kKeys);
  bool is_there = std::any_of(others.begin(), others.end(), [&](const json::Value& other) {
    return other.string_or("Fingerprint", "") == fingerprint;
  });
  if (is_there) {
    return aws::error("DuplicateSSHPublicKey", 400,
                      "The SSH public key is already associated with the specified IAM user.");
  }
  Object stored{{"SSHPublicKeyBody", body}, {"Fingerprint", fingerprint}};
  json::Value added = TRY(add_thing(call, kKeys, user, std::move(stored), "UploadDate"));
  return Object{{"SSHPublicKey", view(added)}};
}

Output get(Call& call) {
  Found user = call.the();
  json::Value shown = view(*TRY(find_thing(call, kKeys, user)));
  auto key = crypto::read_ssh_key(shown.string_or("SSHPublicKeyBody", ""));
  if (!key) return tl::unexpected(aws::Error(key.error()));
  bool is_ssh = call.input.text("Encoding") == "SSH";
  shown.as_object().set("SSHPublicKeyBody", is_ssh ? crypto::to_openssh(*key) : key->to_pem());
  shown.as_object().set("UserName", user.text("UserName"));
  return Object{{"SSHPublicKey", std::move(shown)}};
}

Output list(Call& call) {
  return list_things(call, kKeys, "SSHPublicKeys", view_in_list);
}

constexpr Operation kOperations[] = {
    {"UploadSSHPublicKey", {on(kUsers)}, upload},
    {"GetSSHPublicKey", {on(kUsers)}, get},
    {"ListSSHPublicKeys", {own(kUsers)}, list},
    {"UpdateSSHPublicKey", {on(kUsers)}, update_thing<kKeys>},
    {"DeleteSSHPublicKey", {on(kUsers)}, delete_thing<kKeys>},
};

}  // namespace

std::span<const Operation> ssh_key_operations() {
  return kOperations;
}

}  // namespace account::iam
