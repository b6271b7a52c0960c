// A page of what is in a bucket: keys in order, those with a common prefix rolled up into one.
//
// Whatever a page leaves out is skipped by a range scan and never read: a page of ten prefixes with a million
// keys each reads a few hundred records.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/s3/bucket.h"

namespace account::s3 {

// What a listing asks for; the names are the same in all of them.
struct ListRequest {
  std::string_view kind;  // of records, whose ids order as those of objects (object.h)
  std::string bucket;
  std::string prefix;
  std::string delimiter;  // empty: nothing is rolled up
  std::string after;      // an id: only what stands behind it
  size_t max = 0;
  // Whether only the first record of each key counts, and which of those: the newest versions that are no
  // delete markers. Else every record does.
  bool newest_only = false;
};

struct ListPage {
  std::vector<Entry> entries;
  std::vector<std::string> prefixes;
  bool truncated = false;
  std::string last;  // the id of the last entry, or the common prefix, whichever came last
  bool last_is_prefix = false;
};

ListPage list_page(const State& owner, const ListRequest& request);

// Where to go on: ids behind those of a key, or behind all keys with a prefix.
std::string after_key(const ListRequest& request, const std::string& key);
std::string after_prefix(const ListRequest& request, const std::string& prefix);
// Behind a marker, which is a key or a common prefix.
std::string after_marker(const ListRequest& request, const std::string& marker);

// The parts of the input that all listings share. Errors: InvalidArgument for a negative size.
aws::Result<ListRequest> read_list_request(const Call& call, std::string_view kind,
                                           std::string_view size_member);

// Names as `encoding-type=url` asks for them.
class Encoding {
 public:
  explicit Encoding(const Call& call) : is_url_(call.input.has("EncodingType")) {}
  std::string operator()(std::string_view text) const;
  // Sets a member to an encoded text.
  void set(json::Object& output, std::string_view member, std::string_view text) const;

 private:
  bool is_url_;
};

// Name or Bucket apart: what every listing gives back of what it was asked.
void show_request(const Call& call, const ListRequest& request, const ListPage& page, json::Object& output);

}  // namespace account::s3
