#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {

using engine::Request;
using json::Object;

Request eks(std::string operation, Object input) {
  return {"eks", std::move(operation), std::move(input)};
}

std::vector<Request> change_eks_tags(const engine::Subject& subject) {
  auto [lacking, surplus] = tag_change(subject);
  std::string arn = text_of(subject.identity, "Arn");
  std::vector<Request> requests;
  if (!lacking.empty())
    requests.push_back(eks("TagResource", {{"resourceArn", arn}, {"tags", to_object(lacking)}}));
  if (!surplus.empty())
    requests.push_back(eks("UntagResource",
                           {{"resourceArn", arn}, {"tagKeys", json::Array(surplus.begin(), surplus.end())}}));
  return requests;
}

// https://docs.aws.amazon.com/eks/latest/APIReference/API_Update.html
engine::ResourceKind::Follow follow_update() {
  using Condition = engine::Reading::Condition;
  engine::ResourceKind::Follow follow;
  follow.ask = [](const Request& made, const json::Value& output,
                  const engine::Subject&) -> std::optional<Request> {
    const json::Value* update = output.find("update");
    if (!update) return std::nullopt;
    bool is_of_cluster = !made.input.find("clusterName");
    Object input{{"name", text_of(made.input, is_of_cluster ? "name" : "clusterName")},
                 {"updateId", text_of(*update, "id")}};
    for (const char* part : {"nodegroupName", "addonName"})
      if (const json::Value* name = made.input.find(part)) input.append({part, *name});
    return eks("DescribeUpdate", std::move(input));
  };
  follow.judge = [](const json::Value& output) {
    engine::ResourceKind::Follow::Outcome outcome;
    const json::Value* update = output.find("update");
    std::string status = update ? text_of(*update, "status") : "";
    if (status == "InProgress")
      return engine::ResourceKind::Follow::Outcome{Condition::pending, "UPDATING", ""};
    if (status != "Failed" && status != "Cancelled") return outcome;
    outcome = {Condition::failed, status, "see what it says, and run it again"};
    for (const json::Value& error : list_at(*update, "errors")) {
      std::string code = text_of(error, "errorCode");
      outcome.note += fmt::format("; {}: {}", code, text_of(error, "errorMessage"));
      for (const std::string& id : error.strings_at("resourceIds")) outcome.note += ", " + id;
      if (code == "PodEvictionFailure")
        outcome.hint =
            "a disruption budget lets no pod go, or nowhere is room for another: `kubectl get pdb -A` "
            "shows 0 ALLOWED DISRUPTIONS; mend that and run it again, it goes on from there";
    }
    return outcome;
  };
  return follow;
}

engine::ResourceKind eks_kind(std::string_view name, const char* noun) {
  engine::ResourceKind kind;
  kind.name = name;
  kind.found_by = engine::FoundBy::name;
  kind.absent = {"ResourceNotFoundException"};
  // To whoever makes it, its name is taken; to whoever changes or removes it, something else is going on.
  kind.taken = {"ResourceInUseException"};
  kind.busy = {"ResourceInUseException"};
  kind.creating_calls = {{"eks", fmt::format("Create{}", noun)}};
  kind.removing_calls = {{"eks", fmt::format("Delete{}", noun)}};
  kind.reasons = {{fmt::format("eks Describe{}", noun), "sees whether it is there, and as desired"},
                  {"eks TagResource", "sets tags that it lacks"},
                  {"eks UntagResource", "takes off tags that it was given and shall have no more"}};
  return kind;
}

engine::Kinds eks_kinds(base::Milliseconds window) {
  engine::Kinds kinds;
  for (engine::ResourceKind kind :
       {control_plane_kind(), access_entry_kind(), access_policy_kind(), launch_template_kind(),
        node_group_kind(), addon_kind(), pod_identity_kind(), fargate_profile_kind()}) {
    kind.window = window;
    kinds.emplace(kind.name, std::make_shared<engine::ResourceKind>(kind));
  }
  return kinds;
}

}  // namespace blueprint
