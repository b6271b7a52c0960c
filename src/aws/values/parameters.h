// A form body or a query string as names and values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/error.h"

namespace aws {

// Decoded, in order of arrival; names may repeat.
using Parameters = std::vector<std::pair<std::string, std::string>>;

// a=b&c; `+` is a space, %XX decoded. MalformedQueryString: not percent-encoded, a name that is not UTF-8, too many.
Result<Parameters> parse_parameters(std::string_view text);

std::string_view find_parameter(const Parameters& parameters, std::string_view name);  // empty if absent

}  // namespace aws
