#include <algorithm>

#include "account/record/tags.h"
#include "base/text.h"
#include "services/eks/access_entry.h"
#include "services/eks/cluster.h"
#include "services/eks/eks.h"
#include "services/eks/refused_input.h"

namespace account::eks {
namespace {

// A record that has tags, and the member that has them: "Cluster" or "Entry".
struct Tagged {
  json::Value record;
  std::string member;

  json::Value& tags() { return record.as_object()[member].as_object()["tags"]; }
};

// By a resource's ARN of this account and region.
std::optional<Tagged> find_tagged(const Call& call) {
  std::string arn = call.input.text("resourceArn");
  std::string clusters = cluster_arn(call.state, "");
  if (arn.starts_with(clusters)) {
    auto record = find_cluster(call.state, arn.substr(clusters.size()));
    return record ? std::optional(Tagged{std::move(*record), "Cluster"}) : std::nullopt;
  }
  std::string entries =
      fmt::format("arn:aws:eks:{}:{}:access-entry/", call.state.region(), call.state.account());
  if (!arn.starts_with(entries)) return std::nullopt;
  std::string cluster = arn.substr(entries.size(), arn.find('/', entries.size()) - entries.size());
  if (!find_cluster(call.state, cluster)) return std::nullopt;
  for (Entry& entry : access_entries(call.state, cluster)) {
    if (entry.value.find("Entry")->string_or("accessEntryArn", "") == arn)
      return Tagged{std::move(entry.value), "Entry"};
  }
  return std::nullopt;
}

void put(State& state, const Tagged& tagged) {
  if (tagged.member == "Entry") return put_access_entry(state, tagged.record);
  state.put(kCluster, tagged.record.find("Cluster")->string_or("name", ""), tagged.record);
}

tl::unexpected<aws::Error> not_found(const Call& call) {
  return aws::error("NotFoundException", 404, "Resource not found: {}", call.input.text("resourceArn"));
}

aws::Result<Questions> on_tagged(const Call& call) {
  policy::Context context;
  if (auto tagged = find_tagged(call)) add_resource_tags(&tagged->tags(), context);
  if (call.operation == "TagResource") add_request_tags(call.input.find("tags"), context);
  if (call.operation == "UntagResource") add_tag_keys(call.input.texts("tagKeys"), context);
  return ask(call.input.text("resourceArn"), std::move(context));
}

Output list_tags(Call& call) {
  auto tagged = find_tagged(call);
  if (!tagged) return not_found(call);
  return Object{{"tags", tagged->tags()}};
}

Output tag(Call& call) {
  auto tagged = find_tagged(call);
  if (!tagged) return not_found(call);
  TRY(check_tags(call.input.find("tags"), "BadRequestException"));
  merge_tags(tagged->tags(), *call.input.find("tags"));
  put(call.state, *tagged);
  return Object{};
}

Output untag(Call& call) {
  auto tagged = find_tagged(call);
  if (!tagged) return not_found(call);
  TRY(check_tag_keys(call.input.texts("tagKeys"), "BadRequestException"));
  remove_tags(tagged->tags(), call.input.texts("tagKeys"));
  put(call.state, *tagged);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"ListTagsForResource", on_tagged, list_tags},
    {"TagResource", on_tagged, tag},
    {"UntagResource", on_tagged, untag},
};

}  // namespace

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::eks
