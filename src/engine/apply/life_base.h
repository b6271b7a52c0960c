// What lives have in common. Internal to apply.
#pragma once

#include "engine/apply/life.h"

namespace engine {

class LifeBase : public Life {
 protected:
  explicit LifeBase(LifeOf of) : of_(std::move(of)) {}

  Entry entry(Entry::Type type) const;
  Entry made_entry() const;

  Move ask(Request request) const;
  Move look_again(base::Time now, base::Milliseconds expected, const std::string& note) const;
  Move try_again(base::Time now) const;  // the same, which did not go well
  // The same, which is refused for now; in the end, this is why it failed.
  Move try_again(base::Time now, const Answer& refusal, std::string_view doing) const;
  Move wait_until(base::Time now, base::Time then) const;
  Move wait_until_visible(base::Time now) const;
  Move fail(const Answer& answer, std::string_view doing) const;
  // The answer to a call that makes or removes it: refused, where it says so within.
  Answer heard(const Answer& answer) const;
  // Whether that was one call too many of which nobody knows what it did.
  bool is_unanswered_again(const Answer& answer) {
    return answer.status == Answer::Status::unknown && ++unanswered_ > kMostUnanswered;
  }
  Move fail(base::ErrorKind kind, std::string message, std::string hint = "") const;
  bool has_waited_too_long(base::Time now) const { return now - began_at_ >= of_.kind->patience; }

  // While a thing may be there and be invisible, "not there" means nothing.
  base::Time visible_at() const;

  static constexpr int kMostUnanswered = 5;

  LifeOf of_;
  int unanswered_ = 0;
  base::Time began_at_;
  base::Time asked_at_;  // when it was first asked for by a call whose answer is not known
  base::Time made_at_;
};

Move with(std::vector<Entry> entries, Move move);  // entries before it

}  // namespace engine
