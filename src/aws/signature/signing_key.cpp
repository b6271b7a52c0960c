#include <fmt/core.h>

#include "aws/signature/signature.h"
#include "crypto/digest.h"

namespace aws {
namespace {

// A key lives for one day, region and service; a busy account uses some dozens at once.
constexpr size_t kMaxKeys = 1024;

}  // namespace

std::string derive_signing_key(const base::Secret& secret, std::string_view date, std::string_view region,
                               std::string_view service) {
  base::Secret start("AWS4" + secret.reveal());
  std::string key = crypto::hmac_sha256(start.reveal(), date);
  key = crypto::hmac_sha256(key, region);
  key = crypto::hmac_sha256(key, service);
  return crypto::hmac_sha256(key, "aws4_request");
}

SigningKeys::SigningKeys() = default;
SigningKeys::~SigningKeys() = default;

std::string SigningKeys::get(const base::Secret& secret, std::string_view access_key_id,
                             std::string_view date, std::string_view region, std::string_view service) {
  // None of the parts but the id can hold a slash (see read_signature), so the name is unambiguous.
  std::string name;
  name.reserve(access_key_id.size() + date.size() + region.size() + service.size() + 3);
  name.append(date).append("/").append(region).append("/").append(service).append("/").append(access_key_id);
  {
    std::lock_guard lock(mutex_);
    auto found = keys_.find(name);
    // The secret of an id can change: a deleted access key, or another account store in the same process.
    if (found != keys_.end() && found->second.secret == secret) return found->second.key.reveal();
  }
  std::string key = derive_signing_key(secret, date, region, service);
  std::lock_guard lock(mutex_);
  // Emptied rather than trimmed: yesterday's keys go, and today's are derived again once.
  if (keys_.size() >= kMaxKeys) keys_.clear();
  keys_.insert_or_assign(std::move(name), Entry{secret, base::Secret(key)});
  return key;
}

size_t SigningKeys::size() const {
  std::lock_guard lock(mutex_);
  return keys_.size();
}

}  // namespace aws
