#include "services/kms/listing.h"

#include "account/record/paging.h"
#include "services/kms/key.h"

namespace account::kms {

Output list_page(const Call& call, std::string_view member, std::vector<Entry> entries, PageSize size) {
  int64_t limit = call.input.number("Limit", size.usual);
  if (limit > size.most) return invalid(fmt::format("Limit must be at most {}.", size.most));
  Page page = TRY(take_page(std::move(entries), call.input.text("Marker"), limit,
                            aws::Error("InvalidMarkerException", 400, "Could not deserialize marker.")));
  json::Array values;
  for (Entry& entry : page.entries) values.push_back(std::move(entry.value));
  Object answer{{std::string(member), std::move(values)}, {"Truncated", !page.next.empty()}};
  if (!page.next.empty()) answer.set("NextMarker", page.next);
  return answer;
}

}  // namespace account::kms
