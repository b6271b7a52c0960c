#include "services/ssm/listing.h"

namespace account::ssm {

aws::Result<Page> take_page(const Call& call, std::vector<Entry> entries, int64_t usual) {
  return account::take_page(std::move(entries), call.input.text("NextToken"),
                            call.input.number("MaxResults", usual),
                            aws::Error("InvalidNextToken", 400, "The specified token isn't valid."));
}

Object page_output(std::string_view member, json::Array shown, const Page& page) {
  Object output;
  output.set(member, std::move(shown));
  if (!page.next.empty()) output.set("NextToken", page.next);
  return output;
}

}  // namespace account::ssm
