// What the control API of a running server answers, read without trusting it: another program may be on that
// port, or another version of this one.
#pragma once

#include <string_view>
#include <vector>

#include "account/server/control.h"
#include "base/json.h"
#include "base/result.h"

namespace account {

// The object of an answer, or the server's refusal as an error of the kind that its status says.
base::Result<json::Value> read_answer(int status, std::string_view body);

// Of GET clusters.
base::Result<std::vector<ClusterPlace>> read_clusters(const json::Value& answer);
// Of GET clusters/.../refusals: a list of objects.
base::Result<json::Array> read_refusals(const json::Value& answer);
// Of GET status: the accounts, {"id", "name"}.
base::Result<json::Array> read_accounts(const json::Value& answer);

}  // namespace account
