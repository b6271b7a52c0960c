// DeleteObject and DeleteObjects.
#include "services/s3/access.h"
#include "services/s3/conditions.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

// One object to delete, and the conditions on it.
struct Target {
  std::string key;
  std::string version_id;  // empty: none named
  std::string etag;
  const json::Value* modified = nullptr;
  const json::Value* size = nullptr;

  bool has_conditions() const { return !etag.empty() || modified || size; }
};

struct Deleted {
  std::string version_id;  // empty: nothing to tell
  bool is_marker = false;  // what was deleted or made
  bool made_marker = false;
};

aws::Result<void> check_target(const Target& target, const std::optional<Version>& version) {
  if (!target.has_conditions()) return {};
  if (!version || version->is_marker()) {
    if (target.etag.empty() || target.etag == "*") return {};
    return no_such_key(target.key);
  }
  if (!target.etag.empty() && !names_etag(target.etag, version->etag()))
    return precondition_failed("If-Match");
  if (target.modified && target.modified->as_int() != base::to_ms(version->modified()))
    return precondition_failed("x-amz-if-match-last-modified-time");
  if (target.size && target.size->as_int() != version->size())
    return precondition_failed("x-amz-if-match-size");
  return {};
}

aws::Result<Deleted> delete_version(Call& call, const Bucket& bucket, const Target& target) {
  if (!is_version_id(target.version_id))
    return invalid_argument("Invalid version id specified", "versionId", target.version_id);
  auto version = find_version(owner_of(call, bucket), bucket.name, target.key, target.version_id);
  TRY(check_target(target, version));
  if (version) erase_version(call, bucket, *version);
  return Deleted{target.version_id, version && version->is_marker(), false};
}

// Without a version: the object is gone, or hidden behind a delete marker where versions are kept.
aws::Result<Deleted> delete_object(Call& call, const Bucket& bucket, const Target& target) {
  if (!target.version_id.empty()) return delete_version(call, bucket, target);
  if (target.has_conditions())
    TRY(check_target(target, find_newest(owner_of(call, bucket), bucket.name, target.key)));
  if (bucket.versioning() == Versioning::never) {
    auto old = find_newest(owner_of(call, bucket), bucket.name, target.key);
    if (old) erase_version(call, bucket, *old);
    return Deleted{};
  }
  Object marker{{"DeleteMarker", true}, {"LastModified", last_modified(call.now)}};
  Version made = put_version(call, bucket, target.key, std::move(marker));
  return Deleted{made.version_id(), true, true};
}

Output delete_one(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  const Input& in = call.input;
  Target target{in.text("Key"), in.text("VersionId"), in.text("IfMatch"), in.find("IfMatchLastModifiedTime"),
                in.find("IfMatchSize")};
  Deleted deleted = TRY(delete_object(call, bucket, target));
  Object output;
  if (!deleted.version_id.empty()) output.set("VersionId", deleted.version_id);
  if (deleted.is_marker) output.set("DeleteMarker", true);
  return output;
}

// --- many --------------------------------------------------------------------------------------------------

aws::Result<Deleted> denied() {
  return aws::error("AccessDenied", 403, "Access Denied");
}

Target target_of(const json::Value& entry) {
  return {std::string(entry.string_or("Key", "")), std::string(entry.string_or("VersionId", "")),
          std::string(entry.string_or("ETag", "")), entry.find("LastModifiedTime"), entry.find("Size")};
}

json::Value show(const Target& target, const Deleted& deleted) {
  Object shown{{"Key", target.key}};
  if (!target.version_id.empty()) shown.set("VersionId", target.version_id);
  if (deleted.is_marker) {
    shown.set("DeleteMarker", true);
    shown.set("DeleteMarkerVersionId", deleted.version_id);
  }
  return shown;
}

json::Value show(const Target& target, const aws::Error& error) {
  Object shown{{"Key", target.key}, {"Code", error.code}, {"Message", error.message}};
  if (!target.version_id.empty()) shown.set("VersionId", target.version_id);
  return shown;
}

// A denial is an entry of the answer.
Output delete_many(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  if (call.caller.account.empty()) return aws::error("AccessDenied", 403, "Access Denied");
  const json::Value& request = *call.input.find("Delete");
  const json::Array& objects = request.find("Objects")->as_array();
  if (objects.empty() || objects.size() > kMostEntries) return malformed_xml();
  json::Array deleted, errors;
  for (size_t i = 0; i < objects.size(); ++i) {
    Target target = target_of(objects[i]);
    auto result = call.may(i) ? delete_object(call, bucket, target) : denied();
    if (!result) {
      errors.push_back(show(target, result.error()));
    } else if (!request.bool_or("Quiet", false)) {
      deleted.push_back(show(target, *result));
    }
  }
  return Object{{"Deleted", std::move(deleted)}, {"Errors", std::move(errors)}};
}

constexpr Operation kOperations[] = {
    {"DeleteObject", {on_object("s3:DeleteObject", "s3:DeleteObjectVersion")}, delete_one},
    {"DeleteObjects",
     {on_object("s3:DeleteObject", "s3:DeleteObjectVersion").each("Delete.Objects").per_item()},
     delete_many},
};

}  // namespace

std::span<const Operation> delete_object_operations() {
  return kOperations;
}

}  // namespace account::s3
