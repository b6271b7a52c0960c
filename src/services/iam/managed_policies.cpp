// Managed policies: those of the account, with up to five versions, and those of AWS, which nobody can change.
#include "aws/model/managed_policies.h"

#include <algorithm>

#include "account/record/index.h"
#include "base/arn.h"
#include "base/text.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/policy_records.h"

namespace account::iam {
namespace {

constexpr size_t kMaxVersions = 5;

// A policy of the account may be changed; AWS's may not.
aws::Result<void> check_own(const Found& policy) {
  auto arn = base::Arn::parse(policy.named);
  if (!arn || arn->account != "aws") return {};
  return aws::error("AccessDenied", 403, "Policies of AWS cannot be changed: {}", policy.named);
}

void save_policy(Call& call, Found& policy) {
  policy.fields().set("UpdateDate", base::to_ms(call.now));
  call.save(policy);
}

json::Value new_version(const Call& call, int64_t number) {
  return Object{{"VersionId", fmt::format("v{}", number)},
                {"Document", call.input.text("PolicyDocument")},
                {"CreateDate", base::to_ms(call.now)}};
}

json::Value view_version(const json::Value& version, std::string_view default_id) {
  json::Value shown = show(version, {"VersionId", "CreateDate"});
  shown.as_object().set("IsDefaultVersion", version.string_or("VersionId", "") == default_id);
  return shown;
}

bool name_is_taken(const Call& call, std::string_view name) {
  for (const Entry& entry : call.state.list(kPolicy)) {
    if (base::equal_ignoring_case(entry.value.string_or("PolicyName", ""), name)) return true;
  }
  return false;
}

Output create_policy(Call& call) {
  const Input& in = call.input;
  std::string name = in.text("PolicyName");
  if (name_is_taken(call, name)) {
    return aws::error("EntityAlreadyExists", 409,
                      "A policy called {} already exists. Duplicate names are not allowed.", name);
  }
  TRY(check_tags(in.find("Tags")));
  TRY(check_document(in.text("PolicyDocument"), policy::Kind::managed));
  std::string path = TRY(path_of(in));
  Object record{{"PolicyName", name},
                {"PolicyId", unique_id(kPolicies.id_prefix, call.facilities.random)},
                {"Path", std::move(path)},
                {"DefaultVersionId", "v1"},
                {"Versions", json::Array{new_version(call, 1)}},
                {"LastVersion", 1},
                {"CreateDate", base::to_ms(call.now)},
                {"UpdateDate", base::to_ms(call.now)}};
  record.set("Arn", arn_of(call.state, kPolicies, record));
  record.set_if("Description", in.find("Description"));
  record.set_if("Tags", in.find("Tags"));
  store(call.state, kPolicies, record);
  return Object{{"Policy", view_policy(record, {})}};
}

Output get_policy(Call& call) {
  const json::Value& record = call.the().record;
  json::Value shown = view_policy(record, uses_of(call.state, call.the().named));
  shown.as_object().set_if("Description", record.find("Description"));
  shown.as_object().set_if("Tags", record.find("Tags"));
  return Object{{"Policy", std::move(shown)}};
}

Output list_policies(Call& call) {
  const Input& in = call.input;
  std::string scope = in.text("Scope");
  std::vector<Entry> entries;
  if (scope != "AWS") entries = call.state.list(kPolicy);
  if (scope != "Local") {
    for (uint32_t i = 0; i < aws::ManagedPolicy::count(); ++i) {
      auto managed = aws::ManagedPolicy::at(i);
      entries.push_back({std::string(managed.arn()), managed_record(managed)});
    }
  }
  PolicyUses uses = count_uses(call.state);
  std::string prefix = in.text("PathPrefix");
  std::string usage = in.text("PolicyUsageFilter");
  std::erase_if(entries, [&](const Entry& entry) {
    bool attached = usage != "PermissionsBoundary" && uses.attached.contains(entry.id);
    bool boundary = usage != "PermissionsPolicy" && uses.boundaries.contains(entry.id);
    bool wanted = (!in.flag("OnlyAttached") && usage.empty()) || attached || boundary;
    return !wanted || !entry.value.string_or("Path", "/").starts_with(prefix);
  });
  for (Entry& entry : entries) entry.value = view_policy(entry.value, uses);
  return list_page(call, std::move(entries), "Policies");
}

Output delete_policy(Call& call) {
  Found& policy = call.the();
  TRY(check_own(policy));
  PolicyUses uses = uses_of(call.state, policy.named);
  if (!uses.attached.empty() || !uses.boundaries.empty()) {
    return aws::error("DeleteConflict", 409, "Cannot delete a policy attached to entities.");
  }
  if (policy.fields()["Versions"].as_array().size() > 1) {
    return aws::error(
        "DeleteConflict", 409,
        "This policy has more than one version. Before you delete a policy, you must delete the policy's "
        "versions. The default version is deleted with the policy.");
  }
  call.erase(policy);
  return Object{};
}

Output create_version(Call& call) {
  Found& policy = call.the();
  TRY(check_own(policy));
  TRY(check_document(call.input.text("PolicyDocument"), policy::Kind::managed));
  Object& fields = policy.fields();
  json::Array& versions = fields["Versions"].as_array();
  if (versions.size() >= kMaxVersions) {
    return limit_exceeded(
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
        "existing version.");
  }
  int64_t number = policy.record.int_or("LastVersion", 1) + 1;
  fields.set("LastVersion", number);
  versions.push_back(new_version(call, number));
  json::Value version = versions.back();
  if (call.input.flag("SetAsDefault")) fields.set("DefaultVersionId", *version.find("VersionId"));
  save_policy(call, policy);
  return Object{{"PolicyVersion", view_version(version, policy.text("DefaultVersionId"))}};
}

// The position of the version that the call names.
aws::Result<size_t> find_version(const Call& call, const json::Value& record) {
  std::string id = call.input.text("VersionId");
  const json::Array& versions = record.find("Versions")->as_array();
  for (size_t i = 0; i < versions.size(); ++i) {
    if (versions[i].string_or("VersionId", "") == id) return i;
  }
  return aws::error("NoSuchEntity", 404, "Policy {} version {} does not exist or is not attachable.",
                    call.input.text("PolicyArn"), id);
}

Output get_version(Call& call) {
  const json::Value& record = call.the().record;
  const json::Value& version = record.find("Versions")->as_array()[TRY(find_version(call, record))];
  json::Value shown = view_version(version, record.string_or("DefaultVersionId", ""));
  shown.as_object().set("Document", *version.find("Document"));
  return Object{{"PolicyVersion", std::move(shown)}};
}

Output list_versions(Call& call) {
  const json::Value& record = call.the().record;
  std::vector<Entry> entries;
  for (const json::Value& version : record.find("Versions")->as_array()) {
    // v9 before v10
    entries.push_back({fmt::format("{:>8}", version.string_or("VersionId", "")),
                       view_version(version, record.string_or("DefaultVersionId", ""))});
  }
  return list_page(call, std::move(entries), "Versions");
}

Output set_default_version(Call& call) {
  Found& policy = call.the();
  TRY(check_own(policy));
  TRY(find_version(call, policy.record));
  policy.fields().set("DefaultVersionId", call.input.text("VersionId"));
  save_policy(call, policy);
  return Object{};
}

Output delete_version(Call& call) {
  Found& policy = call.the();
  TRY(check_own(policy));
  size_t index = TRY(find_version(call, policy.record));
  if (policy.text("DefaultVersionId") == call.input.text("VersionId")) {
    return aws::error("DeleteConflict", 409, "Cannot delete the default version of a policy.");
  }
  json::Array& versions = policy.fields()["Versions"].as_array();
  versions.erase(versions.begin() + static_cast<ptrdiff_t>(index));
  save_policy(call, policy);
  return Object{};
}

// Without a usage filter both are meant (IAM API Reference, ListEntitiesForPolicy).
Output list_entities_for_policy(Call& call) {
  constexpr std::pair<std::string_view, const RecordKind*> kLists[] = {
      {"Group", &kGroups}, {"User", &kUsers}, {"Role", &kRoles}};
  std::string filter = call.input.text("EntityFilter"), usage = call.input.text("PolicyUsageFilter");
  std::string prefix = call.input.text("PathPrefix");
  std::map<std::string, json::Value> users;  // once each, though both its policy and its boundary
  auto collect = [&](size_t list, std::string_view member) {
    const auto& [name, kind] = kLists[list];
    if (!filter.empty() && filter != name) return;
    for (const Entry& entry : find_through(call.state, *kind, member, call.the().named))
      if (entry.value.string_or("Path", "/").starts_with(prefix))
        users[fmt::format("{}{}", list, entry.id)] = show(entry.value, {kind->name_member, kind->id_member});
  };
  for (size_t list = 0; list < std::size(kLists); ++list) {
    if (usage != "PermissionsBoundary") collect(list, "Attached");
    if (usage != "PermissionsPolicy" && kLists[list].second != &kGroups) collect(list, "PermissionsBoundary");
  }
  std::vector<Entry> entries;
  for (auto& [id, view] : users) entries.push_back({id, std::move(view)});
  return list_page(call, std::move(entries), {"PolicyGroups", "PolicyUsers", "PolicyRoles"});
}

// What has an ARN of another kind is no policy that could be there (IAM API Reference, InvalidInput).
aws::Result<Resource> locate_policy(const Asking& asking) {
  Resource resource;
  resource.arn = resource.named = asking.text(kPolicyArn);
  resource.record = find(asking.call.state, kPolicies, resource.arn);
  if (resource.record) {
    add_resource_tags(resource.record->find(kPolicies.tags_member), resource.keys, kPolicies.tag_key_prefix);
    return resource;
  }
  auto arn = base::Arn::parse(resource.arn);
  if (!arn || arn->service != "iam" || !arn->resource.starts_with("policy/"))
    resource.absent = aws::Error("InvalidInput", 400, fmt::format("ARN {} is not valid.", resource.arn));
  return resource;
}

constexpr RecordKind policies_by_arn() {
  RecordKind kind = kPolicies;
  kind.locate = locate_policy;
  return kind;
}
constexpr RecordKind kPoliciesByArn = policies_by_arn();
constexpr Need kThePolicy = on(kPoliciesByArn, kPolicyArn);

constexpr Operation kOperations[] = {
    {"CreatePolicy", {creates(kPolicies), also("iam:TagPolicy").when("Tags")}, create_policy},
    {"GetPolicy", {kThePolicy}, get_policy},
    {"ListPolicies", {any()}, list_policies},
    {"DeletePolicy", {kThePolicy}, delete_policy},
    {"CreatePolicyVersion", {kThePolicy}, create_version},
    {"GetPolicyVersion", {kThePolicy}, get_version},
    {"ListPolicyVersions", {kThePolicy}, list_versions},
    {"SetDefaultPolicyVersion", {kThePolicy}, set_default_version},
    {"DeletePolicyVersion", {kThePolicy}, delete_version},
    {"ListEntitiesForPolicy", {kThePolicy}, list_entities_for_policy},
};

}  // namespace

std::span<const Operation> managed_policy_operations() {
  return kOperations;
}

}  // namespace account::iam
