// Pages of lists. A page's token is the id of its last entry, so that a list that changes meanwhile loses nothing.
#pragma once

#include <string>
#include <vector>

#include "account/record/state.h"
#include "aws/error.h"
#include "base/encoding.h"

namespace account {

struct Page {
  std::vector<Entry> entries;
  std::string next;  // empty: the last page
};

// Up to `size` of `entries`, in the order of their ids, behind the entry that `token` names.
aws::Result<Page> take_page(std::vector<Entry> entries, const std::string& token, int64_t size,
                            const aws::Error& bad_token);

}  // namespace account
