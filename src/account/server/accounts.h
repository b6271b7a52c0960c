// The accounts of a server: making the first one and more, and emptying them all.
#pragma once

#include <string>
#include <vector>

#include "account/record/state.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "store/store.h"

namespace account {

struct NewAccount {
  std::string name;
  std::string id;                       // empty: made up
  std::string root_access_key_id;       // empty: made up
  base::Secret root_secret_access_key;  // empty: made up
};
struct AccountKeys {
  std::string id;
  std::string name;
  std::string access_key_id;
  base::Secret secret_access_key;
};

// {"Id", "Name"} of each account, in account "".
std::vector<json::Value> list_accounts(const State& server);

// invalid: an id or key of a wrong form; conflict: name, id or key are taken.
base::Result<AccountKeys> make_account(State server, const NewAccount& wanted, const base::Secret& seal_key,
                                       base::Time now, base::Random& random);

// Removes every record but the accounts themselves and their root keys.
void empty_accounts(store::Transaction& transaction);

}  // namespace account
