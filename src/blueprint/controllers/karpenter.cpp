// Karpenter: its own role, that of the nodes that it makes, and the queue from which it learns that one will be taken
// away. https://karpenter.sh/docs/reference/cloudformation/
#include "blueprint/controllers/writer.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/events/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/storage/bucket_policy.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using json::Object;
using json::Value;

constexpr size_t kMaxQueueName = 80;
constexpr size_t kMaxRuleName = 64;
constexpr int64_t kMessagesStaySeconds = 300;  // what is older has happened by then

struct Event {
  const char *name, *why, *source, *type, *detail;
};
// What Karpenter acts upon of what EC2 and AWS Health tell: of instances that come up it knows by itself.
constexpr Event kEvents[] = {
    {"scheduled-change", "AWS will work on an instance", "aws.health", "AWS Health Event",
     R"({"service":["EC2"],"eventTypeCategory":["scheduledChange"]})"},
    {"spot-interruption", "a spot instance goes in two minutes", "aws.ec2",
     "EC2 Spot Instance Interruption Warning", ""},
    {"rebalance", "a spot instance is likely to go soon", "aws.ec2", "EC2 Instance Rebalance Recommendation",
     ""},
    {"instance-state", "an instance stops or ends", "aws.ec2", "EC2 Instance State-change Notification",
     R"({"state":["stopping","stopped","shutting-down","terminated"]})"}};

Value pattern_of(const Event& event) {
  Object pattern{{"source", json::Array{event.source}}, {"detail-type", json::Array{event.type}}};
  if (*event.detail) pattern.append({"detail", *json::parse(event.detail)});
  return pattern;
}

}  // namespace

std::string ControllerWriter::queue_name() const {
  return list_.name_of("interruptions", kMaxQueueName);
}

void ControllerWriter::karpenter() {
  interruptions();
  karpenter_nodes();
  role("karpenter", "controllers/karpenter");
}

// Its nodes come into the cluster by an access entry, which node groups have from EKS.
void ControllerWriter::karpenter_nodes() {
  const std::string at = "controllers/karpenter-nodes";
  ResourceList::Role role{kKarpenterNodes,
                          "what nodes that Karpenter makes may do in AWS",
                          engine::literal(node_trust_policy(list_.settings().region)),
                          {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}};
  if (!has_own_network_role(parts_)) role.policies.emplace_back("AmazonEKS_CNI_Policy");
  ResourceList::Used used = list_.role(at, role);
  list_.add_tagged(at + "/access", kAccessEntry, "nodes that Karpenter makes come into the cluster",
                   {{"cluster", engine::after({"cluster/control-plane", "Name"})},
                    {"principal", used.arn},
                    {"type", "EC2_LINUX"},
                    {"groups", json::Array()}});
  const RoleRules& rules = list_.settings().roles;
  std::string name = list_.role_name(kKarpenterNodes), role_name = list_.role_arn(kKarpenterNodes);
  list_
      .add(at + "/profile", kInstanceProfile, "nodes that Karpenter makes have their role",
           {{"name", name},
            {"path", rules.path},
            {"role", role_name.substr(role_name.rfind('/') + 1)},
            {"tags", engine::literal(to_object(list_.settings().tags))}})
      .needs = used.needs;
}

void ControllerWriter::interruptions() {
  std::string queue = list_.arn("sqs", queue_name());
  json::Array rules;
  for (const Event& event : kEvents)
    rules.push_back(list_.arn("events", "rule/" + list_.name_of(event.name, kMaxRuleName)));
  Object from{{"Sid", "RulesOfThisCluster"},
              {"Effect", "Allow"},
              {"Principal", Object{{"Service", "events.amazonaws.com"}}},
              {"Action", "sqs:SendMessage"},
              {"Resource", queue},
              {"Condition", Object{{"ArnEquals", Object{{"aws:SourceArn", std::move(rules)}}}}}};
  json::Array statements{std::move(from)};
  if (parts_.has_tls) statements.push_back(tls_only("sqs:*", json::Array{queue}));
  Object policy{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
  list_.add_tagged("controllers/interruptions/queue", kQueue,
                   "Karpenter learns that an instance will be taken away",
                   {{"name", queue_name()},
                    {"policy", engine::literal(std::move(policy))},
                    {"seconds", kMessagesStaySeconds},
                    {"encryption", "sqs"}});
  for (const Event& event : kEvents) {
    std::string rule = fmt::format("controllers/interruptions/{}", event.name);
    list_.add_tagged(rule, kRule, event.why,
                     {{"name", list_.name_of(event.name, kMaxRuleName)},
                      {"description", event.why},
                      {"pattern", engine::literal(pattern_of(event))},
                      {"state", "ENABLED"}});
    list_
        .add(rule + "/target", kTarget, "Karpenter hears of it",
             {{"rule", engine::after({rule, "Name"})}, {"id", "queue"}, {"arn", queue}})
        .needs = {"controllers/interruptions/queue"};
  }
}

}  // namespace blueprint
