#include "blueprint/keep/s3_objects.h"

#include "blueprint/keep/aws_errors.h"
#include "blueprint/keep/s3_bucket.h"

namespace blueprint {

using base::Result;
using base::Status;
using json::Value;

namespace {

constexpr base::Milliseconds kCallLimit{30'000};

// 409: other writes of the same object are under way. 404: it is not there any more, though it was seen.
bool is_unmet(const aws::Error& error) {
  return error.code == "PreconditionFailed" || error.code == "ConditionalRequestConflict" ||
         error.code == "NoSuchKey";
}

// An answer in which single keys were refused, although the call was done.
const Value* refused_key(const Value& output) {
  const Value* errors = output.find("Errors");
  return errors && errors->is_array() && !errors->as_array().empty() ? &errors->as_array().front() : nullptr;
}

}  // namespace

std::string S3Objects::key(std::string_view name) const {
  return place_.prefix.empty() ? std::string(name) : fmt::format("{}/{}", place_.prefix, name);
}

std::string S3Objects::place(const std::string& name) const {
  return fmt::format("s3://{}/{}", place_.bucket, key(name));
}

aws::Result<Value> S3Objects::call(std::string_view operation, json::Object input) {
  input.set("Bucket", place_.bucket);
  if (!place_.account.empty()) input.set("ExpectedBucketOwner", place_.account);
  return client_->call("s3", operation, input, base::Deadline::in(*clock_, kCallLimit));
}

tl::unexpected<base::Error> S3Objects::failed(const aws::Error& error, std::string_view action,
                                              const std::string& name) const {
  return tl::unexpected(bucket_error(error, action, place_.bucket, place(name)));
}

Status S3Objects::make() {
  return make_bucket(*client_, *clock_, place_);
}

Result<std::optional<Stored>> S3Objects::read(const std::string& name) {
  auto output = call("GetObject", {{"Key", key(name)}});
  if (!output && output.error().code == "NoSuchKey") return std::optional<Stored>();
  if (!output) return failed(output.error(), "s3:GetObject", name);
  return std::optional(
      Stored{std::string(output->string_or("Body", "")), std::string(output->string_or("ETag", ""))});
}

Status S3Objects::write(const std::string& name, const std::string& text, const std::string& seen_tag) {
  json::Object input{{"Key", key(name)}, {"Body", text}, {"ContentType", "text/plain; charset=utf-8"}};
  if (seen_tag.empty()) {
    input.set("IfNoneMatch", "*");
  } else {
    input.set("IfMatch", seen_tag);
  }
  if (!place_.kms_key.empty()) {
    input.set("ServerSideEncryption", "aws:kms");
    input.set("SSEKMSKeyId", place_.kms_key);
  }
  auto output = call("PutObject", std::move(input));
  if (output) return {};
  if (is_unmet(output.error()))
    return base::fail(base::ErrorKind::conflict, "{} is not as it was seen", place(name));
  return failed(output.error(), "s3:PutObject", name);
}

Result<std::vector<Listed>> S3Objects::list(const std::string& folder, const std::string& after) {
  const std::string before_names = key(folder + "/");
  json::Object input{{"Bucket", place_.bucket}, {"Prefix", before_names}};
  if (!place_.account.empty()) input.set("ExpectedBucketOwner", place_.account);
  if (!after.empty()) input.set("StartAfter", before_names + after);
  auto contents = client_->call_all("s3", "ListObjectsV2", std::move(input), "Contents",
                                    base::Deadline::in(*clock_, kCallLimit));
  if (!contents) return failed(contents.error(), "s3:ListBucket", folder + "/");
  std::vector<Listed> listed;
  for (const Value& each : *contents)
    listed.push_back({std::string(each.string_or("Key", "")).substr(before_names.size()),
                      base::from_ms(each.int_or("LastModified", 0))});
  return listed;
}

Status S3Objects::remove_before(const std::string& folder, const std::string& name) {
  json::Array keys;
  for (const Listed& each : TRY(list(folder, "")))
    if (each.name < name && keys.size() < 1000)
      keys.push_back(json::Object{{"Key", key(folder + "/" + each.name)}});
  if (keys.empty()) return {};
  auto output =
      call("DeleteObjects", {{"Delete", json::Object{{"Objects", std::move(keys)}, {"Quiet", true}}}});
  if (!output) return failed(output.error(), "s3:DeleteObject", folder + "/");
  const Value* refused = refused_key(*output);
  if (!refused) return {};
  return failed(aws::Error(std::string(refused->string_or("Code", "")), 400,
                           std::string(refused->string_or("Message", ""))),
                "s3:DeleteObject", folder + "/");
}

}  // namespace blueprint
