// For operations that move bytes: they hold no transaction meanwhile (Transactions::own).
#pragma once

#include "account/call/facilities.h"
#include "account/call/operation.h"

namespace account::s3 {

// Runs `work`, which returns a Result, with records behind Call::state; commits if it succeeded.
template <typename Work>
auto in_transaction(Call& call, Work work) -> decltype(work()) {
  auto transaction = TRY(call.facilities.store.begin());
  call.state = State(*transaction, call.state.account(), call.state.region());
  auto result = work();
  call.state = call.state.without_transaction();
  if (result) TRY(transaction->commit());
  return result;
}

}  // namespace account::s3
