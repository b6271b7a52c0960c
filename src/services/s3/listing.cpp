#include "services/s3/listing.h"

#include <algorithm>

#include "base/encoding.h"
#include "services/s3/object.h"

namespace account::s3 {
namespace {

constexpr int64_t kMaxPage = 1000;
constexpr char kBehindAll = '\xFF';  // greater than any byte of an id (object.h)

// Reads records in steps that grow while all of them are wanted, and shrink when most are skipped.
class Cursor {
 public:
  Cursor(const State& owner, const ListRequest& request)
      : owner_(owner), request_(request), prefix_(request.bucket + "/" + request.prefix) {
    after_ = std::max(request.after, prefix_);
    step_ = request.delimiter.empty() ? request.max + 1 : kFewest;
  }

  // nullptr at the end.
  Entry* next() {
    if (at_ == entries_.size() && !fill()) return nullptr;
    Entry* entry = &entries_[at_++];
    return entry->id.starts_with(prefix_) ? entry : nullptr;
  }

  void skip_to(const std::string& after) {
    for (; at_ < entries_.size() && entries_[at_].id <= after; ++at_) ++skipped_;
    after_ = std::max(after_, after);
  }

 private:
  static constexpr size_t kFewest = 8;

  bool fill() {
    if (is_last_) return false;
    if (!entries_.empty()) {
      step_ = skipped_ > entries_.size() / 2 ? std::max(kFewest, step_ / 4) : step_ * 2;
      after_ = std::max(after_, entries_.back().id);
    }
    size_t limit = std::min<size_t>(step_, kMaxPage + 1);
    entries_ = owner_.list(request_.kind, {.after = after_, .limit = limit});
    at_ = skipped_ = 0;
    is_last_ = entries_.size() < limit;
    return !entries_.empty();
  }

  const State& owner_;
  const ListRequest& request_;
  std::string prefix_;
  std::string after_;
  size_t step_;
  std::vector<Entry> entries_;
  size_t at_ = 0;
  size_t skipped_ = 0;  // of entries_
  bool is_last_ = false;
};

// The part of a key up to the first delimiter behind the prefix; empty: there is none.
std::string_view common_prefix(const ListRequest& request, std::string_view key) {
  if (request.delimiter.empty()) return {};
  size_t at = key.find(request.delimiter, request.prefix.size());
  return at == std::string_view::npos ? std::string_view() : key.substr(0, at + request.delimiter.size());
}

}  // namespace

ListPage list_page(const State& owner, const ListRequest& request) {
  ListPage page;
  if (request.max == 0) return page;
  Cursor cursor(owner, request);
  while (Entry* entry = cursor.next()) {
    std::string key(key_of(entry->id, request.bucket));
    bool counts = !request.newest_only || !entry->value.bool_or("DeleteMarker", false);
    bool full = page.entries.size() + page.prefixes.size() == request.max;
    if (counts && full) {
      page.truncated = true;
      break;
    }
    std::string prefix(common_prefix(request, key));
    if (counts && !prefix.empty()) {
      page.prefixes.push_back(prefix);
      page.last = prefix;
      page.last_is_prefix = true;
      cursor.skip_to(after_prefix(request, prefix));
      continue;
    }
    if (counts) {
      page.last = entry->id;
      page.last_is_prefix = false;
      page.entries.push_back(std::move(*entry));
    }
    if (request.newest_only) cursor.skip_to(after_key(request, key));
  }
  return page;
}

std::string after_key(const ListRequest& request, const std::string& key) {
  return key_prefix(request.bucket, key) + kBehindAll;
}

std::string after_prefix(const ListRequest& request, const std::string& prefix) {
  return fmt::format("{}/{}{}", request.bucket, prefix, kBehindAll);
}

std::string after_marker(const ListRequest& request, const std::string& marker) {
  if (marker.empty()) return "";
  bool is_prefix = marker.starts_with(request.prefix) && common_prefix(request, marker) == marker;
  return is_prefix ? after_prefix(request, marker) : after_key(request, marker);
}

aws::Result<ListRequest> read_list_request(const Call& call, std::string_view kind,
                                           std::string_view size_member) {
  const Input& in = call.input;
  int64_t max = in.number(size_member, kMaxPage);
  if (max < 0) {
    std::string name = size_member == "MaxKeys" ? "maxKeys" : "max-uploads";
    return invalid_argument(fmt::format("Argument {} must be an integer between 0 and 2147483647", name),
                            name, std::to_string(max));
  }
  ListRequest request;
  request.kind = kind;
  request.bucket = in.text("Bucket");
  request.prefix = in.text("Prefix");
  request.delimiter = in.text("Delimiter");
  request.max = static_cast<size_t>(std::min(max, kMaxPage));
  return request;
}

std::string Encoding::operator()(std::string_view text) const {
  return is_url_ ? base::percent_encode(text, true) : std::string(text);
}

void Encoding::set(json::Object& output, std::string_view member, std::string_view text) const {
  output.set(member, (*this)(text));
}

void show_request(const Call& call, const ListRequest& request, const ListPage& page, json::Object& output) {
  Encoding encoding(call);
  encoding.set(output, "Prefix", request.prefix);
  if (!request.delimiter.empty()) encoding.set(output, "Delimiter", request.delimiter);
  if (call.input.has("EncodingType")) output.set("EncodingType", call.input.text("EncodingType"));
  output.set("IsTruncated", page.truncated);
  json::Array prefixes;
  for (const std::string& prefix : page.prefixes) prefixes.push_back(Object{{"Prefix", encoding(prefix)}});
  if (!prefixes.empty()) output.set("CommonPrefixes", std::move(prefixes));
}

}  // namespace account::s3
