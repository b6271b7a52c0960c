// GetObjectAttributes: what HeadObject says, by choice, and the parts.
#include <algorithm>

#include "services/s3/access.h"
#include "services/s3/customer_key.h"
#include "services/s3/object_data.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

constexpr int64_t kMaxParts = 1000;

Object show_parts(const Input& in, const json::Array& parts) {
  int64_t after = in.number("PartNumberMarker");
  auto max = static_cast<size_t>(std::clamp<int64_t>(in.number("MaxParts", kMaxParts), 0, kMaxParts));
  json::Array shown;
  int64_t last = after;
  bool truncated = false;
  for (const json::Value& part : parts) {
    if (part.int_or("PartNumber", 0) <= after) continue;
    truncated = shown.size() == max;
    if (truncated) break;
    last = part.int_or("PartNumber", 0);
    Object one{{"PartNumber", last}, {"Size", part.int_or("Size", 0)}};
    show_checksum(part, one, false);
    shown.push_back(std::move(one));
  }
  Object output{{"TotalPartsCount", parts.size()},
                {"PartNumberMarker", after},
                {"NextPartNumberMarker", last},
                {"MaxParts", max},
                {"IsTruncated", truncated}};
  // The parts themselves are only told where they have checksums.
  if (!parts.empty() && parts[0].find("Checksum")) output.set("Parts", std::move(shown));
  return output;
}

Output get_attributes(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  Version version = TRY(require_object(call, bucket, call.input.text("Key"), call.input.text("VersionId")));
  TRY(require_customer_key(call, version.record));
  std::vector<std::string> asked = call.input.texts("ObjectAttributes");
  auto is_asked = [&](std::string_view name) {
    return std::find(asked.begin(), asked.end(), name) != asked.end();
  };
  Object output{{"LastModified", version.record.int_or("LastModified", 0)}};
  show_version_id(bucket, version, output);
  if (is_asked("ETag")) output.set("ETag", version.record.string_or("ETag", ""));
  if (is_asked("ObjectSize")) output.set("ObjectSize", version.size());
  if (is_asked("StorageClass"))
    output.set("StorageClass", version.record.string_or("StorageClass", "STANDARD"));
  if (is_asked("Checksum") && version.record.find("Checksum")) {
    Object checksum;
    show_checksum(version.record, checksum);
    output.set("Checksum", std::move(checksum));
  }
  const json::Value* parts = version.record.find("Parts");
  if (parts && is_asked("ObjectParts")) output.set("ObjectParts", show_parts(call.input, parts->as_array()));
  return output;
}

constexpr Operation kOperations[] = {
    {"GetObjectAttributes",
     {on_object("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"),
      also("s3:GetObject").instead("s3:GetObjectVersion", "VersionId"), kListsMissing},
     get_attributes},
};

}  // namespace

std::span<const Operation> object_attributes_operations() {
  return kOperations;
}

}  // namespace account::s3
