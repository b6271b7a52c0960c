#include "blueprint/testing/whole.h"

#include <gtest/gtest.h>

#include "base/diagnostics.h"

namespace blueprint::testing {
namespace {

using json::Object;

NodeGroup spot_nodes() {
  NodeGroup group;
  group.name = "web";
  group.types = {"m7i.large", "m6i.large", "m5.large"};
  group.system = NodeGroup::System::al2023;
  group.capacity = "SPOT";
  group.least = 0;
  group.most = 6;
  group.disk_gib = 40;
  group.taints = {{"dedicated", "web", "NO_SCHEDULE"}};
  return group;
}

Object ec2_trust() {
  return {{"Version", "2012-10-17"},
          {"Statement", json::Array{Object{{"Effect", "Allow"},
                                           {"Principal", Object{{"Service", "ec2.amazonaws.com"}}},
                                           {"Action", "sts:AssumeRole"}}}}};
}

}  // namespace

DesiredCluster smallest() {
  DesiredCluster cluster;
  cluster.organization = "acme";
  cluster.name = "prod";
  cluster.region = "eu-west-3";
  cluster.version = "1.33";
  cluster.network.cidr = "10.0.0.0/16";
  cluster.zones = 2;
  return cluster;
}

DesiredCluster everything(const std::string& admin) {
  DesiredCluster cluster = smallest();
  cluster.tags = {{"cost-center", "4711"}};
  cluster.network.nat = Network::Nat::single;
  cluster.flow_logs_days = 365;
  cluster.endpoint_public = {"203.0.113.0/24"};
  cluster.admins = {admin};
  NodeGroup system;
  system.name = "system";
  system.types = {"m7g.large"};
  system.labels = {{"pool", "system"}};
  cluster.nodes = {system, spot_nodes()};
  cluster.fargate = {{"jobs", {{"jobs", {{"runs", "fargate"}}}}}, {"previews", {{"previews"}}}};
  cluster.addons = {{"vpc-cni", "", Object{{"enableNetworkPolicy", "true"}}},
                    {"kube-proxy"},
                    {"coredns"},
                    {"aws-ebs-csi-driver"}};
  cluster.karpenter = true;
  cluster.controllers = {true, true, "prod/", 84, true};
  cluster.lock_table = true;
  return cluster;
}

WholeSite::WholeSite() : stage(kinds_of_clusters(kAccount, kWindow)) {
  json::Value role = stage.must(
      "iam.CreateRole", Object{{"RoleName", "admin"}, {"AssumeRolePolicyDocument", json::dump(ec2_trust())}});
  admin = role.find("Role")->string_or("Arn", "");
  for (const char* service : {"eks.amazonaws.com", "eks-nodegroup.amazonaws.com", "eks-fargate.amazonaws.com",
                              "autoscaling.amazonaws.com"})
    stage.must("iam.CreateServiceLinkedRole", Object{{"AWSServiceName", service}});
}

DesiredCluster WholeSite::completed(DesiredCluster cluster) {
  base::Status resolved = resolve(stage.cloud(), cluster);
  EXPECT_TRUE(resolved) << (resolved ? "" : resolved.error().message);
  base::Diagnostics diagnostics;
  cluster = complete(std::move(cluster), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return cluster;
}

std::vector<engine::Resource> WholeSite::resources(const DesiredCluster& cluster) {
  return blueprint::resources(completed(cluster), kPlace);
}

std::string steps(const engine::Plan& plan) {
  std::string text;
  for (const engine::Step& step : plan.steps)
    text += fmt::format("{} {}\n", engine::action_name(step.action), step.address);
  return text;
}

}  // namespace blueprint::testing
