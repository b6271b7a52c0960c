// How many things of a kind there may be. A server may be given other quotas than AWS's, as AWS gives them to who asks
// for more: while it runs (server/control_settings.h), in all of its accounts and regions, or at the start, by tests
// (Facilities::quotas).
#pragma once

#include <optional>
#include <span>

#include "account/call/operation.h"

namespace account {

struct Quota {
  std::string_view name;  // by which a server is given another: vpcs
  int64_t most;
  std::string_view code;           // of the error
  std::string_view words;          // {most} stands for the number
  std::string_view service = "";   // as Service Quotas calls it: vpc
  std::string_view aws_code = "";  // likewise: L-F678F1CE; empty: AWS has none for it
  std::string_view title = "";     // likewise: VPCs per Region
  bool is_adjustable = true;       // whether AWS gives more to who asks
  int status = 400;                // of the error
};

// Whether there may be one more, where there are so many. Error: the quota's code.
aws::Result<void> check_quota(const Call& call, const Quota& quota, size_t there_are);
int64_t most_of(const Call& call, const Quota& quota);

// What a running server was given; `server`: any state of it. nullopt: it goes by AWS's.
std::optional<int64_t> given_most(const State& server, const Quota& quota);
void give_most(const State& server, const Quota& quota, int64_t most);
void take_most_back(const State& server, const Quota& quota);

}  // namespace account
