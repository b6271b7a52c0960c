// Who removes preview environments when their time has come: a process of ours in the background, one for
// each home, which ends when no preview is left. A machine that starts anew has none until the next command
// about environments starts it.
#pragma once

#include "base/result.h"
#include "platform/state/home.h"

namespace cli {

// Starts one unless one runs. What it does is in HOME/expiry.log.
base::Status ensure_expiry_watch(const platform::Home& home);

}  // namespace cli
