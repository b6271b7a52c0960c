// What a slipway.yaml asks for in accounts of AWS, as what can be rehearsed: a subject for each cluster that it uses.
#pragma once

#include <string>
#include <vector>

#include "cli/commands.h"
#include "platform/desired/configuration.h"
#include "rehearsal/life/account.h"
#include "rehearsal/life/subject.h"

namespace cli {

// `account`: the id of all of its accounts; empty: each as the file says. unavailable: an account's id is not known.
base::Result<std::vector<rehearsal::Subject>> rehearsed(const platform::Configuration& configuration,
                                                        const std::string& account, const Context& context);

// The services and keys of the accounts in which it is rehearsed.
base::Result<rehearsal::Makings> rehearsal_makings(const Context& context);

}  // namespace cli
