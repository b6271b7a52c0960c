#include "services/s3/upload_record.h"

#include "base/text.h"

namespace account::s3 {

aws::Result<UploadRecord> require_upload(const Call& call, const Bucket& bucket) {
  std::string upload_id = call.input.text("UploadId");
  std::string id = key_prefix(bucket.name, call.input.text("Key")) + upload_id;
  std::optional<json::Value> record = owner_of(call, bucket).get(kUpload, id);
  if (record) return UploadRecord{std::move(id), std::move(*record)};
  return tl::unexpected(
      aws::Error("NoSuchUpload", 404,
                 "The specified upload does not exist. The upload ID may be invalid, or the upload may have "
                 "been aborted or completed.",
                 {{"UploadId", upload_id}}));
}

std::string part_id(const UploadRecord& upload, int64_t number) {
  return fmt::format("{}/{:05}", upload.id, number);
}

std::vector<Part> list_parts(const State& owner, const UploadRecord& upload, int64_t after, size_t limit) {
  std::vector<Part> parts;
  std::string prefix = upload.id + "/";
  // More than there can be would be those of other uploads.
  constexpr size_t kMaxParts = 10'000;
  for (Entry& entry :
       owner.list(kPart, {.after = part_id(upload, after), .limit = std::min(limit, kMaxParts)})) {
    if (!entry.id.starts_with(prefix)) break;
    int64_t number = base::parse_int(std::string_view(entry.id).substr(prefix.size())).value_or(0);
    parts.push_back({std::move(entry.id), number, std::move(entry.value)});
  }
  return parts;
}

void erase_upload(Call& call, const State& owner, const UploadRecord& upload) {
  State records = owner;
  for (const Part& part : list_parts(owner, upload)) {
    call.bodies.unneeded(std::string(part.record.string_or("File", "")));
    records.erase(kPart, part.id);
  }
  records.erase(kUpload, upload.id);
}

void erase_uploads(Call& call, const Bucket& bucket) {
  constexpr size_t kStep = 100;
  State owner = owner_of(call, bucket);
  std::string prefix = bucket.name + "/";
  while (true) {
    std::vector<Entry> entries = owner.list(kUpload, {.after = prefix, .limit = kStep});
    if (entries.empty() || !entries[0].id.starts_with(prefix)) return;
    for (Entry& entry : entries) {
      if (!entry.id.starts_with(prefix)) return;
      erase_upload(call, owner, {std::move(entry.id), std::move(entry.value)});
    }
  }
}

}  // namespace account::s3
