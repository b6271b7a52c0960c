#include "account/record/lateness.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace account {
namespace {

thread_local const Lateness::OfThread* of_thread = nullptr;

constexpr int64_t kSeldom = 50;  // one role in so many takes far longer
constexpr int64_t kSeldom_ms = 120'000;

struct Window {
  std::string_view kind;  // how it begins
  int64_t least_ms, most_ms;
};
// The first that fits.
constexpr Window kWindows[] = {{"iam.role", 5'000, 15'000},
                               {"iam.user", 2'000, 10'000},
                               {"iam.group", 2'000, 10'000},
                               {"iam.oidc_provider", 2'000, 10'000},
                               {"ec2.", 0, 15'000}};

const Window* window_of(std::string_view kind) {
  for (const Window& window : kWindows)
    if (kind.starts_with(window.kind)) return &window;
  return nullptr;
}

std::string key_of(const State& state, std::string_view kind, std::string_view id) {
  return fmt::format("{}/{}/{}/{}", state.account(), state.region(), kind, id);
}

// FNV-1a, which gives the same number on every machine.
uint64_t number_of(std::string_view text, uint64_t seed) {
  uint64_t hash = 14695981039346656037ull ^ seed;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash ^ (hash >> 32);
}

}  // namespace

void Lateness::turn_on(uint64_t seed) {
  is_on_ = true;
  seed_ = seed;
}

Lateness::OfThread::OfThread(Lateness& lateness, base::Time now)
    : lateness_(lateness), now_(now), outer_(of_thread) {
  of_thread = lateness.is_on_ ? this : nullptr;
}

Lateness::OfThread::~OfThread() {
  of_thread = outer_;
}

base::Milliseconds Lateness::window(std::string_view kind, const std::string& key) const {
  const Window& window = *window_of(kind);
  uint64_t number = number_of(key, seed_);
  bool is_seldom = kind == "iam.role" && number % kSeldom == 0;
  int64_t most = is_seldom ? kSeldom_ms : window.most_ms;
  auto span = static_cast<uint64_t>(most - window.least_ms + 1);
  return base::Milliseconds(window.least_ms + static_cast<int64_t>(number / kSeldom % span));
}

bool Lateness::is_late(std::string_view kind) {
  return of_thread && window_of(kind);
}

void Lateness::note(const State& state, std::string_view kind, std::string_view id,
                    std::optional<json::Value> before) {
  if (!is_late(kind)) return;
  Lateness& lateness = of_thread->lateness_;
  base::Time now = of_thread->now_;
  std::string key = key_of(state, kind, id);
  base::Time until = now + lateness.window(kind, key);
  std::lock_guard lock(lateness.mutex_);
  std::erase_if(lateness.writes_, [&](const auto& each) { return each.second.until <= now; });
  // Who does not see the former write yet sees what was before that.
  auto [at, is_new] = lateness.writes_.try_emplace(std::move(key), Write{std::move(before), now, until});
  if (!is_new) at->second.until = std::max(at->second.until, until);
}

void Lateness::forget(const State& state, std::string_view kind, std::string_view id) {
  if (!is_late(kind)) return;
  std::lock_guard lock(of_thread->lateness_.mutex_);
  of_thread->lateness_.writes_.erase(key_of(state, kind, id));
}

std::optional<json::Value> Lateness::seen(const State& state, std::string_view kind, std::string_view id,
                                          Reader reader) {
  std::optional<json::Value> record = state.get(kind, id);
  if (!is_late(kind)) return record;
  Lateness& lateness = of_thread->lateness_;
  std::lock_guard lock(lateness.mutex_);
  auto write = lateness.writes_.find(key_of(state, kind, id));
  if (write == lateness.writes_.end()) return record;
  const auto& [before, since, until] = write->second;
  base::Time end = reader == Reader::by_id ? since + (until - since) / 3 : until;
  return of_thread->now_ < end ? before : record;
}

}  // namespace account
