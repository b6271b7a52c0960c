#include "services/iam/policy_records.h"

#include "account/record/index.h"
#include "crypto/digest.h"

namespace account::iam {
namespace {

int64_t count(const std::map<std::string, int64_t, std::less<>>& uses, std::string_view arn) {
  auto found = uses.find(arn);
  return found == uses.end() ? 0 : found->second;
}

// AWS's real ids are not published; one that stays the same is made from the name.
std::string managed_policy_id(std::string_view name) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string id = "ANPA";
  for (unsigned char byte : crypto::sha256(name).substr(0, 17)) id += kAlphabet[byte % kAlphabet.size()];
  return id;
}

}  // namespace

json::Value managed_record(const aws::ManagedPolicy& managed) {
  json::Value version = Object{{"VersionId", managed.default_version_id()},
                               {"Document", managed.document()},
                               {"CreateDate", base::to_ms(managed.update_date())}};
  return Object{{"PolicyName", managed.name()},
                {"PolicyId", managed_policy_id(managed.name())},
                {"Arn", managed.arn()},
                {"Path", managed.path()},
                {"DefaultVersionId", managed.default_version_id()},
                {"Versions", json::Array{std::move(version)}},
                {"CreateDate", base::to_ms(managed.create_date())},
                {"UpdateDate", base::to_ms(managed.update_date())}};
}

std::optional<json::Value> find_managed_by_aws(std::string_view arn) {
  auto managed = aws::ManagedPolicy::find(arn);  // by its name, too
  if (!managed || managed->arn() != arn) return std::nullopt;
  return managed_record(*managed);
}

PolicyUses count_uses(const State& state) {
  PolicyUses uses;
  for (const RecordKind& kind : {kUsers, kGroups, kRoles}) {
    for (const Entry& entry : state.list(kind.name)) {
      for (const std::string& arn : texts(entry.value, "Attached")) ++uses.attached[arn];
      std::string boundary(entry.value.string_or("PermissionsBoundary", ""));
      if (!boundary.empty()) ++uses.boundaries[boundary];
    }
  }
  return uses;
}

PolicyUses uses_of(const State& state, const std::string& arn) {
  PolicyUses uses;
  for (const RecordKind& kind : {kUsers, kGroups, kRoles}) {
    if (size_t count = count_through(state, kind, "Attached", arn))
      uses.attached[arn] += static_cast<int64_t>(count);
    if (size_t count = count_through(state, kind, "PermissionsBoundary", arn))
      uses.boundaries[arn] += static_cast<int64_t>(count);
  }
  return uses;
}

json::Value view_policy(const json::Value& record, const PolicyUses& uses) {
  json::Value shown =
      show(record, {"PolicyName", "PolicyId", "Arn", "Path", "DefaultVersionId", "CreateDate", "UpdateDate"});
  std::string_view arn = record.string_or("Arn", "");
  shown.as_object().set("AttachmentCount", count(uses.attached, arn));
  shown.as_object().set("PermissionsBoundaryUsageCount", count(uses.boundaries, arn));
  shown.as_object().set("IsAttachable", true);
  return shown;
}

}  // namespace account::iam
