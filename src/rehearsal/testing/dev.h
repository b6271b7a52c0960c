// For tests: a small cluster, derived and proved once for all of them.
#pragma once

#include "rehearsal/prove/rehearsal.h"

namespace rehearsal::testing {

inline constexpr const char* kAccount = "123456789012";
inline constexpr const char* kRegion = "eu-west-3";

// A cluster with its role and its identity provider.
Subject dev();
// A whole one, with everything that a file can ask for (blueprint/testing/whole.h).
Subject prod();
const Makings& makings();
const Derived& derived();
const Proof& proof();

}  // namespace rehearsal::testing
