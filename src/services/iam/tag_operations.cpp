// Tags of users, roles, instance profiles and server certificates (found by name), and of policies, providers and
// MFA devices (found by ARN).
#include <algorithm>

#include "base/text.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"

namespace account::iam {
namespace {

constexpr size_t kMaxTags = 50;

// IAM's keys differ by more than case: a new tag takes the place of the one that has its key.
void remove_ignoring_case(json::Value& tags, const json::Array& coming) {
  std::erase_if(tags.as_array(), [&](const json::Value& tag) {
    return std::any_of(coming.begin(), coming.end(), [&](const json::Value& one) {
      return base::equal_ignoring_case(one.string_or("Key", ""), tag.string_or("Key", ""));
    });
  });
}

Output tag(Call& call) {
  Found& tagged = call.the();
  TRY(check_tags(call.input.find("Tags")));
  json::Value& tags = tagged.fields()["Tags"];
  if (!tags.is_array()) tags = json::Array();
  remove_ignoring_case(tags, call.input.list("Tags"));
  merge_tags(tags, *call.input.find("Tags"));
  if (tags.as_array().size() > kMaxTags) return limit_exceeded("Cannot exceed quota for TagsPerResource: 50");
  call.save(tagged);
  return Object{};
}

Output untag(Call& call) {
  Found& tagged = call.the();
  if (json::Value* tags = tagged.fields().find("Tags")) remove_tags(*tags, call.input.texts("TagKeys"));
  call.save(tagged);
  return Object{};
}

Output list(Call& call) {
  std::vector<Entry> entries;
  if (const json::Value* tags = call.the().record.find("Tags"); tags && tags->is_array()) {
    for (const json::Value& one : tags->as_array())
      entries.push_back({std::string(one.string_or("Key", "")), one});
  }
  return list_page(call, std::move(entries), "Tags");
}

constexpr Operation kOperations[] = {
    {"TagUser", {on(kUsers)}, tag},
    {"TagRole", {on(kRoles)}, tag},
    {"TagInstanceProfile", {on(kInstanceProfiles)}, tag},
    {"TagPolicy", {on(kPolicies, kPolicyArn)}, tag},
    {"TagOpenIDConnectProvider", {on(kProviders, kProviderArn)}, tag},
    {"TagMFADevice", {on(kMfaDevices, kSerialNumber)}, tag},
    {"TagSAMLProvider", {on(kSamlProviders, kSamlProviderArn)}, tag},
    {"TagServerCertificate", {on(kServerCertificates)}, tag},
    {"UntagUser", {on(kUsers)}, untag},
    {"UntagRole", {on(kRoles)}, untag},
    {"UntagInstanceProfile", {on(kInstanceProfiles)}, untag},
    {"UntagPolicy", {on(kPolicies, kPolicyArn)}, untag},
    {"UntagOpenIDConnectProvider", {on(kProviders, kProviderArn)}, untag},
    {"UntagMFADevice", {on(kMfaDevices, kSerialNumber)}, untag},
    {"UntagSAMLProvider", {on(kSamlProviders, kSamlProviderArn)}, untag},
    {"UntagServerCertificate", {on(kServerCertificates)}, untag},
    {"ListUserTags", {on(kUsers)}, list},
    {"ListRoleTags", {on(kRoles)}, list},
    {"ListInstanceProfileTags", {on(kInstanceProfiles)}, list},
    {"ListPolicyTags", {on(kPolicies, kPolicyArn)}, list},
    {"ListOpenIDConnectProviderTags", {on(kProviders, kProviderArn)}, list},
    {"ListMFADeviceTags", {on(kMfaDevices, kSerialNumber)}, list},
    {"ListSAMLProviderTags", {on(kSamlProviders, kSamlProviderArn)}, list},
    {"ListServerCertificateTags", {on(kServerCertificates)}, list},
};

}  // namespace

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::iam
