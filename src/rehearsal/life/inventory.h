// What is in an account, as its root lists it: so a life is seen to leave nothing, by others' word than the engine's.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "blueprint/cloud/cloud.h"

namespace rehearsal {

// What became of the things of a life.
struct Rests {
  std::vector<std::string> gone;        // its own service lists them no more
  std::vector<std::string> passing;     // they end by themselves, and when
  std::vector<std::string> of_account;  // roles of AWS's services, which others may use by now
  std::vector<std::string> left;        // nobody will remove them
  std::vector<std::string> taken;       // they were there before, and are there no more
};

// Things as people call them: `VPC vpc-1`, `tag Name of vpc-1`.
struct Inventory {
  std::set<std::string> things;
  std::set<std::string> tags;        // of VPCs and subnets, which may be somebody else's
  std::set<std::string> of_account;  // those of them that are the account's own
};
base::Result<Inventory> inventory_of(blueprint::Cloud& root);

// Of things that were there before a life, in its middle, and after it.
Rests rests_of(const Inventory& before, const Inventory& middle, const Inventory& after);
// Of what is left, that has ended by itself which is not there `later` any more.
void pass(Rests& rests, const Inventory& later, const std::string& when);

}  // namespace rehearsal
