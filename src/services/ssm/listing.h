// Pages as Systems Manager makes them: MaxResults, NextToken.
#pragma once

#include <string_view>
#include <vector>

#include "account/call/operation.h"
#include "account/record/paging.h"

namespace account::ssm {

// Error: InvalidNextToken.
aws::Result<Page> take_page(const Call& call, std::vector<Entry> entries, int64_t usual);
Object page_output(std::string_view member, json::Array shown, const Page& page);

}  // namespace account::ssm
