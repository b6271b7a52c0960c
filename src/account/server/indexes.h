// The indexes of a data directory that another program has written, which may have known others or none.
#pragma once

#include <vector>

#include "account/call/service.h"
#include "base/result.h"
#include "store/store.h"

namespace account {

// Builds them from the records, unless they are there. Before the first call, at each start.
base::Status prepare_indexes(store::Store& store, const std::vector<Service>& services);

}  // namespace account
