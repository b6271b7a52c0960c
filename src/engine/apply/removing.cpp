// A thing leaves the state when its own service says that it is not there, and for no other reason. What was intended
// and never heard of is looked for first, for as long as it may be there and be invisible. What is known by its name is
// looked at first, too: the name may have gone to another thing.
#include <algorithm>

#include "engine/apply/life_base.h"

namespace engine {
namespace {

using base::Milliseconds;
using base::Time;
using Status = Answer::Status;

class Removing final : public LifeBase {
 public:
  explicit Removing(LifeOf of) : LifeBase(std::move(of)) {}

  Move begin(Time now) override;
  Move answered(Time asked, Time now, const Answer& answer) override;
  Move resumed(Time now) override;

 private:
  enum class Phase { finding, detailing, checking, removing, looking_for_hanging, taking_off, reading };

  Move find();
  Move remove();
  Move read(Phase phase);
  Move look_for_hanging();
  Move take_off_next();
  Move found(Time asked, Time now, const Answer& answer);
  Move read_detail();
  Move detail_was_read(Time asked, Time now, const Answer& answer);
  bool tells_more() const;
  Move judge_found(Time asked, Time now);
  Move removed(Time asked, Time now, const Answer& answer);
  Move was_read(Time asked, Time now, const Answer& answer);
  Move is_occupied(Time now, const Answer& refusal);
  Move looked_for_hanging(Time now, const Answer& answer);
  Move taken_off(Time now, const Answer& answer);
  Move is_absent(Time asked, Time now);

  Phase phase_ = Phase::removing;
  Reading found_;                    // of one whose identity was not known
  size_t detail_ = 0;                // of its details the one that is being read
  Time gone_at_ = {};                // since when it is not there
  size_t hanging_ = 0;               // the kind's, until where it was looked for
  std::vector<Request> taking_off_;  // still to be made, the last first
};

Move Removing::begin(Time now) {
  began_at_ = now;
  made_at_ = of_.before.made_at;
  of_.subject.identity = of_.before.identity;
  if (of_.before.identity.is_null() && of_.before.open) asked_at_ = of_.before.open->at;
  Entry intent = entry(Entry::Type::intend);
  intent.action = Action::destroy;
  if (of_.before.identity.is_null()) return with({std::move(intent)}, find());
  // Of that name there may be another one by now; and what an earlier run has begun to destroy may have gone, of which
  // some services say that nobody may destroy it, since it has no marks any more.
  bool may_be_gone = of_.kind->found_by == FoundBy::name || of_.before.is_being_destroyed();
  return with({std::move(intent)}, may_be_gone ? read(Phase::checking) : remove());
}

Move Removing::find() {
  phase_ = Phase::finding;
  return ask(of_.kind->find(of_.subject));
}

Move Removing::remove() {
  phase_ = Phase::removing;
  return ask(of_.kind->remove(of_.subject));
}

Move Removing::read(Phase phase) {
  phase_ = phase;
  return ask(of_.kind->read(of_.subject));
}

Move Removing::look_for_hanging() {
  if (!of_.kind->hanging[hanging_].take_off) return take_off_next();
  phase_ = Phase::looking_for_hanging;
  return ask(of_.kind->hanging[hanging_].look(of_.subject));
}

Move Removing::take_off_next() {
  if (!taking_off_.empty()) {
    phase_ = Phase::taking_off;
    return ask(taking_off_.back());
  }
  return ++hanging_ < of_.kind->hanging.size() ? look_for_hanging() : remove();
}

Move Removing::answered(Time asked, Time now, const Answer& answer) {
  switch (phase_) {
    case Phase::finding:
      return found(asked, now, answer);
    case Phase::detailing:
      return detail_was_read(asked, now, answer);
    case Phase::removing:
      return removed(asked, now, heard(answer));
    case Phase::looking_for_hanging:
      return looked_for_hanging(now, answer);
    case Phase::taking_off:
      return taken_off(now, answer);
    case Phase::checking:
    case Phase::reading:
      return was_read(asked, now, answer);
  }
  return {};
}

Move Removing::resumed(Time) {
  switch (phase_) {
    case Phase::finding:
      return find();
    case Phase::detailing:
      return read_detail();
    case Phase::removing:
      return remove();
    case Phase::looking_for_hanging:
      return look_for_hanging();
    case Phase::taking_off:
      return take_off_next();
    case Phase::checking:
    case Phase::reading:
      return read(phase_);
  }
  return {};
}

Move Removing::found(Time asked, Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return try_again(now);
  bool is_not_there = of_.kind->is_absent(answer.code);
  if (answer.status == Status::refused && !is_not_there) return fail(answer, "look for");
  found_ = {};
  detail_ = 0;
  if (!is_not_there) found_ = read_answer(*of_.kind, answer.output, of_.subject);
  return tells_more() ? read_detail() : judge_found(asked, now);
}

// Whose it is may be a detail, of what is not ready, too: nothing is removed because it does not say.
bool Removing::tells_more() const {
  bool can_tell =
      found_.condition == Reading::Condition::ready || found_.condition == Reading::Condition::pending;
  return found_.is_there && can_tell && !of_.kind->details.empty();
}

Move Removing::read_detail() {
  phase_ = Phase::detailing;
  Subject subject = of_.subject;
  subject.identity = found_.identity;
  return ask(of_.kind->details[detail_].read(subject));
}

Move Removing::detail_was_read(Time asked, Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return try_again(now);
  bool has_none = of_.kind->details[detail_].is_none(answer.code);
  bool is_gone = !has_none && of_.kind->is_absent(answer.code);
  if (answer.status == Status::refused && !has_none && !is_gone) return fail(answer, "read");
  if (is_gone) found_ = {};
  if (!is_gone) engine::read_detail(*of_.kind, detail_, answer.output, of_.subject, found_);
  return tells_more() && ++detail_ < of_.kind->details.size() ? read_detail() : judge_found(asked, now);
}

// Whose it is, is known by now.
Move Removing::judge_found(Time asked, Time now) {
  phase_ = Phase::finding;
  if (!found_.is_there || !found_.is_ours) return is_absent(asked, now);
  made_at_ = now;
  asked_at_ = {};
  of_.subject.identity = found_.identity;
  bool is_ending = found_.condition == Reading::Condition::ending;
  return with({made_entry()}, is_ending ? read(Phase::reading) : remove());
}

Move Removing::removed(Time asked, Time now, const Answer& answer) {
  if (is_unanswered_again(answer)) return fail(answer, "destroy");
  if (answer.status == Status::done || answer.status == Status::unknown) return read(Phase::reading);
  if (of_.kind->is_absent(answer.code)) return is_absent(asked, now);
  if (of_.kind->is_occupied(answer.code) && !of_.kind->hanging.empty()) return is_occupied(now, answer);
  if (of_.kind->is_busy(answer.code)) return try_again(now, answer, "destroy");
  return fail(answer, "destroy");
}

// What was taken off may still be on its way.
Move Removing::is_occupied(Time now, const Answer& refusal) {
  if (hanging_ < of_.kind->hanging.size()) return look_for_hanging();
  hanging_ = 0;
  return try_again(now, refusal, "destroy");
}

Move Removing::looked_for_hanging(Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return try_again(now);
  if (answer.status == Status::refused) return fail(answer, "look for what hangs on");
  taking_off_ = of_.kind->hanging[hanging_].take_off(answer.output, of_.subject);
  std::reverse(taking_off_.begin(), taking_off_.end());
  return take_off_next();
}

Move Removing::taken_off(Time now, const Answer& answer) {
  if (answer.status == Status::unknown || of_.kind->is_busy(answer.code)) return try_again(now);
  if (answer.status == Status::refused && !of_.kind->is_absent(answer.code))
    return fail(answer, "take off what hangs on");
  taking_off_.pop_back();
  return take_off_next();
}

// As long as it is ready, nobody has begun to destroy it: the call was lost, or not made yet.
Move Removing::was_read(Time asked, Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return try_again(now);
  bool is_not_there = of_.kind->is_absent(answer.code);
  if (answer.status == Status::refused && !is_not_there) return fail(answer, "read");
  Reading reading;
  if (!is_not_there) reading = read_answer(*of_.kind, answer.output, of_.subject);
  if (!reading.is_there) return is_absent(asked, now);
  if (reading.condition == Reading::Condition::failed)
    return fail(base::ErrorKind::conflict, fmt::format("its destruction has failed: {}", reading.note),
                "mend what the service says, and run it again");
  if (reading.condition == Reading::Condition::pending || reading.condition == Reading::Condition::ending)
    return look_again(now, of_.kind->removing, reading.note);
  if (phase_ == Phase::checking) {
    of_.subject.identity = reading.identity;
    return remove();
  }
  phase_ = Phase::removing;
  return try_again(now);
}

Move Removing::is_absent(Time asked, Time now) {
  if (asked < visible_at()) return wait_until_visible(now);
  if (gone_at_ == Time()) gone_at_ = now;
  Time settled = gone_at_ + of_.kind->returns_within;
  if (of_.kind->returns_within.count() > 0 && asked < settled) {
    if (phase_ != Phase::finding) phase_ = Phase::reading;
    Move move = wait_until(now, settled);
    move.note = "gone, and may be brought back";
    return move;
  }
  Move move;
  move.entries.push_back(entry(Entry::Type::gone));
  move.is_done = true;
  return move;
}

}  // namespace

std::unique_ptr<Life> removing(LifeOf of) {
  return std::make_unique<Removing>(std::move(of));
}

}  // namespace engine
