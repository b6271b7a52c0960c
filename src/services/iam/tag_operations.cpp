// Tags of users, roles, instance profiles (found by name), policies and OIDC providers (found by ARN).
#include <algorithm>

#include "base/text.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/policy_records.h"

namespace account::iam {
namespace {

constexpr size_t kMaxTags = 50;

// Where the tagged record is, and how the call names it.
struct Tagged {
  std::string_view store_kind;
  std::string_view member;
  const EntityKind* entity = nullptr;  // found by name; else by ARN
};
constexpr Tagged kTaggedUser{kUser, "UserName", &kUsers};
constexpr Tagged kTaggedRole{kRole, "RoleName", &kRoles};
constexpr Tagged kTaggedProfile{kInstanceProfile, "InstanceProfileName", &kInstanceProfiles};
constexpr Tagged kTaggedPolicy{kPolicy, "PolicyArn"};
constexpr Tagged kTaggedProvider{kOidcProvider, "OpenIDConnectProviderArn"};

aws::Result<json::Value> require_tagged(const Call& call, const Tagged& tagged) {
  std::string name = call.input.text(tagged.member);
  if (tagged.entity) return require(call.state, *tagged.entity, name);
  auto record = call.state.get(tagged.store_kind, name);
  if (!record) return no_such_policy(name);
  return std::move(*record);
}

void store_tagged(Call& call, const Tagged& tagged, const json::Value& record) {
  if (tagged.entity) {
    store(call.state, *tagged.entity, record);
  } else {
    call.state.put(tagged.store_kind, call.input.text(tagged.member), record);
  }
}

// IAM's keys differ by more than case: a new tag takes the place of the one that has its key.
void remove_ignoring_case(json::Value& tags, const json::Array& coming) {
  std::erase_if(tags.as_array(), [&](const json::Value& tag) {
    return std::any_of(coming.begin(), coming.end(), [&](const json::Value& one) {
      return base::equal_ignoring_case(one.string_or("Key", ""), tag.string_or("Key", ""));
    });
  });
}

aws::Result<Questions> ask_tagged(const Call& call, const Tagged& tagged) {
  Questions questions;
  if (tagged.entity) {
    questions = ask_entity(call, *tagged.entity);
  } else {
    policy::Context context;
    std::string arn = call.input.text(tagged.member);
    if (auto record = call.state.get(tagged.store_kind, arn))
      add_resource_tags(record->find("Tags"), context, "iam");
    questions = ask(arn, std::move(context));
  }
  if (call.operation.starts_with("Tag")) add_request_tags(call.input.find("Tags"), questions[0].context);
  if (call.operation.starts_with("Untag")) add_tag_keys(call.input.texts("TagKeys"), questions[0].context);
  return questions;
}

Output tag(Call& call, const Tagged& tagged) {
  json::Value record = TRY(require_tagged(call, tagged));
  TRY(check_tags(call.input.find("Tags")));
  json::Value& tags = record.as_object()["Tags"];
  if (!tags.is_array()) tags = json::Array();
  remove_ignoring_case(tags, call.input.list("Tags"));
  merge_tags(tags, *call.input.find("Tags"));
  if (tags.as_array().size() > kMaxTags) return limit_exceeded("Cannot exceed quota for TagsPerResource: 50");
  store_tagged(call, tagged, record);
  return Object{};
}

Output untag(Call& call, const Tagged& tagged) {
  json::Value record = TRY(require_tagged(call, tagged));
  if (json::Value* tags = record.as_object().find("Tags")) remove_tags(*tags, call.input.texts("TagKeys"));
  store_tagged(call, tagged, record);
  return Object{};
}

Output list(Call& call, const Tagged& tagged) {
  json::Value record = TRY(require_tagged(call, tagged));
  std::vector<Entry> entries;
  if (const json::Value* tags = record.find("Tags"); tags && tags->is_array()) {
    for (const json::Value& one : tags->as_array())
      entries.push_back({std::string(one.string_or("Key", "")), one});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
  return list_page(call, std::move(entries), "Tags", [](const json::Value& one) { return one; });
}

template <const Tagged& tagged>
aws::Result<Questions> on_tagged(const Call& call) {
  return ask_tagged(call, tagged);
}
template <const Tagged& tagged>
Output tag(Call& call) {
  return tag(call, tagged);
}
template <const Tagged& tagged>
Output untag(Call& call) {
  return untag(call, tagged);
}
template <const Tagged& tagged>
Output list(Call& call) {
  return list(call, tagged);
}

constexpr Operation kOperations[] = {
    {"TagUser", on_tagged<kTaggedUser>, tag<kTaggedUser>},
    {"TagRole", on_tagged<kTaggedRole>, tag<kTaggedRole>},
    {"TagInstanceProfile", on_tagged<kTaggedProfile>, tag<kTaggedProfile>},
    {"TagPolicy", on_tagged<kTaggedPolicy>, tag<kTaggedPolicy>},
    {"TagOpenIDConnectProvider", on_tagged<kTaggedProvider>, tag<kTaggedProvider>},
    {"UntagUser", on_tagged<kTaggedUser>, untag<kTaggedUser>},
    {"UntagRole", on_tagged<kTaggedRole>, untag<kTaggedRole>},
    {"UntagInstanceProfile", on_tagged<kTaggedProfile>, untag<kTaggedProfile>},
    {"UntagPolicy", on_tagged<kTaggedPolicy>, untag<kTaggedPolicy>},
    {"UntagOpenIDConnectProvider", on_tagged<kTaggedProvider>, untag<kTaggedProvider>},
    {"ListUserTags", on_tagged<kTaggedUser>, list<kTaggedUser>},
    {"ListRoleTags", on_tagged<kTaggedRole>, list<kTaggedRole>},
    {"ListInstanceProfileTags", on_tagged<kTaggedProfile>, list<kTaggedProfile>},
    {"ListPolicyTags", on_tagged<kTaggedPolicy>, list<kTaggedPolicy>},
    {"ListOpenIDConnectProviderTags", on_tagged<kTaggedProvider>, list<kTaggedProvider>},
};

}  // namespace

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::iam
