#include "services/eks/answers.h"

#include "account/record/paging.h"

namespace account::eks {

tl::unexpected<aws::Error> invalid(std::string message) {
  return tl::unexpected(aws::Error("InvalidParameterException", 400, std::move(message)));
}

Output list_page(Call& call, std::vector<Entry> entries, std::string_view list_member,
                 json::Value (*view)(const Entry& entry), int64_t size) {
  static const aws::Error kBadToken("InvalidParameterException", 400, "The nextToken is not valid.");
  Page page = TRY(take_page(std::move(entries), call.input.text("nextToken"),
                            call.input.number("maxResults", size), kBadToken));
  json::Array list;
  for (const Entry& entry : page.entries) list.push_back(view(entry));
  Object output{{std::string(list_member), std::move(list)}};
  if (!page.next.empty()) output.set("nextToken", page.next);
  return output;
}

}  // namespace account::eks
