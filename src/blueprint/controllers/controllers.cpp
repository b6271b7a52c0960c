#include "blueprint/controllers/controllers.h"

#include "blueprint/controllers/writer.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using engine::Resource;
using json::Object;
using json::Value;

constexpr const char* kAgent = "eks-pod-identity-agent";

// Those of EKS's add-ons that are on each node and in no pod of their own.
bool is_on_each_node(const std::string& addon) {
  return addon == "vpc-cni" || addon == "kube-proxy" || addon == kAgent;
}

// The text of what an add-on may do; empty: it needs no right.
std::string_view permissions_of_addon(const std::string& addon) {
  if (addon == "vpc-cni") return "vpc_cni";
  if (addon == "aws-ebs-csi-driver") return "ebs_csi";
  return "";
}

std::string address_of(const Addon& addon) {
  return "addons/" + addon.name;
}

Value output(const std::string& address, const char* name) {
  return engine::after({address, name});
}

// With what the role of the driver depends on: it marks volumes as this cluster's.
Value configuration_of(const Addon& addon, const std::string& cluster) {
  Value configuration = addon.configuration.is_object() ? addon.configuration : Value(Object());
  if (addon.name != "aws-ebs-csi-driver") return configuration;
  Value& controller = configuration.as_object()["controller"];
  if (!controller.is_object()) controller = Object();
  controller.as_object().set("k8sTagClusterId", cluster);
  return configuration;
}

}  // namespace

Names ControllerWriter::names() const {
  const ListSettings& settings = list_.settings();
  return {{"partition", settings.partition},
          {"region", settings.region},
          {"account", settings.account_id},
          {"cluster", settings.cluster},
          {"path", settings.roles.path},
          {"secrets", parts_.external_secrets.value_or("")},
          {"loki_bucket", list_.bucket_name("loki")},
          {"queue", queue_name()},
          {"node_role", list_.role_arn(kKarpenterNodes)},
          {"node_profile", list_.role_name(kKarpenterNodes)},
          {"ec2_service", settings.region.starts_with("cn-") ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com"}};
}

// Who takes a role by Pod Identity has it by an association; by a token, from who signs that.
ResourceList::Used ControllerWriter::role(std::string_view of, const std::string& at) {
  Permissions permissions = permissions_of(of, names());
  std::string cluster_arn = list_.arn("eks", "cluster/" + list_.settings().cluster);
  Value trust = Object{{"web_identity", Object{{"provider", output("cluster/identity-provider", "Arn")},
                                               {"namespace", permissions.name_space},
                                               {"service_account", permissions.service_account}}}};
  if (parts_.pod_identity)
    trust =
        engine::literal(pod_trust_policy(cluster_arn, permissions.name_space, permissions.service_account));
  ResourceList::Used used = list_.role(
      at, {permissions.use, permissions.why, std::move(trust), {}, engine::literal(permissions.document)});
  if (!parts_.pod_identity) return used;
  list_
      .add_tagged(at + "/association", kPodIdentity, permissions.why,
                  {{"cluster", output("cluster/control-plane", "Name")},
                   {"namespace", permissions.name_space},
                   {"service_account", permissions.service_account},
                   {"role", used.arn}})
      .needs = used.needs;
  used.needs.push_back(at + "/association");
  return used;
}

void ControllerWriter::addon(const Addon& addon) {
  std::string at = address_of(addon);
  ResourceList::Used used{"", {}};
  if (std::string_view of = permissions_of_addon(addon.name); !of.empty()) used = role(of, at);
  Resource& made =
      list_.add_tagged(at, kAddon, "software that each cluster needs",
                       {{"cluster", output("cluster/control-plane", "Name")},
                        {"name", addon.name},
                        {"version", addon.version},
                        {"conflicts", "OVERWRITE"},
                        {"configuration", engine::literal(configuration_of(addon, list_.settings().cluster))},
                        {"role", parts_.pod_identity ? Value("") : used.arn}});
  made.needs = std::move(used.needs);
  if (!is_on_each_node(addon.name))
    made.needs.insert(made.needs.end(), parts_.nodes.begin(), parts_.nodes.end());
}

std::vector<Resource> ControllerWriter::all() {
  stores();
  if (parts_.load_balancer) role("load_balancer", "controllers/load-balancer");
  if (parts_.autoscaler) role("autoscaler", "controllers/autoscaler");
  if (parts_.external_secrets) role("external_secrets", "controllers/external-secrets");
  if (parts_.loki_days) role("loki", "controllers/loki");
  if (parts_.cloudwatch_exporter) role("cloudwatch_exporter", "controllers/cloudwatch-exporter");
  if (parts_.karpenter) karpenter();
  for (const Addon& each : parts_.addons) addon(each);
  return list_.take();
}

void check(const ControllerParts& parts, base::Diagnostics& diagnostics) {
  bool has_agent = false;
  for (size_t i = 0; i < parts.addons.size(); ++i) {
    const Addon& addon = parts.addons[i];
    has_agent = has_agent || addon.name == kAgent;
    if (addon.name.empty())
      diagnostics.error("addons", {}, "an add-on has no name", "name one like `coredns`");
    for (size_t other = 0; other < i; ++other)
      if (parts.addons[other].name == addon.name)
        diagnostics.error("addons", {}, fmt::format("`{}` is there twice", addon.name),
                          "name each add-on once");
  }
  if (parts.pod_identity && !has_agent)
    diagnostics.error("addons", {}, "roles are taken by EKS Pod Identity, and no node has its agent",
                      fmt::format("add `{}`", kAgent));
  if (parts.karpenter && parts.nodes.empty())
    diagnostics.error("nodes", {}, "Karpenter has nowhere to run before it has made nodes",
                      "add a node group, or a profile of Fargate for `kube-system`");
  if (parts.loki_days && *parts.loki_days < 1)
    diagnostics.error("controllers", {}, "Loki keeps logs for less than a day",
                      "keep them for one day at least");
  if (parts.flow_logs_days && *parts.flow_logs_days < 1)
    diagnostics.error("flow_logs", {}, "flow logs are kept for less than a day",
                      "keep them for one day at least");
  if (parts.external_secrets && parts.external_secrets->empty())
    diagnostics.error("controllers", {}, "External Secrets would read all secrets of the account",
                      "say what the names of those begin with that it may read: `prod/`");
}

std::vector<Resource> controller_resources(const ControllerParts& parts, const ListSettings& settings) {
  return ControllerWriter(parts, settings).all();
}

bool has_own_network_role(const ControllerParts& parts) {
  for (const Addon& addon : parts.addons)
    if (addon.name == "vpc-cni") return true;
  return false;
}

std::vector<std::string> needs_of_nodes(const ControllerParts& parts) {
  std::vector<std::string> needs;
  for (const Addon& addon : parts.addons)
    if (is_on_each_node(addon.name)) needs.push_back(address_of(addon));
  return needs;
}

std::vector<std::string> role_uses(const ControllerParts& parts) {
  std::vector<std::string> uses;
  auto add = [&](std::string_view of) { uses.push_back(permissions_of(of, {}).use); };
  if (parts.load_balancer) add("load_balancer");
  if (parts.autoscaler) add("autoscaler");
  if (parts.external_secrets) add("external_secrets");
  if (parts.loki_days) add("loki");
  if (parts.cloudwatch_exporter) add("cloudwatch_exporter");
  if (parts.karpenter) add("karpenter");
  if (parts.karpenter) uses.emplace_back(kKarpenterNodes);
  for (const Addon& addon : parts.addons)
    if (std::string_view of = permissions_of_addon(addon.name); !of.empty()) add(of);
  return uses;
}

}  // namespace blueprint
