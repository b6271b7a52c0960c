// How many things of a kind there may be. A server may be given other quotas than AWS's (Facilities::quotas), as AWS
// gives them to whoever asks for more.
#pragma once

#include "account/call/operation.h"

namespace account {

struct Quota {
  std::string_view name;  // by which a server is given another: vpcs
  int64_t most;
  std::string_view code;
  std::string_view words;  // {most} stands for the number
};

// Whether there may be one more, where there are so many. Error: the quota's code.
aws::Result<void> check_quota(const Call& call, const Quota& quota, size_t there_are);
int64_t most_of(const Facilities& facilities, const Quota& quota);

}  // namespace account
