// How an account is reached: the embedded one by its data directory, another by its endpoint and the
// credentials that AWS's tools would take.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/random.h"
#include "platform/state/home.h"
#include "platform/target/connections.h"

namespace cli {

// Nothing to do where one answers. Else starts `slipway account serve` in the background, says so, and
// returns when it answers. unavailable: it ended at once; the message is the end of its log.
base::Status start_embedded_account(const platform::Home& home, const blueprint::Progress& progress,
                                    const base::Deadline& deadline);

// `name`: empty for the first account. unavailable: none answers; not_found: no account of that name.
base::Result<blueprint::AccountAccess> embedded_account(const platform::Home& home, const std::string& name);

base::Result<blueprint::AccountAccess> account_at(const std::string& endpoint, const base::Clock& clock,
                                                  base::Random& random, const base::Deadline& deadline);

}  // namespace cli
