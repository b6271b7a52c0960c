#include "services/s3/copy_source.h"

#include "base/encoding.h"
#include "services/s3/conditions.h"
#include "services/s3/sealing_key.h"

namespace account::s3 {
namespace {

constexpr std::string_view kHeader = "x-amz-copy-source";

// An ARN names an access point, of which this account has none.
tl::unexpected<aws::Error> no_such_access_point() {
  return aws::error("NoSuchAccessPoint", 404, "The specified accesspoint does not exist");
}

}  // namespace

aws::Result<CopySource> parse_copy_source(const Call& call) {
  std::string header = call.input.text("CopySource");
  std::string_view text = header;
  if (text.starts_with('/')) text.remove_prefix(1);
  CopySource source;
  constexpr std::string_view kVersion = "?versionId=";
  if (size_t at = text.rfind(kVersion); at != std::string_view::npos) {
    source.version_id = text.substr(at + kVersion.size());
    text = text.substr(0, at);
  }
  std::optional<std::string> path = base::percent_decode(text);
  size_t slash = path ? path->find('/') : std::string::npos;
  if (slash == std::string::npos || slash == 0 || slash + 1 == path->size() || !base::is_utf8(*path)) {
    return invalid_argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                            kHeader, header);
  }
  if (path->starts_with("arn:")) return no_such_access_point();
  source.bucket = path->substr(0, slash);
  source.key = path->substr(slash + 1);
  return source;
}

aws::Result<Source> require_source(Call& call) {
  CopySource source = TRY(parse_copy_source(call));
  Bucket bucket = TRY(require_bucket(call, source.bucket, kSourceOwnerHeader));
  auto version = require_object(call, bucket, source.key, source.version_id);
  if (!version) {
    // The headers would speak of the target.
    call.headers = {};
    if (version.error().code != "MethodNotAllowed") return tl::unexpected(version.error());
    return aws::error(
        "InvalidRequest", 400,
        "The source of a copy request may not specifically refer to a delete marker by version id.");
  }
  std::optional<SealingKey> key = TRY(sealing_key(call, bucket, version->record, KeyOf::copy_source));
  const Input& in = call.input;
  ReadConditions conditions{in.text("CopySourceIfMatch"), in.text("CopySourceIfNoneMatch"),
                            in.find("CopySourceIfModifiedSince"), in.find("CopySourceIfUnmodifiedSince")};
  if (check(conditions, *version) != Condition::holds) return precondition_failed("x-amz-copy-source-If-*");
  return Source{std::move(bucket), std::move(*version), std::move(key)};
}

bool names_source_version(const Asking& asking, const Resource&) {
  auto source = parse_copy_source(asking.call);
  return source && !source->version_id.empty();
}

}  // namespace account::s3
