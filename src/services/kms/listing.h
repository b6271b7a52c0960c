// Pages as KMS makes them: Limit, Marker, NextMarker, Truncated.
#pragma once

#include <string_view>
#include <vector>

#include "account/call/operation.h"

namespace account::kms {

// Of a call that does not say, and at most.
struct PageSize {
  int64_t usual;
  int64_t most;
};
// {MEMBER: [the records' values], NextMarker, Truncated}. Error: InvalidMarkerException; ValidationException: Limit.
Output list_page(const Call& call, std::string_view member, std::vector<Entry> entries, PageSize size);

}  // namespace account::kms
