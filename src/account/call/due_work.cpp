#include "account/call/due_work.h"

#include <fmt/core.h>

#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/idempotency.h"
#include "account/call/service.h"
#include "base/log.h"
#include "base/text.h"

namespace account {
namespace {

// In account "", since one clock moves all accounts. By TIME/SEQUENCE, so that the store's order is that of the work:
// {"Account", "Region", "Effect", "Id", "Detail"}
constexpr std::string_view kDueWork = "server.due_work";
constexpr auto kPatience = std::chrono::seconds(1);  // after the disk has failed
constexpr auto kLongest = std::chrono::hours(24);

std::string time_prefix(base::Time time) {
  return fmt::format("{:015}/", base::to_ms(time));
}

base::Time time_of(const Entry& entry) {
  return base::from_ms(base::parse_int(std::string_view(entry.id).substr(0, entry.id.find('/'))).value_or(0));
}

const Effect* find_effect(const std::vector<Service>& services, std::string_view name) {
  if (name == kForgetAnswer.name) return &kForgetAnswer;
  for (const Service& service : services)
    for (const Effect& effect : service.effects)
      if (effect.name == name) return &effect;
  return nullptr;
}

}  // namespace

void schedule(const State& state, Facilities& facilities, Work work) {
  State server = state.of("");
  std::string prefix = time_prefix(work.time);
  std::vector<Entry> same_time = server.list(kDueWork, {.prefix = prefix});
  int64_t sequence = 0;
  if (!same_time.empty())
    sequence = base::parse_int(same_time.back().id.substr(prefix.size())).value_or(0) + 1;
  server.put(kDueWork, fmt::format("{}{:08}", prefix, sequence),
             json::Object{{"Account", state.account()},
                          {"Region", state.region()},
                          {"Effect", std::string(work.effect)},
                          {"Id", std::move(work.id)},
                          {"Detail", std::move(work.detail)}});
  facilities.next_due.expect(work.time);
}

void NextDue::expect(base::Time time) {
  std::lock_guard lock(mutex_);
  if (base::to_ms(time) >= next_) return;
  next_ = base::to_ms(time);
  nearer_.request_stop();
}

void NextDue::wait(const base::Clock& clock, base::Milliseconds at_least, const std::stop_token& stop) {
  std::stop_source woken;
  {
    std::lock_guard lock(mutex_);
    nearer_ = woken;
  }
  std::stop_callback end(stop, [&] { woken.request_stop(); });
  base::Time now = clock.now();
  clock.wait_until(std::clamp(time(), now + at_least, now + base::Milliseconds(kLongest)), woken.get_token());
}

void DueWork::run() {
  base::Time now = facilities_.clock.now();
  while (facilities_.next_due.time() <= now)
    if (!run_first(now)) return;
}

void DueWork::keep_running(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    run();
    bool has_failed = facilities_.next_due.time() <= facilities_.clock.now();
    facilities_.next_due.wait(facilities_.clock, has_failed ? kPatience : base::Milliseconds(0), stop);
  }
}

// false: it cannot be done now.
bool DueWork::run_first(base::Time now) {
  auto transaction = facilities_.store.begin();
  if (!transaction) return false;
  State server(**transaction, "", "");
  std::vector<Entry> first = server.list(kDueWork, {.limit = 2});
  if (!(*transaction)->status()) return false;
  base::Time time = first.empty() ? NextDue::kNever : time_of(first[0]);
  if (time > now) {
    facilities_.next_due.found(time);
    return true;
  }
  facilities_.next_due.found(first.size() < 2 ? NextDue::kNever : time_of(first[1]));
  server.erase(kDueWork, first[0].id);
  perform(server, first[0].value, time);
  base::Status done = (*transaction)->commit();
  if (done) return true;
  base::log(base::LogLevel::warn, "work that is due is put off: {}", done.error().message);
  facilities_.next_due.expect(time);
  return false;
}

void DueWork::perform(const State& server, const json::Value& record, base::Time time) {
  std::string_view name = record.string_or("Effect", "");
  const Effect* effect = find_effect(services_, name);
  if (!effect) {
    base::log(base::LogLevel::error, "no service knows the work `{}`, which was due at {}", name,
              base::iso8601(time));
    return;
  }
  State state =
      server.of(std::string(record.string_or("Account", "")), std::string(record.string_or("Region", "")));
  Due due{std::move(state), std::string(record.string_or("Id", "")), *record.find("Detail"), time,
          facilities_};
  effect->run(due);
}

}  // namespace account
