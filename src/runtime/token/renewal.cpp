#include "runtime/token/renewal.h"

#include <algorithm>

#include "base/log.h"
#include "runtime/token/file.h"

namespace runtime {
namespace {

using std::chrono::seconds;

constexpr auto kLongestPause = seconds(60);
// However short a token lives, or however wrong a clock is: no more often than this.
constexpr auto kShortestLife = seconds(10);
constexpr auto kIdle = std::chrono::hours(1);

// The moment to replace the token in the folder; the epoch if there is none that can be read.
base::Time due_time(const DesiredToken& desired) {
  auto token = read_token(desired.token_folder);
  auto life = token ? token_life(*token) : std::nullopt;
  if (!life) return base::Time();
  if (life->issued == base::Time()) life->issued = life->expires - desired.expiration;
  return life->due();
}

base::Milliseconds pause_after(int failures) {
  return std::min<base::Milliseconds>(kLongestPause, seconds(1) * (1 << std::min(failures - 1, 6)));
}

}  // namespace

void TokenRenewal::reload() {
  auto all = read_desired_tokens(state_dir_);
  if (!all) {
    base::log(base::LogLevel::error, "cannot read the tokens to renew, going on with those known: {}",
              all.error().message);
    return;
  }
  std::map<std::string, Entry> entries;
  for (const DesiredToken& desired : *all) {
    std::string name = desired.namespace_name + "/" + desired.service;
    auto known = entries_.find(name);
    bool failing = known != entries_.end() && known->second.failures > 0 && known->second.desired == desired;
    // Whoever registered it may have written a new token meanwhile.
    base::Time due = due_time(desired);
    entries[name] = failing && due <= clock_.now() ? known->second : Entry{desired, due, 0};
  }
  entries_ = std::move(entries);
}

base::Time TokenRenewal::step() {
  base::Time next = clock_.now() + kIdle;
  for (auto& [name, entry] : entries_) {
    if (entry.due <= clock_.now()) renew(entry);
    next = std::min(next, entry.due);
  }
  return next;
}

void TokenRenewal::renew(Entry& entry) {
  const DesiredToken& desired = entry.desired;
  auto token = renew_(desired);
  base::Status written = token ? replace_token(desired.token_folder, *token)
                               : base::Status(tl::unexpected(std::move(token).error()));
  if (written) {
    entry.failures = 0;
    entry.due = std::max(due_time(desired), clock_.now() + kShortestLife);
    base::log(base::LogLevel::info, "renewed the token of {}/{}; the next time is {}", desired.namespace_name,
              desired.service, base::iso8601(entry.due));
    return;
  }
  ++entry.failures;
  entry.due = clock_.now() + pause_after(entry.failures);
  base::log(base::LogLevel::warn, "could not renew the token of {}/{}, which stays as it is until {}: {}",
            desired.namespace_name, desired.service, base::iso8601(entry.due), written.error().message);
}

}  // namespace runtime
