#include "rehearsal/testing/dev.h"

#include <gtest/gtest.h>

#include "blueprint/kinds/kinds.h"
#include "blueprint/testing/whole.h"
#include "blueprint/trust/policy.h"
#include "rehearsal/life/cluster_part.h"
#include "services/all.h"
#include "services/embedded_catalog.h"

namespace rehearsal::testing {

namespace {

const std::string kAdmin = fmt::format("arn:aws:iam::{}:role/admin", kAccount);

base::Result<std::vector<engine::Resource>> resources_of_prod(blueprint::Cloud& cloud, const engine::State&) {
  blueprint::DesiredCluster cluster = blueprint::testing::everything(kAdmin);
  TRY(blueprint::resolve(cloud, cluster));
  base::Diagnostics diagnostics;
  cluster = blueprint::complete(std::move(cluster), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  return blueprint::resources(cluster, {kAccount, kAccount});
}

base::Status make_admin(blueprint::Cloud& root) {
  TRY(blueprint::call(
      root, "iam", "CreateRole",
      json::Object{{"RoleName", "admin"},
                   {"AssumeRolePolicyDocument", json::dump(blueprint::cluster_trust_policy())}}));
  return {};
}

}  // namespace

Subject prod() {
  return {"prod", kAccount, kRegion, blueprint::kinds_of_clusters(kAccount, base::Milliseconds(10'000)),
          [](const base::Clock&, base::Random&) {
            Part part;
            part.name = "cluster prod";
            part.desired = resources_of_prod;
            part.before = make_admin;
            return std::vector{part};
          }};
}

Subject dev() {
  blueprint::Cluster cluster;
  cluster.name = "dev";
  cluster.region = kRegion;
  return {"dev", kAccount, kRegion, blueprint::kinds_of_account(kAccount, base::Milliseconds(10'000)),
          [cluster](const base::Clock& clock, base::Random& random) {
            return std::vector{cluster_part("acme", cluster, {true, true}, clock, random)};
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
