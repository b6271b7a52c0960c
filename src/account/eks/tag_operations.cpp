#include "account/eks/cluster.h"
#include "account/eks/eks.h"
#include "account/tags.h"

namespace account::eks {
namespace {

// The name in a cluster's ARN of this account and region; clusters are the only resources yet.
std::string cluster_name(const Call& call) {
  std::string arn = call.input.text("resourceArn");
  std::string prefix = cluster_arn(call.state, "");
  return arn.starts_with(prefix) ? arn.substr(prefix.size()) : std::string();
}

tl::unexpected<aws::Error> not_found(const Call& call) {
  return aws::error("NotFoundException", 404, "Resource not found: {}", call.input.text("resourceArn"));
}

aws::Result<Questions> on_tagged(const Call& call) {
  policy::Context context;
  auto record = find_cluster(call.state, cluster_name(call));
  if (record) add_resource_tags(record->find("Cluster")->find("tags"), context);
  if (call.operation == "TagResource") add_request_tags(call.input.find("tags"), context);
  if (call.operation == "UntagResource") add_tag_keys(call.input.texts("tagKeys"), context);
  return ask(call.input.text("resourceArn"), std::move(context));
}

Output list_tags(Call& call) {
  auto record = find_cluster(call.state, cluster_name(call));
  if (!record) return not_found(call);
  return Object{{"tags", *record->find("Cluster")->find("tags")}};
}

Output tag(Call& call) {
  auto record = find_cluster(call.state, cluster_name(call));
  if (!record) return not_found(call);
  merge_tags(record->as_object()["Cluster"].as_object()["tags"], *call.input.find("tags"));
  call.state.put(kCluster, cluster_name(call), *record);
  return Object{};
}

Output untag(Call& call) {
  auto record = find_cluster(call.state, cluster_name(call));
  if (!record) return not_found(call);
  remove_tags(record->as_object()["Cluster"].as_object()["tags"], call.input.texts("tagKeys"));
  call.state.put(kCluster, cluster_name(call), *record);
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
