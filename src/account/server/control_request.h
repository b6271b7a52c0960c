// A request of the control API (control_endpoint.h) to whoever serves a data directory.
#pragma once

#include <string>
#include <string_view>

#include "base/deadline.h"
#include "base/json.h"
#include "base/result.h"

namespace account {

// Signed as the root of the first account; `path` begins with kControlPath. unavailable: nobody serves the directory.
// What the server refuses is an error of the kind that its status says.
base::Result<json::Value> ask(const std::string& data_dir, std::string_view method, const std::string& path,
                              const json::Value& body, const base::Deadline& deadline,
                              const std::string& query = "");

}  // namespace account
