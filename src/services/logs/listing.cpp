#include "services/logs/listing.h"

#include <algorithm>

#include "base/encoding.h"
#include "services/logs/group.h"

namespace account::logs {
namespace {

constexpr int64_t kMost = 50;

}  // namespace

Output list_page(const Call& call, std::string_view member, std::vector<Entry> entries,
                 const std::function<json::Value(const Entry& entry)>& show, bool is_descending) {
  auto is_before = [&](const std::string& one, const std::string& other) {
    return is_descending ? other < one : one < other;
  };
  std::sort(entries.begin(), entries.end(),
            [&](const Entry& one, const Entry& other) { return is_before(one.id, other.id); });
  if (std::string token = call.input.text("nextToken"); !token.empty()) {
    auto last = base::unbase64url(token);
    if (!last || last->empty()) return invalid("The specified nextToken is invalid.");
    std::erase_if(entries, [&](const Entry& one) { return !is_before(*last, one.id); });
  }
  auto size = static_cast<size_t>(call.input.number("limit", kMost));
  json::Array shown;
  for (size_t i = 0; i < entries.size() && i < size; ++i) shown.push_back(show(entries[i]));
  Object output;
  output.set(member, std::move(shown));
  if (entries.size() > size) output.set("nextToken", base::base64url(entries[size - 1].id));
  return output;
}

}  // namespace account::logs
