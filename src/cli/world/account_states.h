// Where states are kept in a cluster's own account (platform/load/state_place.h): that account is reached as the
// cluster is, and not as AWS's tools would.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "engine/keep/keep.h"
#include "platform/state/home.h"

namespace cli {

bool is_account_place(std::string_view address);
// BUCKET/PREFIX of such a place in the account of this id. The address is complete.
std::string states_in(std::string_view address, const std::string& account_id);

class AccountStates {
 public:
  // `may_start`: an embedded account that does not answer is started. All of these outlive it.
  AccountStates(const platform::Home& home, bool may_start, const base::Clock& clock, base::Random& random)
      : home_(home), may_start_(may_start), clock_(clock), random_(random) {}

  // invalid: it is no such address. Else as open_keep() and names_below() (blueprint/keep/open_keep.h).
  base::Result<std::unique_ptr<engine::Keep>> open(const std::string& address);
  base::Result<std::vector<std::string>> list(const std::string& place);

 private:
  struct Bucket;
  base::Result<Bucket> bucket_of(const std::string& address);

  const platform::Home& home_;
  bool may_start_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace cli
