// GetObject and HeadObject: the same answer, with and without the bytes.
#include <fcntl.h>

#include <cerrno>

#include "account/call/bodies.h"
#include "services/s3/access.h"
#include "services/s3/conditions.h"
#include "services/s3/customer_key.h"
#include "services/s3/object_data.h"
#include "services/s3/range.h"
#include "services/s3/s3.h"
#include "services/s3/sealed_bytes.h"
#include "services/s3/sealing_key.h"
#include "services/s3/tags.h"

namespace account::s3 {
namespace {

constexpr int64_t kMaxPartNumber = 10'000;

aws::Result<void> check_conditions(Call& call, const Version& version) {
  const Input& in = call.input;
  ReadConditions conditions{in.text("IfMatch"), in.text("IfNoneMatch"), in.find("IfModifiedSince"),
                            in.find("IfUnmodifiedSince")};
  switch (check(conditions, version)) {
    case Condition::holds:
      return {};
    case Condition::failed:
      return precondition_failed(conditions.if_match.empty() ? "If-Unmodified-Since" : "If-Match");
    case Condition::not_modified:
      break;
  }
  call.headers.set("ETag", version.etag());
  call.headers.set("Last-Modified", base::http_date(version.modified()));
  return aws::error("NotModified", 304, "Not Modified");
}

// The bytes of one part of a multipart upload; of any other object, part 1 is the whole.
aws::Result<Span> part_span(const Version& version, int64_t number, Object& output) {
  const json::Value* parts = version.record.find("Parts");
  int64_t count = parts ? static_cast<int64_t>(parts->as_array().size()) : 1;
  if (number < 1 || number > kMaxPartNumber) {
    return invalid_argument(
        fmt::format("Part number must be an integer between 1 and {}, inclusive", kMaxPartNumber),
        "partNumber", std::to_string(number));
  }
  if (number > count) {
    return tl::unexpected(aws::Error("InvalidPartNumber", 416, "The requested partnumber is not satisfiable",
                                     {{"PartNumberRequested", number}, {"ActualPartCount", count}}));
  }
  if (!parts) return Span{0, version.size()};
  output.set("PartsCount", count);
  Span span;
  for (int64_t i = 0; i < number; ++i) {
    span.offset += span.size;
    span.size = parts->as_array()[static_cast<size_t>(i)].int_or("Size", 0);
  }
  return span;
}

// What of the object is asked for; nullopt: all of it.
aws::Result<std::optional<Span>> asked_span(const Call& call, const Version& version, Object& output) {
  const Input& in = call.input;
  if (in.has("PartNumber")) {
    if (in.has("Range"))
      return aws::error("InvalidRequest", 400,
                        "Cannot specify both Range header and partNumber query parameter");
    Span part = TRY(part_span(version, in.number("PartNumber"), output));
    if (version.size() == 0) return std::nullopt;  // nothing is no range
    return part;
  }
  return parse_range(in.text("Range"), version.size());
}

aws::Result<void> override_headers(const Call& call, Object& output) {
  const Input& in = call.input;
  bool any = false;
  for (std::string_view name :
       {"CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType"}) {
    const json::Value* value = in.find(fmt::format("Response{}", name));
    output.set_if(name, value);
    any = any || value;
  }
  if (const json::Value* expires = in.find("ResponseExpires")) {
    output.set("Expires", base::http_date(base::from_ms(expires->as_int())));
    any = true;
  }
  if (!any || call.caller.principal.type != policy::PrincipalType::anonymous) return {};
  return aws::error("InvalidRequest", 400,
                    "Request specific response headers cannot be used for anonymous GET requests.");
}

// Without ranges and conditions: what an answer says of the object.
aws::Result<Object> describe(const Call& call, const Bucket& bucket, const Version& version) {
  Object output{{"AcceptRanges", "bytes"},
                {"ETag", version.etag()},
                {"LastModified", version.record.int_or("LastModified", 0)}};
  show_headers(version.record, output);
  show_encryption(version.record, output);
  show_version_id(bucket, version, output);
  if (size_t tags = tags_of(version).size(); tags > 0) output.set("TagCount", tags);
  TRY(override_headers(call, output));
  return output;
}

struct Answer {
  Bucket bucket;
  Version version;
  std::optional<SealingKey> key;  // of an object whose bytes are sent
  Span span;
  Object output;
};

aws::Result<Answer> answer(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  Version version = TRY(require_object(call, bucket, call.input.text("Key"), call.input.text("VersionId")));
  TRY(require_customer_key(call, version.record));
  TRY(check_conditions(call, version));
  Object output = TRY(describe(call, bucket, version));
  std::optional<Span> asked = TRY(asked_span(call, version, output));
  Span span = asked.value_or(Span{0, version.size()});
  if (asked) {
    call.status = 206;
    if (span.size > 0) output.set("ContentRange", content_range(span, version.size()));
  }
  bool whole = span.size == version.size();
  if (whole && call.input.text("ChecksumMode") == "ENABLED") show_checksum(version.record, output);
  output.set("ContentLength", span.size);
  return Answer{std::move(bucket), std::move(version), std::nullopt, span, std::move(output)};
}

// What is in an archive must be restored before it can be read, which this account cannot do.
aws::Result<void> check_archived(const Version& version) {
  std::string_view storage_class = version.record.string_or("StorageClass", "");
  if (storage_class != "GLACIER" && storage_class != "DEEP_ARCHIVE") return {};
  return tl::unexpected(aws::Error("InvalidObjectState", 403,
                                   "The operation is not valid for the object's storage class",
                                   {{"StorageClass", storage_class}}));
}

// The bytes of a record.
std::string small_bytes(const Call& call, const Answer& found) {
  std::string bytes = owner_of(call, found.bucket).get_bytes(kBytes, found.version.id).value_or("");
  bytes = bytes.substr(static_cast<size_t>(found.span.offset), static_cast<size_t>(found.span.size));
  if (!found.key) return bytes;
  return apply_key(*found.key, runs_of(found.version.record), found.span, std::move(bytes));
}

// Opened now, a file stays readable whatever happens to the object while it is sent.
aws::Result<void> send_bytes(Call& call, const Answer& found) {
  std::string file = found.version.file();
  if (file.empty()) {
    call.body = small_bytes(call, found);
    return {};
  }
  if (found.key) {
    PlainBytes plain =
        TRY(PlainBytes::open(call.facilities, file, found.span, found.key, runs_of(found.version.record)));
    // Known beforehand, so that the client can tell a whole answer from one that was cut short.
    call.headers.set("Content-Length", std::to_string(found.span.size));
    call.stream = [bytes = std::make_shared<PlainBytes>(std::move(plain))] { return bytes->next(); };
    return {};
  }
  std::string path = body_path(call.facilities.objects_dir, file);
  auto open_file = std::make_shared<base::Fd>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!open_file->is_open()) return tl::unexpected(aws::Error(base::errno_error("read", path, errno)));
  call.body = net::FileBody{std::move(path), static_cast<uint64_t>(found.span.offset),
                            static_cast<uint64_t>(found.span.size), std::move(open_file)};
  return {};
}

Output get_object(Call& call) {
  Answer found = TRY(answer(call));
  TRY(check_archived(found.version));
  found.key = TRY(sealing_key(call, found.bucket, found.version.record));
  TRY(send_bytes(call, found));
  return std::move(found.output);
}

Output head_object(Call& call) {
  return TRY(answer(call)).output;
}

constexpr Operation kOperations[] = {
    {"GetObject", {on_object("s3:GetObject", "s3:GetObjectVersion"), kListsMissing}, get_object},
    {"HeadObject", {on_object("s3:GetObject", "s3:GetObjectVersion"), kListsMissing}, head_object},
};

}  // namespace

std::span<const Operation> get_object_operations() {
  return kOperations;
}

}  // namespace account::s3
