#include "account/record/paging.h"

#include <algorithm>

namespace account {

aws::Result<Page> take_page(std::vector<Entry> entries, const std::string& token, int64_t size,
                            const aws::Error& bad_token) {
  auto is_before = [](const Entry& a, const Entry& b) { return a.id < b.id; };
  // Those of the store come in order.
  if (!std::is_sorted(entries.begin(), entries.end(), is_before))
    std::sort(entries.begin(), entries.end(), is_before);
  Page page;
  auto begin = entries.begin();
  if (!token.empty()) {
    std::optional<std::string> after = base::unbase64url(token);
    if (!after || after->empty()) return tl::unexpected(bad_token);
    begin =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.id > *after; });
  }
  auto end = entries.end() - begin > size ? begin + size : entries.end();
  if (end != entries.end()) page.next = base::base64url((end - 1)->id);
  page.entries.assign(std::make_move_iterator(begin), std::make_move_iterator(end));
  return page;
}

}  // namespace account
