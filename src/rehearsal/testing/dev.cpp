#include "rehearsal/testing/dev.h"

#include <gtest/gtest.h>

#include "blueprint/eks/eks_cluster.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"
#include "blueprint/trust/policy.h"
#include "rehearsal/life/cluster_part.h"
#include "services/all.h"
#include "services/embedded_catalog.h"

namespace rehearsal::testing {

namespace {

blueprint::Network network_of_prod() {
  blueprint::Network network;
  network.cluster = "prod";
  network.region = kRegion;
  network.cidr = "10.0.0.0/16";
  network.zones = {"eu-west-3a", "eu-west-3b"};
  network.nat = blueprint::Network::Nat::single;
  network.endpoints = {"sts"};
  network.tags = blueprint::Owner{"acme", "", "", "", "eu-west-3/prod"}.tags();
  base::Diagnostics diagnostics;
  network = blueprint::complete(network, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return network;
}

std::vector<engine::Resource> resources_of_prod() {
  blueprint::Network network = network_of_prod();
  blueprint::EksCluster cluster;
  cluster.name = "prod";
  cluster.version = "1.33";
  cluster.tags = network.tags;
  cluster.admins = {fmt::format("arn:aws:iam::{}:role/admin", kAccount)};
  blueprint::NodeGroup system;
  system.name = "system";
  system.types = {"m7g.large"};
  cluster.nodes = {system};
  std::vector<engine::Resource> all = blueprint::network_resources(network, kAccount);
  for (engine::Resource& each : blueprint::cluster_resources(cluster, network, kAccount))
    all.push_back(std::move(each));
  return all;
}

}  // namespace

Subject prod() {
  engine::Kinds kinds = blueprint::kinds_of_account(kAccount, base::Milliseconds(10'000));
  for (const auto& [name, kind] : blueprint::network_kinds(base::Milliseconds(10'000)))
    kinds.emplace(name, kind);
  for (const auto& [name, kind] : blueprint::eks_kinds(base::Milliseconds(10'000))) kinds.emplace(name, kind);
  return {"prod", kAccount, kRegion, kinds, [](const base::Clock&, base::Random&) {
            Part part;
            part.name = "cluster prod";
            part.desired = [](blueprint::Cloud&) { return resources_of_prod(); };
            part.before = [](blueprint::Cloud& root) -> base::Status {
              TRY(blueprint::call(
                  root, "iam", "CreateRole",
                  json::Object{{"RoleName", "admin"},
                               {"AssumeRolePolicyDocument", json::dump(blueprint::cluster_trust_policy())}}));
              return {};
            };
            return std::vector{part};
          }};
}

Subject dev() {
  blueprint::Cluster cluster;
  cluster.name = "dev";
  cluster.region = kRegion;
  return {"dev", kAccount, kRegion, blueprint::kinds_of_account(kAccount, base::Milliseconds(10'000)),
          [cluster](const base::Clock& clock, base::Random& random) {
            return std::vector{cluster_part("acme", cluster, true, clock, random)};
          }};
}

const Makings& makings() {
  static const Makings kMakings =
      *make_makings(services::all, services::embedded_catalog(), base::kSystemClock);
  return kMakings;
}

const Derived& derived() {
  static const Derived kDerived = [] {
    auto made = derive(dev(), makings());
    EXPECT_TRUE(made) << made.error().message;
    return made ? *std::move(made) : Derived();
  }();
  return kDerived;
}

const Proof& proof() {
  static const Proof kProof = [] {
    auto made = prove(derived(), makings());
    EXPECT_TRUE(made) << made.error().message;
    return made ? *std::move(made) : Proof();
  }();
  return kProof;
}

}  // namespace rehearsal::testing
