#include "services/ec2/describe.h"

#include <algorithm>

#include "account/record/index.h"
#include "account/record/lateness.h"
#include "account/record/paging.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/ec2/default_vpc.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

constexpr size_t kMark = 12;  // characters before a token that say whose it is

aws::Error bad_token() {
  return aws::Error("InvalidNextToken", 400, "The specified pagination token is not valid or is expired.");
}

bool is_not_seen(const Call& call, const RecordKind& kind, std::string_view id) {
  return Lateness::is_late(kind.name) && !Lateness::seen(call.state, kind.name, id, Reader::by_id);
}

aws::Result<std::vector<Entry>> named(const Call& call, const Described& what) {
  std::vector<std::string> ids = call.input.texts(what.ids);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<Entry> entries;
  for (std::string& id : ids) {
    json::Value record = TRY(require(call.state, what.kind, id));
    if (is_not_seen(call, what.kind, id)) return absent(what.kind, id);
    entries.push_back({std::move(id), std::move(record)});
  }
  return entries;
}

std::optional<std::vector<Entry>> found_by_id(const Call& call, const Described& what,
                                              const Filters& filters) {
  auto ids = filters.exact(what.kind.name_member);
  if (!ids) return std::nullopt;
  std::vector<Entry> entries;
  for (std::string& id : *ids)
    if (auto record = find(call.state, what.kind, id)) entries.push_back({std::move(id), std::move(*record)});
  return entries;
}

// Of members that hold one text, so that no entry is found twice.
std::optional<std::vector<Entry>> found_by_index(const Call& call, const Described& what,
                                                 const Filters& filters) {
  for (std::string_view member : what.kind.found_through) {
    auto values = member.empty() ? std::nullopt : filters.exact(member);
    if (!values) continue;
    std::vector<Entry> entries;
    for (const std::string& value : *values)
      for (Entry& one : find_through(call.state, what.kind, member, value)) entries.push_back(std::move(one));
    return entries;
  }
  return std::nullopt;
}

// Those among which the ones are that fit.
aws::Result<std::vector<Entry>> candidates(const Call& call, const Described& what, const Filters& filters) {
  if (call.input.has(what.ids)) return named(call, what);
  if (auto entries = found_by_id(call, what, filters)) return std::move(*entries);
  if (auto entries = found_by_index(call, what, filters)) return std::move(*entries);
  return call.state.list(what.kind.name);
}

// Marked, so that no call takes what another has given.
std::string marked(const Call& call, const std::string& page) {
  std::string text = fmt::format("{} {} {}", call.state.account(), call.operation, page);
  return base::hex(crypto::sha256(text)).substr(0, kMark) + page;
}

aws::Result<std::string> read_token(const Call& call) {
  std::string token = call.input.text("NextToken");
  if (token.empty()) return token;
  std::string page = token.size() > kMark ? token.substr(kMark) : "";
  if (token == marked(call, page)) return page;
  return tl::unexpected(bad_token());
}

}  // namespace

Output answer_page(const Call& call, std::string_view list, std::vector<Entry> entries, int64_t most) {
  bool has_pages = call.input.knows("MaxResults");
  int64_t size = has_pages ? call.input.number("MaxResults", most) : INT64_MAX;
  if (size < 1)
    return aws::error("InvalidParameterValue", 400,
                      "Value ( {} ) for parameter maxResults is invalid. Expecting a value greater than 0.",
                      size);
  std::string token = has_pages ? TRY(read_token(call)) : "";
  Page page = TRY(take_page(std::move(entries), token, size, bad_token()));
  json::Array shown;
  for (Entry& entry : page.entries) shown.push_back(std::move(entry.value));
  Object answer;
  answer.set(list, std::move(shown));
  if (!page.next.empty()) answer.set("NextToken", marked(call, page.next));
  return answer;
}

aws::Result<std::vector<Entry>> fitting_entries(Call& call, const Described& what) {
  make_default_vpc_once(call);
  bool is_paged = call.input.knows("MaxResults") && call.input.has("MaxResults");
  if (is_paged && call.input.has(what.ids))
    return aws::error("InvalidParameterCombination", 400,
                      "The parameter {} cannot be used with the parameter maxResults", what.ids);
  Filters filters = TRY(Filters::read(call.input, what.filters, what.kind.tags_member));
  std::vector<Entry> entries = TRY(candidates(call, what, filters));
  auto view = [&](json::Value record) {
    return what.view ? what.view(call, std::move(record)) : answered(std::move(record));
  };
  if (Lateness::is_late(what.kind.name) && !call.input.has(what.ids))
    std::erase_if(entries, [&](const Entry& entry) {
      auto seen = Lateness::seen(call.state, what.kind.name, entry.id, Reader::by_search);
      return !seen || !filters.match(view(std::move(*seen)));
    });
  for (Entry& entry : entries) entry.value = view(std::move(entry.value));
  std::erase_if(entries, [&](const Entry& entry) { return !filters.match(entry.value); });
  return entries;
}

Output describe(Call& call, const Described& what) {
  return answer_page(call, what.list, TRY(fitting_entries(call, what)));
}

}  // namespace account::ec2
