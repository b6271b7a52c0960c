#include <algorithm>

#include "engine/apply/life_base.h"
#include "engine/apply/report.h"

namespace engine {

using base::Milliseconds;
using base::Time;

namespace {

constexpr auto kTold = std::chrono::minutes(1);  // who is busy for a moment is nobody's concern

std::string time_text(Milliseconds time) {
  auto seconds = time.count() / 1000;
  return seconds < 120 ? fmt::format("{} s", seconds) : fmt::format("{} minutes", seconds / 60);
}

}  // namespace

Milliseconds next_look(Milliseconds expected, Milliseconds so_far) {
  Milliseconds due = expected * 9 / 10;
  if (so_far < due) return std::min(due - so_far, std::max(so_far / 2, Milliseconds(500)));
  return std::clamp(expected / 200, Milliseconds(200), Milliseconds(5000));
}

Entry LifeBase::entry(Entry::Type type) const {
  Entry entry;
  entry.type = type;
  entry.key = of_.key;
  return entry;
}

Entry LifeBase::made_entry() const {
  Entry made = entry(Entry::Type::made);
  made.identity = of_.subject.identity;
  return made;
}

Move LifeBase::ask(Request request) const {
  Move move;
  move.request = std::move(request);
  return move;
}

Move LifeBase::look_again(base::Time now, Milliseconds expected, const std::string& note) const {
  if (has_waited_too_long(now))
    return fail(base::ErrorKind::timeout,
                fmt::format("it is {} after {}", note.empty() ? "not ready" : "still " + note,
                            time_text(now - began_at_)),
                unfinished("").hint);
  Time last = began_at_ + of_.kind->patience;
  Move move = wait_until(now, std::min(now + next_look(expected, now - began_at_), last));
  move.note = note;
  return move;
}

// Soon at first, and ever more seldom.
Move LifeBase::try_again(base::Time now) const {
  if (has_waited_too_long(now)) return look_again(now, Milliseconds(0), "");
  return wait_until(now, now + std::clamp((now - began_at_) / 10, Milliseconds(200), Milliseconds(5000)));
}

Move LifeBase::try_again(Time now, const Answer& refusal, std::string_view doing) const {
  if (!has_waited_too_long(now)) {
    Move move = try_again(now);
    if (now - began_at_ >= kTold)
      move.note = fmt::format("not taken yet: {}: {}", refusal.code, refusal.message);
    return move;
  }
  return fail(base::ErrorKind::timeout,
              fmt::format("cannot {} it, after {}: {}: {}", doing, time_text(now - began_at_), refusal.code,
                          refusal.message),
              of_.kind->remedy(refusal.code));
}

Move LifeBase::wait_until(base::Time now, base::Time then) const {
  Move move;
  move.pause = std::max(then - now, Milliseconds(1));
  return move;
}

Move LifeBase::wait_until_visible(base::Time now) const {
  return wait_until(now, std::min(visible_at(), now + Milliseconds(1000)));
}

Move LifeBase::fail(const Answer& answer, std::string_view doing) const {
  // Of one whose outcome nobody knows, the intent is open: the next run looks first.
  bool is_open = answer.status == Answer::Status::unknown;
  return fail(is_open ? base::ErrorKind::unavailable : base::ErrorKind::conflict,
              fmt::format("cannot {} it: {}: {}", doing, answer.code, answer.message),
              is_open ? unfinished("").hint : of_.kind->remedy(answer.code));
}

Move LifeBase::fail(base::ErrorKind kind, std::string message, std::string hint) const {
  Move move;
  move.error = base::Error{kind, fmt::format("`{}`: {}", of_.key.address, message), std::move(hint)};
  return move;
}

Answer LifeBase::heard(const Answer& answer) const {
  if (answer.status != Answer::Status::done || !of_.kind->refusal) return answer;
  return of_.kind->refusal(answer.output).value_or(answer);
}

base::Time LifeBase::visible_at() const {
  return std::max(asked_at_ + of_.limit, made_at_) + of_.kind->window;
}

Move with(std::vector<Entry> entries, Move move) {
  entries.insert(entries.end(), std::make_move_iterator(move.entries.begin()),
                 std::make_move_iterator(move.entries.end()));
  move.entries = std::move(entries);
  return move;
}

}  // namespace engine
