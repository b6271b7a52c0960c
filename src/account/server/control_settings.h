// What a running account goes by, seen and changed from outside of its process: its clock and its quotas. The requests
// are like those of control.h.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/json.h"
#include "base/result.h"

namespace account {

// {"time", "machineTime", "aheadMs", "speed"} (moved_clock.h).
base::Result<json::Value> clock(const std::string& data_dir, const base::Deadline& deadline);
// The same behind the move. invalid: the clock does not go there.
base::Result<json::Value> advance_clock(const std::string& data_dir, base::Milliseconds by,
                                        const base::Deadline& deadline);

// Each {"service", "code", "name", "title", "value", "default", "set"} (call/quota.h).
base::Result<json::Array> list_quotas(const std::string& data_dir, const base::Deadline& deadline);
// `quota`: its code, or its name. not_found: there is none. invalid: it cannot have that value.
base::Status set_quota(const std::string& data_dir, const std::string& service, const std::string& quota,
                       int64_t value, const base::Deadline& deadline);
// All are AWS's again; with a service and a quota only that one.
base::Status clear_quotas(const std::string& data_dir, const std::string& service, const std::string& quota,
                          const base::Deadline& deadline);

}  // namespace account
