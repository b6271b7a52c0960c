#include "services/s3/object.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"

namespace account::s3 {
namespace {

constexpr size_t kOrderDigits = 16;
constexpr size_t kRandomBytes = 16;

std::string order_text(uint64_t order) {
  return fmt::format("{:016x}", order);
}

uint64_t order_of(std::string_view id) {
  std::string_view digits = id.substr(id.size() - kOrderDigits);
  uint64_t order = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), order, 16);
  return order;
}

// Before all orders that are there, even if the clock went back.
uint64_t next_order(base::Time now, const std::optional<Version>& newest) {
  uint64_t order = UINT64_MAX - static_cast<uint64_t>(base::to_ms(now));
  return newest ? std::min(order, order_of(newest->id) - 1) : order;
}

// A version id tells the order, so that it leads to its record.
std::string make_version_id(uint64_t order, base::Random& random) {
  return base::base64url(*base::unhex(order_text(order)) + random.bytes(kRandomBytes));
}

std::optional<std::string> order_in(std::string_view version_id) {
  std::optional<std::string> bytes = base::unbase64url(version_id);
  if (!bytes || bytes->size() != kOrderDigits / 2 + kRandomBytes) return std::nullopt;
  return base::hex(std::string_view(*bytes).substr(0, kOrderDigits / 2));
}

std::optional<Version> as_version(std::string&& id, json::Value&& record) {
  std::optional<Version> version(std::in_place);  // g++ 12 believes a moved temporary to be uninitialized
  version->id = std::move(id);
  version->record = std::move(record);
  return version;
}

// There is at most one, among the others where versioning was on for a while.
std::optional<Version> find_null(const State& owner, const std::string& prefix) {
  constexpr size_t kStep = 100;
  std::string after = prefix;
  for (size_t limit = 1;; limit = kStep) {
    std::vector<Entry> entries = owner.list(kObject, {.after = after, .limit = limit});
    for (Entry& entry : entries) {
      if (!entry.id.starts_with(prefix)) return std::nullopt;
      if (entry.value.string_or("VersionId", "") == kNullVersion)
        return as_version(std::move(entry.id), std::move(entry.value));
    }
    if (entries.size() < limit) return std::nullopt;
    after = entries.back().id;
  }
}

void say_marker(Call& call, const Version& marker) {
  call.headers.set("x-amz-delete-marker", "true");
  call.headers.set("x-amz-version-id", marker.version_id());
}

}  // namespace

std::string key_prefix(std::string_view bucket, std::string_view key) {
  std::string prefix;
  prefix.reserve(bucket.size() + key.size() + 2 + kOrderDigits);
  prefix.append(bucket).append("/").append(key).push_back('\0');
  return prefix;
}

std::string_view key_of(std::string_view id, std::string_view bucket) {
  id.remove_prefix(bucket.size() + 1);
  return id.substr(0, id.find('\0'));
}

std::optional<Version> find_newest(const State& owner, std::string_view bucket, std::string_view key) {
  std::string prefix = key_prefix(bucket, key);
  std::vector<Entry> entries = owner.list(kObject, {.after = prefix, .limit = 1});
  if (entries.empty() || !entries[0].id.starts_with(prefix)) return std::nullopt;
  return as_version(std::move(entries[0].id), std::move(entries[0].value));
}

std::optional<Version> find_version(const State& owner, std::string_view bucket, std::string_view key,
                                    std::string_view version_id) {
  std::string prefix = key_prefix(bucket, key);
  if (version_id == kNullVersion) return find_null(owner, prefix);
  std::optional<std::string> order = order_in(version_id);
  if (!order) return std::nullopt;
  std::string id = prefix + *order;
  std::optional<json::Value> record = owner.get(kObject, id);
  if (!record || record->string_or("VersionId", "") != version_id) return std::nullopt;
  return as_version(std::move(id), std::move(*record));
}

bool is_version_id(std::string_view text) {
  return text == kNullVersion || order_in(text);
}

aws::Result<Version> require_object(Call& call, const Bucket& bucket, const std::string& key,
                                    const std::string& version_id) {
  State owner = owner_of(call, bucket);
  if (version_id.empty()) {
    std::optional<Version> newest = find_newest(owner, bucket.name, key);
    if (newest && !newest->is_marker()) return std::move(*newest);
    if (newest) say_marker(call, *newest);
    return no_such_key(key);
  }
  if (!is_version_id(version_id))
    return invalid_argument("Invalid version id specified", "versionId", version_id);
  std::optional<Version> version = find_version(owner, bucket.name, key, version_id);
  if (!version) {
    return tl::unexpected(aws::Error("NoSuchVersion", 404, "The specified version does not exist.",
                                     {{"Key", key}, {"VersionId", version_id}}));
  }
  if (!version->is_marker()) return std::move(*version);
  say_marker(call, *version);
  call.headers.set("Last-Modified", base::http_date(version->modified()));
  call.headers.set("Allow", "DELETE");
  return tl::unexpected(aws::Error("MethodNotAllowed", 405,
                                   "The specified method is not allowed against this resource.",
                                   {{"Method", call.http.method}, {"ResourceType", "DeleteMarker"}}));
}

Version put_version(Call& call, const Bucket& bucket, std::string_view key, json::Object record) {
  State owner = owner_of(call, bucket);
  std::optional<Version> newest = find_newest(owner, bucket.name, key);
  uint64_t order = next_order(call.now, newest);
  bool versioned = bucket.versioning() == Versioning::enabled;
  if (!versioned) {
    if (auto old = find_version(owner, bucket.name, key, kNullVersion)) erase_version(call, bucket, *old);
  }
  record.set("VersionId",
             versioned ? make_version_id(order, call.facilities.random) : std::string(kNullVersion));
  Version version{key_prefix(bucket.name, key) + order_text(order), std::move(record)};
  owner.put(kObject, version.id, version.record);
  return version;
}

void update_version(const State& owner, const Version& version) {
  State(owner).put(kObject, version.id, version.record);
}

void erase_version(Call& call, const Bucket& bucket, const Version& version) {
  State owner = owner_of(call, bucket);
  owner.erase(kObject, version.id);
  if (version.is_marker()) return;
  if (std::string file = version.file(); !file.empty()) {
    call.bodies.unneeded(std::move(file));
  } else {
    owner.erase(kBytes, version.id);
  }
}

int64_t last_modified(base::Time now) {
  return base::to_seconds(now) * 1000;
}

tl::unexpected<aws::Error> no_such_key(const std::string& key) {
  return tl::unexpected(aws::Error("NoSuchKey", 404, "The specified key does not exist.", {{"Key", key}}));
}

}  // namespace account::s3
