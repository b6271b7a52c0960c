#include "blueprint/kinds/kinds.h"

namespace blueprint {

engine::Kinds kinds_of_account(const std::string& account_id, base::Milliseconds window) {
  engine::Kinds kinds;
  for (engine::ResourceKind kind :
       {role_kind(), role_policy_kind(), role_document_kind(), instance_profile_kind(), eks_cluster_kind(),
        identity_provider_kind(account_id), namespace_kind(), service_account_kind()}) {
    kind.found_by = engine::FoundBy::name;
    bool is_of_aws = kind.name.starts_with("iam-") || kind.name.starts_with("eks-");
    if (is_of_aws) kind.window = window;
    kinds.emplace(kind.name, std::make_shared<engine::ResourceKind>(kind));
  }
  return kinds;
}

engine::ResourceKind iam_kind(std::string_view name, std::string creating, std::string removing) {
  engine::ResourceKind kind;
  kind.name = name;
  kind.absent = {"NoSuchEntity"};
  kind.taken = {"EntityAlreadyExists"};
  kind.busy = {"ConcurrentModification"};
  kind.creating_calls = {{"iam", std::move(creating)}};
  kind.removing_calls = {{"iam", std::move(removing)}};
  return kind;
}

json::Object name_of(const engine::Subject& subject) {
  return {{"name", text_of(subject.desired, "name")}};
}

json::Object name_in_namespace(const engine::Subject& subject) {
  return {{"namespace", text_of(subject.desired, "namespace")}, {"name", text_of(subject.desired, "name")}};
}

json::Object to_object(const Marks& marks) {
  json::Object object;
  for (const auto& [name, value] : marks) object.append({name, value});
  return object;
}

json::Object our_tags(const Marks& found, const engine::Subject& subject) {
  json::Object tags;
  for (const auto& [key, value] : found) {
    bool is_ours = marks_of(subject.desired.find("tags")).contains(key);
    for (const json::Value& each : subject.earlier)
      is_ours = is_ours || marks_of(each.find("tags")).contains(key);
    if (is_ours) tags.append({key, value});
  }
  return tags;
}

std::vector<engine::Request> iam_tag_changes(const std::string& noun, const json::Object& named,
                                             const engine::Subject& subject) {
  Marks lacking = marks_of(subject.desired.find("tags"));
  json::Array surplus;
  for (const auto& [key, value] : marks_of(subject.observed.find("tags"))) {
    auto at = lacking.find(key);
    if (at == lacking.end()) surplus.push_back(key);
    if (at != lacking.end() && at->second == value) lacking.erase(at);
  }
  std::vector<engine::Request> requests;
  auto ask = [&](const char* verb, const char* member, json::Value value) {
    json::Object input = named;
    input.append({member, std::move(value)});
    requests.push_back({"iam", verb + noun, engine::literal(std::move(input))});
  };
  if (!lacking.empty()) ask("Tag", "Tags", tag_list(lacking));
  if (!surplus.empty()) ask("Untag", "TagKeys", std::move(surplus));
  return requests;
}

void judge(const Marks& found, const engine::Subject& subject, engine::Reading& reading) {
  reading.is_ours = judge(found, marks_of(subject.desired.find("tags"))) == Ownership::ours;
  reading.is_there = subject.identity.is_null() || reading.is_ours;
  if (reading.is_ours) return;
  std::string whose = marks_text(found);
  reading.note = whose.empty() ? "it has no tags of Slipway" : whose;
}

base::Status check_unmarked(const std::string& what, const Marks& found, const Marks& ours) {
  if (judge(found, ours) != Ownership::others) return {};
  return tl::unexpected(
      base::Error{base::ErrorKind::conflict,
                  fmt::format("{} belongs to another deployment of Slipway ({})", what, marks_text(found)),
                  "have that one forget it and take its marks off first, or choose another name"});
}

std::string text_of(const json::Value& object, std::string_view member) {
  return std::string(object.string_or(member, ""));
}

const json::Array& list_at(const json::Value& object, std::string_view member) {
  static const json::Array kNone;
  const json::Value* list = object.find(member);
  return list && list->is_array() ? list->as_array() : kNone;
}

}  // namespace blueprint
