// ListObjects, in both its versions, and ListObjectVersions.
#include "base/encoding.h"
#include "services/s3/access.h"
#include "services/s3/listing.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

// What the three show of an object alike.
Object show_object(const Entry& entry, const Bucket& bucket, const Encoding& encoding, bool with_owner) {
  const json::Value& record = entry.value;
  Object shown{{"Key", encoding(key_of(entry.id, bucket.name))},
               {"LastModified", record.int_or("LastModified", 0)}};
  if (with_owner) shown.set("Owner", owner(record.string_or("Owner", bucket.account())));
  if (record.bool_or("DeleteMarker", false)) return shown;
  shown.set("ETag", fmt::format("\"{}\"", record.string_or("ETag", "")));
  shown.set("Size", record.int_or("Size", 0));
  shown.set("StorageClass", record.string_or("StorageClass", "STANDARD"));
  if (const json::Value* checksum = record.find("Checksum")) {
    shown.set("ChecksumAlgorithm", json::Array{*checksum->find("Algorithm")});
    shown.set_if("ChecksumType", checksum->find("Type"));
  }
  return shown;
}

std::string last_name(const ListRequest& request, const ListPage& page) {
  return page.last_is_prefix ? page.last : std::string(key_of(page.last, request.bucket));
}

Object show_page(const Call& call, const Bucket& bucket, const ListRequest& request, const ListPage& page,
                 bool with_owner) {
  Object output{{"Name", bucket.name}, {"MaxKeys", request.max}};
  show_request(call, request, page, output);
  json::Array contents;
  for (const Entry& entry : page.entries)
    contents.push_back(show_object(entry, bucket, Encoding(call), with_owner));
  if (!contents.empty()) output.set("Contents", std::move(contents));
  return output;
}

Output list_objects(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  ListRequest request = TRY(read_list_request(call, kObject, "MaxKeys"));
  request.newest_only = true;
  std::string marker = call.input.text("Marker");
  request.after = after_marker(request, marker);
  ListPage page = list_page(owner_of(call, bucket), request);
  Object output = show_page(call, bucket, request, page, true);
  Encoding encoding(call);
  encoding.set(output, "Marker", marker);
  // Without a delimiter, clients go on behind the last key that they got.
  if (page.truncated && !request.delimiter.empty())
    encoding.set(output, "NextMarker", last_name(request, page));
  return output;
}

Output list_objects_v2(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  const Input& in = call.input;
  ListRequest request = TRY(read_list_request(call, kObject, "MaxKeys"));
  request.newest_only = true;
  request.after = after_marker(request, in.text("StartAfter"));
  if (in.has("ContinuationToken")) {
    std::optional<std::string> name = base::unbase64url(in.text("ContinuationToken"));
    if (!name || name->empty()) {
      return invalid_argument("The continuation token provided is incorrect", "continuation-token",
                              in.text("ContinuationToken"));
    }
    request.after = after_marker(request, *name);
  }
  ListPage page = list_page(owner_of(call, bucket), request);
  Object output = show_page(call, bucket, request, page, in.flag("FetchOwner"));
  output.set("KeyCount", page.entries.size() + page.prefixes.size());
  output.set_if("ContinuationToken", in.find("ContinuationToken"));
  if (in.has("StartAfter")) Encoding(call).set(output, "StartAfter", in.text("StartAfter"));
  if (page.truncated) output.set("NextContinuationToken", base::base64url(last_name(request, page)));
  return output;
}

// --- versions ----------------------------------------------------------------------------------------------

// Behind a version of a key, or behind all of them.
aws::Result<std::string> after_version(const Call& call, const State& owner, const ListRequest& request) {
  std::string key = call.input.text("KeyMarker");
  std::string version_id = call.input.text("VersionIdMarker");
  if (version_id.empty()) return after_marker(request, key);
  if (key.empty()) {
    return invalid_argument("A version-id marker cannot be specified without a key marker.",
                            "version-id-marker", version_id);
  }
  if (!is_version_id(version_id))
    return invalid_argument("Invalid version id specified", "version-id-marker", version_id);
  auto version = find_version(owner, request.bucket, key, version_id);
  return version ? version->id : after_key(request, key);
}

bool is_latest(const State& owner, const Bucket& bucket, const Entry& entry) {
  auto newest = find_newest(owner, bucket.name, key_of(entry.id, bucket.name));
  return newest && newest->id == entry.id;
}

Output list_object_versions(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  State state = owner_of(call, bucket);
  ListRequest request = TRY(read_list_request(call, kObject, "MaxKeys"));
  request.after = TRY(after_version(call, state, request));
  ListPage page = list_page(state, request);
  Encoding encoding(call);
  Object output{{"Name", bucket.name}, {"MaxKeys", request.max}};
  show_request(call, request, page, output);
  encoding.set(output, "KeyMarker", call.input.text("KeyMarker"));
  output.set("VersionIdMarker", call.input.text("VersionIdMarker"));
  if (page.truncated) {
    encoding.set(output, "NextKeyMarker", last_name(request, page));
    if (!page.last_is_prefix)
      output.set("NextVersionIdMarker", page.entries.back().value.string_or("VersionId", kNullVersion));
  }

  json::Array versions, markers;
  std::string_view key_before;
  for (const Entry& entry : page.entries) {
    Object shown = show_object(entry, bucket, encoding, true);
    shown.set("VersionId", entry.value.string_or("VersionId", kNullVersion));
    // The first of its key on the page is the latest, but on the page before there may have been others.
    std::string_view key = key_of(entry.id, bucket.name);
    bool is_first = &entry == &page.entries.front();
    shown.set("IsLatest", is_first ? is_latest(state, bucket, entry) : key != key_before);
    key_before = key;
    (entry.value.bool_or("DeleteMarker", false) ? markers : versions).push_back(std::move(shown));
  }
  if (!versions.empty()) output.set("Versions", std::move(versions));
  if (!markers.empty()) output.set("DeleteMarkers", std::move(markers));
  return output;
}

constexpr Operation kOperations[] = {
    {"ListObjects", {on(kBuckets).asks("s3:ListBucket")}, list_objects},
    {"ListObjectsV2", {on(kBuckets).asks("s3:ListBucket")}, list_objects_v2},
    {"ListObjectVersions", {on(kBuckets).asks("s3:ListBucketVersions")}, list_object_versions},
};

}  // namespace

std::span<const Operation> list_objects_operations() {
  return kOperations;
}

}  // namespace account::s3
