#include "account/call/rates.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace account {
namespace {

bool fits(const Rate& rate, const RatedCall& call) {
  if (rate.service != call.service) return false;
  if (rate.only_for_all && call.input.is_object() && !call.input.as_object().empty()) return false;
  if (!rate.operation.ends_with('*')) return rate.operation == call.operation;
  return call.operation.starts_with(rate.operation.substr(0, rate.operation.size() - 1));
}

double tokens_of(const Rate& rate, const RatedCall& call) {
  if (rate.counts.empty()) return 1;
  const json::Value* counted = call.input.find(rate.counts);
  if (counted && counted->is_array()) return static_cast<double>(counted->as_array().size());
  return counted && counted->is_int() ? static_cast<double>(counted->as_int()) : 0;
}

// The first that fits, and those that count something.
std::vector<const Rate*> rates_of(std::span<const Rate> table, const RatedCall& call) {
  std::vector<const Rate*> all;
  bool is_decided = false;
  for (const Rate& rate : table) {
    if ((is_decided && rate.counts.empty()) || !fits(rate, call)) continue;
    is_decided = is_decided || rate.counts.empty();
    all.push_back(&rate);
  }
  return all;
}

}  // namespace

Rates::Bucket& Rates::bucket(const Rate& rate, const RatedCall& call) {
  std::string_view kind = !rate.counts.empty() ? rate.counts : rate.only_for_all ? "all" : "";
  std::string key = rate.shared.empty() ? fmt::format("{}/{}/{}:{}/{}", call.account, call.region,
                                                      call.service, call.operation, kind)
                                        : fmt::format("{}/{}/{}", call.account, call.region, rate.shared);
  Bucket& bucket = buckets_.try_emplace(std::move(key), Bucket{rate.capacity, call.now}).first->second;
  double seconds = std::chrono::duration<double>(call.now - bucket.filled_at).count();
  if (seconds > 0) {
    bucket.tokens = std::min(rate.capacity, bucket.tokens + seconds * rate.per_second);
    bucket.filled_at = call.now;
  }
  return bucket;
}

std::optional<aws::Error> Rates::take(const RatedCall& call) {
  if (table_.empty()) return std::nullopt;
  std::vector<const Rate*> rates = rates_of(table_, call);
  std::lock_guard lock(mutex_);
  for (const Rate* rate : rates) {
    if (bucket(*rate, call).tokens >= tokens_of(*rate, call)) continue;
    const Throttling& refusal = rate->throttling;
    return aws::Error(std::string(refusal.code), refusal.status, std::string(refusal.words));
  }
  for (const Rate* rate : rates) bucket(*rate, call).tokens -= tokens_of(*rate, call);
  return std::nullopt;
}

}  // namespace account
