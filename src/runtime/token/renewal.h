// Keeps tokens fresh: each is replaced at 80 % of its life, as the kubelet does (Kubernetes' documentation,
// "Configure ServiceSpec Accounts for Pods").
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "runtime/token/desired_token.h"

namespace runtime {

// Asks the cluster's API for a new token. Must come back within a minute or so by itself.
using RenewToken = std::function<base::Result<std::string>(const DesiredToken&)>;

// Not safe from several threads.
class TokenRenewal {
 public:
  TokenRenewal(std::string state_dir, RenewToken renew, const base::Clock& clock)
      : state_dir_(std::move(state_dir)), renew_(std::move(renew)), clock_(clock) {}

  // Reads the desired tokens again: some came, changed or went.
  void reload();
  // Renews what is due now, and says when the next will be. A token that cannot be renewed stays as it is and
  // is tried again, after 1 s, 2 s, 4 s ... 60 s.
  base::Time step();

 private:
  struct Entry {
    DesiredToken desired;
    base::Time due;
    int failures = 0;
  };
  void renew(Entry& entry);

  std::string state_dir_;
  RenewToken renew_;
  const base::Clock& clock_;
  std::map<std::string, Entry> entries_;  // by NAMESPACE/SERVICE
};

}  // namespace runtime
