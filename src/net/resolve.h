// Names to addresses.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"

namespace net {

// The addresses of a host name or literal, in the order to try them; numeric text. not_found if there is none.
base::Result<std::vector<std::string>> resolve(const std::string& host, const base::Deadline& deadline);

}  // namespace net
