#include "account/server/moved_clock.h"

#include "account/call/account_clock.h"
#include "account/call/facilities.h"
#include "base/file.h"

namespace account {
namespace {

using base::ErrorKind;

std::string words(const Speed& speed) {
  if (speed == Speed::instant()) return "instant";
  return speed == Speed::real() ? "real" : std::to_string(speed.factor());
}

}  // namespace

base::Result<base::Milliseconds> MovedClock::read() const {
  auto text = base::read_file(path_);
  if (!text && text.error().kind == ErrorKind::not_found) return base::Milliseconds(0);
  if (!text) return tl::unexpected(text.error());
  auto document = json::parse(*text);
  int64_t ahead = document && document->is_object() ? document->int_or("aheadMs", -1) : -1;
  if (ahead >= 0 && ahead <= kFarthestAhead.count()) return base::Milliseconds(ahead);
  return tl::unexpected(base::Error{ErrorKind::io,
                                    fmt::format("`{}` is damaged: it says no time to be ahead by", path_),
                                    "remove it, and the account goes by this machine's time"});
}

base::Status MovedClock::write(base::Milliseconds ahead) const {
  json::Value document = json::Object{{"aheadMs", static_cast<int64_t>(ahead.count())}};
  return base::write_file_atomically(path_, json::dump_pretty(document));
}

base::Status MovedClock::advance(Facilities& facilities, DueWork& work, base::Milliseconds by) const {
  AccountClock* clock = facilities.memory.part<ServedClock>().clock;
  if (!clock) return base::fail(ErrorKind::invalid, "the clock of this account cannot be moved");
  if (by.count() <= 0)
    return base::fail(ErrorKind::invalid,
                      "the account's clock goes forward only: advance it by more than nothing");
  if (by > kLongestAdvance)
    return base::fail(ErrorKind::invalid, "the account's clock is advanced by 366 days at most at once");
  base::Milliseconds ahead = clock->ahead() + by;
  if (ahead > kFarthestAhead)
    return base::fail(ErrorKind::invalid,
                      "the account's clock would be more than ten years ahead of this machine's; "
                      "`slipway account reset` sets it back");
  TRY(write(ahead));
  clock->set_ahead(ahead);
  base::Time now = facilities.clock.now();
  work.run();
  if (facilities.next_due.time() <= now) work.run();  // made due by a call meanwhile
  if (facilities.next_due.time() > now) return {};
  return base::fail(ErrorKind::io, "the clock is moved, and work that is due could not be done: see the log");
}

base::Status MovedClock::set_back(Facilities& facilities) const {
  AccountClock* clock = facilities.memory.part<ServedClock>().clock;
  if (!clock || clock->ahead().count() == 0) return {};
  TRY(write(base::Milliseconds(0)));
  clock->set_ahead(base::Milliseconds(0));
  return {};
}

json::Value clock_of(Facilities& facilities) {
  base::Time now = facilities.clock.now();
  const AccountClock* clock = facilities.memory.part<ServedClock>().clock;
  base::Milliseconds ahead = clock ? clock->ahead() : base::Milliseconds(0);
  return json::Object{{"time", base::iso8601(now)},
                      {"machineTime", base::iso8601(machine_clock(facilities).now())},
                      {"aheadMs", static_cast<int64_t>(ahead.count())},
                      {"speed", words(facilities.speed)}};
}

}  // namespace account
