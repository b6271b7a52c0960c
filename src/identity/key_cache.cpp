#include <algorithm>
#include <utility>

#include "base/text.h"
#include "identity/issuer_client.h"

namespace identity {
namespace {

constexpr size_t kMaxEntries = 1000;  // beyond, one is forgotten and fetched again when it is asked for

bool has_key(const crypto::Jwks& jwks, std::string_view kid) {
  return kid.empty() || std::any_of(jwks.keys.begin(), jwks.keys.end(),
                                    [&](const crypto::Jwks::Key& key) { return key.kid == kid; });
}

}  // namespace

// What is known of one issuer.
struct KeyCache::Entry {
  std::timed_mutex fetching;  // held by the thread that fetches

  std::mutex mutex;  // guards what follows
  std::optional<crypto::Jwks> keys;
  base::Time fetched;                   // when `keys` came
  std::optional<base::Time> attempted;  // when it was last tried
  std::optional<TokenError> failure;    // of the last attempt

  // An answer that needs no fetch; nullopt: fetch.
  std::optional<TokenResult<crypto::Jwks>> answer(std::string_view kid, base::Time now,
                                                  const Options& options) {
    std::lock_guard lock(mutex);
    if (keys && now - fetched < options.fresh && has_key(*keys, kid)) return *keys;
    if (attempted && now - *attempted < options.min_refresh) return latest(kid, now, options);
    return std::nullopt;
  }

  // Keys that may be old, for those who would otherwise wait for another thread's fetch.
  std::optional<crypto::Jwks> stale(std::string_view kid, base::Time now, const Options& options) {
    std::lock_guard lock(mutex);
    if (keys && now - fetched < options.stale && has_key(*keys, kid)) return keys;
    return std::nullopt;
  }

  TokenResult<crypto::Jwks> record(TokenResult<crypto::Jwks> result, std::string_view kid, base::Time now,
                                   const Options& options) {
    std::lock_guard lock(mutex);
    attempted = now;
    if (result) {
      keys = std::move(*result);
      fetched = now;
      failure.reset();
    } else {
      failure = std::move(result.error());
    }
    return latest(kid, now, options);
  }

 private:
  // After a failure, a stale set answers only for the keys that it has: a key that is missing may be a new
  // one, which the caller can ask for again.
  TokenResult<crypto::Jwks> latest(std::string_view kid, base::Time now, const Options& options) const {
    bool usable = keys && now - fetched < options.stale && (!failure || has_key(*keys, kid));
    if (usable) return *keys;
    return tl::unexpected(failure.value_or(TokenError{TokenErrorCode::idp_communication_error,
                                                      "the keys of the identity provider are too old"}));
  }
};

KeyCache::KeyCache(Options options, const base::Clock& clock) : options_(std::move(options)), clock_(clock) {}
KeyCache::~KeyCache() = default;

// Thumbprints are part of the name: what one account trusts by thumbprint must not serve another that does not.
std::shared_ptr<KeyCache::Entry> KeyCache::entry_of(const Provider& provider) {
  std::vector<std::string> thumbprints = provider.thumbprints;
  std::sort(thumbprints.begin(), thumbprints.end());
  std::string name = provider.url + "\n" + base::lower(base::join(thumbprints, " "));
  std::lock_guard lock(mutex_);
  std::shared_ptr<Entry>& entry = entries_[name];
  if (!entry) entry = std::make_shared<Entry>();
  std::shared_ptr<Entry> found = entry;
  if (entries_.size() > kMaxEntries) {
    auto victim = entries_.begin();
    if (victim->second == found) ++victim;
    entries_.erase(victim);
  }
  return found;
}

TokenResult<crypto::Jwks> KeyCache::keys(const Provider& provider, std::string_view kid,
                                         const base::Deadline& deadline) {
  std::shared_ptr<Entry> entry = entry_of(provider);
  if (auto known = entry->answer(kid, clock_.now(), options_)) return std::move(*known);

  std::unique_lock fetching(entry->fetching, std::try_to_lock);
  if (!fetching) {
    if (auto stale = entry->stale(kid, clock_.now(), options_)) return std::move(*stale);
    if (!fetching.try_lock_for(deadline.left())) {
      return tl::unexpected(TokenError{TokenErrorCode::idp_communication_error,
                                       "the identity provider did not answer in time"});
    }
  }
  // The thread that held the lock may have brought the answer.
  if (auto known = entry->answer(kid, clock_.now(), options_)) return std::move(*known);
  auto fetched = fetch_keys(provider, options_, deadline);
  // That this caller had no more time says nothing of the issuer: the next one may try.
  if (!fetched && deadline.passed()) return fetched;
  return entry->record(std::move(fetched), kid, clock_.now(), options_);
}

base::Result<std::string> KeyCache::fetch_thumbprint(const std::string& issuer_url,
                                                     const base::Deadline& deadline) {
  return fetch_top_thumbprint(issuer_url, options_, deadline);
}

bool KeyCache::is_local(const std::string& issuer_url, const base::Deadline& deadline) const {
  return is_local_issuer(issuer_url, options_, deadline);
}

}  // namespace identity
