#include "services/s3/completed_upload.h"

#include <algorithm>

#include "services/s3/conditions.h"

namespace account::s3 {
namespace {

bool lists_parts_of(const Call& call, const Version& version) {
  const json::Value* request = call.input.find("MultipartUpload");
  const json::Value* asked = request ? request->find("Parts") : nullptr;
  const json::Value* parts = version.record.find("Parts");
  if (!asked || !parts) return false;
  return std::equal(asked->as_array().begin(), asked->as_array().end(), parts->as_array().begin(),
                    parts->as_array().end(), [](const json::Value& one, const json::Value& part) {
                      return one.int_or("PartNumber", 0) == part.int_or("PartNumber", -1) &&
                             names_etag(one.string_or("ETag", ""), part.string_or("ETag", ""));
                    });
}

}  // namespace

std::optional<Version> find_completed(const Call& call, const Bucket& bucket) {
  constexpr size_t kStep = 100;
  State owner = owner_of(call, bucket);
  std::string upload_id = call.input.text("UploadId");
  std::string prefix = key_prefix(bucket.name, call.input.text("Key"));
  std::string after = prefix;
  while (true) {
    std::vector<Entry> entries = owner.list(kObject, {.after = after, .limit = kStep});
    for (Entry& entry : entries) {
      if (!entry.id.starts_with(prefix)) return std::nullopt;
      if (entry.value.string_or("UploadId", "") != upload_id) continue;
      Version version{std::move(entry.id), std::move(entry.value)};
      if (!lists_parts_of(call, version)) return std::nullopt;
      return version;
    }
    if (entries.size() < kStep) return std::nullopt;
    after = entries.back().id;
  }
}

}  // namespace account::s3
