// For tests: indexes hold what a scan of all records finds, in both accounts.
#pragma once

#include "services/testing/embedded_account.h"

namespace account::testing {

// Fails the test at each kind whose index says something else.
void expect_indexes_hold(EmbeddedAccount& account);

}  // namespace account::testing
