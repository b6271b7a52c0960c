#include "services/s3/conditions.h"

#include "base/text.h"

namespace account::s3 {
namespace {

std::string_view unquoted(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  return etag;
}

}  // namespace

bool names_etag(std::string_view header, std::string_view etag) {
  for (std::string_view one : base::split(header, ',')) {
    one = base::trim(one);
    if (one == "*" || unquoted(one) == unquoted(etag)) return true;
  }
  return false;
}

// RFC 9110 section 13.2.2: a date counts only where there is no ETag to compare.
Condition check(const ReadConditions& conditions, const Version& version) {
  int64_t modified = base::to_ms(version.modified());
  std::string etag = version.etag();
  if (!conditions.if_match.empty()) {
    if (!names_etag(conditions.if_match, etag)) return Condition::failed;
  } else if (conditions.if_unmodified_since && modified > conditions.if_unmodified_since->as_int()) {
    return Condition::failed;
  }
  if (!conditions.if_none_match.empty()) {
    if (names_etag(conditions.if_none_match, etag)) return Condition::not_modified;
  } else if (conditions.if_modified_since && modified <= conditions.if_modified_since->as_int()) {
    return Condition::not_modified;
  }
  return Condition::holds;
}

aws::Result<void> check_write(const Call& call, const Bucket& bucket, const std::string& key) {
  std::string if_match = call.input.text("IfMatch");
  std::string if_none_match = call.input.text("IfNoneMatch");
  if (if_match.empty() && if_none_match.empty()) return {};
  if (!if_none_match.empty() && if_none_match != "*") return not_implemented();
  auto newest = find_newest(owner_of(call, bucket), bucket.name, key);
  bool exists = newest && !newest->is_marker();
  if (!if_none_match.empty() && exists) return precondition_failed("If-None-Match");
  if (if_match.empty()) return {};
  if (!exists) return no_such_key(key);
  if (!names_etag(if_match, newest->etag())) return precondition_failed("If-Match");
  return {};
}

tl::unexpected<aws::Error> precondition_failed(std::string_view condition) {
  return tl::unexpected(aws::Error("PreconditionFailed", 412,
                                   "At least one of the pre-conditions you specified did not hold",
                                   {{"Condition", condition}}));
}

}  // namespace account::s3
