#include "account/call/faults.h"

#include <algorithm>

namespace account {
namespace {

using base::ErrorKind;

constexpr std::pair<FaultTime, std::string_view> kTimes[] = {
    {FaultTime::before, "before"}, {FaultTime::after, "after"}, {FaultTime::lost, "lost"}};
constexpr int64_t kLongestDelay = int64_t{10} * 60 * 1000;

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

}  // namespace

bool is_for(const Fault& fault, std::string_view service, std::string_view operation) {
  size_t colon = fault.operation.find(':');
  std::string_view of = std::string_view(fault.operation).substr(0, colon);
  std::string_view named = std::string_view(fault.operation).substr(colon + 1);
  return (of == "*" || of == service) && (named == "*" || named == operation);
}

namespace {

int status_of(std::string_view code) {
  for (std::string_view unavailable :
       {"RequestLimitExceeded", "SlowDown", "ServiceUnavailable", "Unavailable"})
    if (code.starts_with(unavailable)) return 503;
  return code.starts_with("Internal") || code == "ServerException" ? 500 : 400;
}

}  // namespace

base::Result<Fault> read_fault(const json::Value& value) {
  Fault fault;
  fault.operation = value.string_or("operation", "");
  size_t colon = fault.operation.find(':');
  auto fits = [](std::string_view part) { return part == "*" || is_word(part); };
  if (colon == std::string::npos || !fits(std::string_view(fault.operation).substr(0, colon)) ||
      !fits(std::string_view(fault.operation).substr(colon + 1)))
    return base::fail(
        ErrorKind::invalid,
        "`{}` names no call, expected SERVICE:OPERATION such as ec2:CreateNatGateway, or `*` for "
        "either",
        fault.operation);
  std::string_view when = value.string_or("when", "before");
  auto time =
      std::find_if(std::begin(kTimes), std::end(kTimes), [&](auto& each) { return each.second == when; });
  if (time == std::end(kTimes))
    return base::fail(ErrorKind::invalid, "`{}`, expected before, after or lost", when);
  fault.when = time->first;
  int64_t delay = value.int_or("delayMs", 0);
  if (delay < 0 || delay > kLongestDelay)
    return base::fail(ErrorKind::invalid, "a delay is from none to ten minutes");
  fault.delay = base::Milliseconds(delay);
  fault.error = value.string_or("error", delay > 0 ? "" : "InternalError");
  if (!fault.error.empty() && !is_word(fault.error))
    return base::fail(ErrorKind::invalid, "`{}` is no code of an error", fault.error);
  fault.times = value.int_or("times", 1);
  if (fault.times < 1) return base::fail(ErrorKind::invalid, "a fault happens once or more often");
  return fault;
}

json::Value to_json(const Fault& fault) {
  std::string_view when = kTimes[static_cast<size_t>(fault.when)].second;
  return json::Object{{"operation", fault.operation},
                      {"when", when},
                      {"error", fault.error},
                      {"delayMs", static_cast<int64_t>(fault.delay.count())},
                      {"times", fault.times}};
}

aws::Error error_of(const Fault& fault) {
  return {fault.error, status_of(fault.error), "This error was planted (slipway account fault)."};
}

void Faults::add(Fault fault) {
  std::lock_guard lock(mutex_);
  faults_.push_back(std::move(fault));
}

void Faults::clear() {
  std::lock_guard lock(mutex_);
  faults_.clear();
}

std::vector<Fault> Faults::list() const {
  std::lock_guard lock(mutex_);
  return faults_;
}

std::optional<Fault> Faults::take(std::string_view service, std::string_view operation) {
  std::lock_guard lock(mutex_);
  auto found = std::find_if(faults_.begin(), faults_.end(),
                            [&](const Fault& each) { return is_for(each, service, operation); });
  if (found == faults_.end()) return std::nullopt;
  Fault taken = *found;
  if (--found->times == 0) faults_.erase(found);
  return taken;
}

}  // namespace account
