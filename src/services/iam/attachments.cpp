// Managed policies on users, groups and roles.
#include <algorithm>

#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/principals.h"

namespace account::iam {
namespace {

constexpr size_t kMaxAttached = 10;

aws::Result<Questions> ask_attachment(const Call& call, const EntityKind& kind) {
  Questions questions = ask_bounded(call, kind);
  questions[0].context.set("iam:PolicyARN", call.input.text("PolicyArn"));
  return questions;
}
template <const EntityKind& kind>
aws::Result<Questions> on_attachment(const Call& call) {
  return ask_attachment(call, kind);
}

Output attach(Call& call, const EntityKind& kind) {
  std::string arn = call.input.text("PolicyArn");
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  TRY(check_modifiable(record));
  if (!managed_policy_document(call.state, arn)) {
    return aws::error("NoSuchEntity", 404, "Policy {} does not exist or is not attachable.", arn);
  }
  json::Value& attached = record.as_object()["Attached"];
  if (!attached.is_array()) attached = json::Array();
  json::Array& list = attached.as_array();
  if (std::find(list.begin(), list.end(), json::Value(arn)) == list.end()) {
    if (list.size() >= kMaxAttached) {
      return limit_exceeded(fmt::format("Cannot exceed quota for PoliciesPer{}{}: {}",
                                        static_cast<char>(kind.noun[0] - 'a' + 'A'), kind.noun.substr(1),
                                        kMaxAttached));
    }
    list.emplace_back(arn);
  }
  store(call.state, kind, record);
  return Object{};
}

Output detach(Call& call, const EntityKind& kind) {
  std::string arn = call.input.text("PolicyArn");
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  TRY(check_modifiable(record));
  json::Value* attached = record.as_object().find("Attached");
  if (!attached || std::erase(attached->as_array(), json::Value(arn)) == 0) {
    return aws::error("NoSuchEntity", 404, "Policy {} was not found.", arn);
  }
  store(call.state, kind, record);
  return Object{};
}

json::Value view(const json::Value& policy) {
  return policy;
}

Output list(Call& call, const EntityKind& kind) {
  json::Value record = TRY(require(call.state, kind, call.input.text(kind.name_member)));
  std::vector<Entry> entries;
  for (const std::string& arn : texts(record, "Attached")) {
    std::string name = arn.substr(arn.rfind('/') + 1);
    entries.push_back({name, Object{{"PolicyName", name}, {"PolicyArn", arn}}});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
  return list_page(call, std::move(entries), "AttachedPolicies", view);
}

template <const EntityKind& kind>
Output attach(Call& call) {
  return attach(call, kind);
}
template <const EntityKind& kind>
Output detach(Call& call) {
  return detach(call, kind);
}
template <const EntityKind& kind>
Output list(Call& call) {
  return list(call, kind);
}

constexpr Operation kOperations[] = {
    {"AttachUserPolicy", on_attachment<kUsers>, attach<kUsers>},
    {"AttachGroupPolicy", on_attachment<kGroups>, attach<kGroups>},
    {"AttachRolePolicy", on_attachment<kRoles>, attach<kRoles>},
    {"DetachUserPolicy", on_attachment<kUsers>, detach<kUsers>},
    {"DetachGroupPolicy", on_attachment<kGroups>, detach<kGroups>},
    {"DetachRolePolicy", on_attachment<kRoles>, detach<kRoles>},
    {"ListAttachedUserPolicies", on<kUsers>, list<kUsers>},
    {"ListAttachedGroupPolicies", on<kGroups>, list<kGroups>},
    {"ListAttachedRolePolicies", on<kRoles>, list<kRoles>},
};

}  // namespace

std::span<const Operation> attachment_operations() {
  return kOperations;
}

}  // namespace account::iam
