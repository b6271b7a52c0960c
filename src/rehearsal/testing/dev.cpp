#include "rehearsal/testing/dev.h"

#include <gtest/gtest.h>

#include "blueprint/kinds/kinds.h"
#include "rehearsal/life/cluster_part.h"
#include "services/all.h"
#include "services/embedded_catalog.h"

namespace rehearsal::testing {

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
    auto made = prove(derived(), makings(), false);
    EXPECT_TRUE(made) << made.error().message;
    return made ? *std::move(made) : Proof();
  }();
  return kProof;
}

}  // namespace rehearsal::testing
