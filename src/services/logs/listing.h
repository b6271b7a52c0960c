// Pages as CloudWatch Logs makes them: limit, nextToken.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "account/call/operation.h"

namespace account::logs {

// {MEMBER: [what `show` makes of each], nextToken}, in the order of the entries' ids, or the other way round. Error:
// InvalidParameterException: nextToken.
Output list_page(const Call& call, std::string_view member, std::vector<Entry> entries,
                 const std::function<json::Value(const Entry& entry)>& show, bool is_descending = false);

}  // namespace account::logs
