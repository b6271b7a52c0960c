// How EKS's operations answer: an error that many have, and pages of lists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"

namespace account::eks {

tl::unexpected<aws::Error> invalid(std::string message);  // InvalidParameterException

// {LIST: a page of `entries`, each through `view`, nextToken}. Pages have `size` entries where the call does not say.
Output list_page(Call& call, std::vector<Entry> entries, std::string_view list_member,
                 json::Value (*view)(const Entry& entry), int64_t size = 100);

}  // namespace account::eks
