// The quotas of a running server as the control API speaks of them (control_endpoint.h).
#pragma once

#include <span>

#include "account/call/quota.h"
#include "base/json.h"
#include "base/result.h"

namespace account {

using Quotas = std::span<const Quota* const>;

// Each {"service", "code", "name", "title", "value", "default", "set"}.
json::Array list_quotas(Quotas all, const State& server);
// {"service", "quota", "value"}; the quota by its code or its name. invalid: there is none, or it cannot be that.
base::Status set_quota(Quotas all, const State& server, const json::Value& wanted);
// {"service", "quota"}, or {} for all of them.
base::Status clear_quotas(Quotas all, const State& server, const json::Value& wanted);

}  // namespace account
