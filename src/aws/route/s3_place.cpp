#include "aws/route/s3_place.h"

#include <algorithm>
#include <optional>

#include "aws/route/service.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

// BUCKET in BUCKET.s3.REGION.amazonaws.com, also s3-REGION, s3.dualstack.REGION and .cn (S3 User Guide,
// "Virtual hosting of buckets"). nullopt: not such a host. Empty: no bucket in it.
std::optional<std::string_view> bucket_in_aws_host(std::string_view host) {
  for (std::string_view domain : {".amazonaws.com", ".amazonaws.com.cn"}) {
    if (!host.ends_with(domain)) continue;
    auto labels = base::split(host.substr(0, host.size() - domain.size()), '.');
    for (size_t i = labels.size(), behind = 0; i-- > 0 && behind < 3; ++behind) {
      if (labels[i] != "s3" && !labels[i].starts_with("s3-")) continue;
      auto length = static_cast<size_t>(labels[i].data() - host.data());
      return length == 0 ? std::string_view() : host.substr(0, length - 1);
    }
  }
  return std::nullopt;
}

// The longest suffix wins: with both `localhost` and `s3.localhost`, b.s3.localhost is bucket b.
std::string_view bucket_in_host(std::string_view host, const std::vector<std::string>& suffixes) {
  if (auto bucket = bucket_in_aws_host(host)) return *bucket;
  std::string_view bucket;
  size_t longest = 0;
  for (const auto& suffix : suffixes) {
    if (base::equal_ignoring_case(host, suffix)) return {};
    if (host.size() <= suffix.size() + 1 || suffix.size() < longest) continue;
    std::string_view tail = host.substr(host.size() - suffix.size() - 1);
    if (tail[0] != '.' || !base::equal_ignoring_case(tail.substr(1), suffix)) continue;
    bucket = host.substr(0, host.size() - tail.size());
    longest = suffix.size();
  }
  return bucket;
}

}  // namespace

Result<S3Place> find_s3_place(const net::Request& request, const std::vector<std::string>& suffixes) {
  S3Place place;
  std::string_view path = request.path;
  if (path.starts_with('/')) path.remove_prefix(1);
  std::string host = base::lower(host_of(request));
  place.bucket = bucket_in_host(host, suffixes);
  place.virtual_host = !place.bucket.empty();
  std::string_view key = path;
  auto invalid = [] { return error("InvalidURI", 400, "Couldn't parse the specified URI."); };
  if (!place.virtual_host) {
    size_t slash = std::min(path.find('/'), path.size());
    auto bucket = base::percent_decode(path.substr(0, slash));
    if (!bucket || !base::is_utf8(*bucket)) return invalid();
    place.bucket = std::move(*bucket);
    key = path.substr(std::min(slash + 1, path.size()));
    if (place.bucket.empty() && !key.empty()) return invalid();
  }
  auto decoded = base::percent_decode(key);
  if (!decoded || !base::is_utf8(*decoded) || decoded->find('\0') != std::string::npos) return invalid();
  place.key = std::move(*decoded);
  return place;
}

}  // namespace aws
