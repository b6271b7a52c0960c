// A Cloud that is AWS, or speaks like it.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/random.h"
#include "blueprint/cloud/cloud.h"
#include "net/transport.h"

namespace blueprint {

// The account that `access` leads to, in one region, by way of `transport`. Every call is over by `deadline`.
std::unique_ptr<Cloud> aws_cloud(const AccountAccess& access, const std::string& region,
                                 std::shared_ptr<net::Transport> transport, const base::Clock& clock,
                                 base::Random& random, base::Deadline deadline);

}  // namespace blueprint
