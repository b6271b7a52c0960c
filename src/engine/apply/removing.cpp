// A thing leaves the state when its own service says that it is not there, and for no other reason. What was intended
// and never heard of is looked for first, for as long as it may be there and be invisible.
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
  enum class Phase { finding, removing, reading };

  Move find();
  Move remove();
  Move read();
  Move found(Time asked, Time now, const Answer& answer);
  Move removed(Time asked, Time now, const Answer& answer);
  Move was_read(Time asked, Time now, const Answer& answer);
  Move is_absent(Time asked, Time now);

  Phase phase_ = Phase::removing;
};

Move Removing::begin(Time now) {
  began_at_ = now;
  made_at_ = of_.before.made_at;
  of_.subject.identity = of_.before.identity;
  if (of_.before.identity.is_null() && of_.before.open) asked_at_ = of_.before.open->at;
  Entry intent = entry(Entry::Type::intend);
  intent.action = Action::destroy;
  return with({std::move(intent)}, of_.before.identity.is_null() ? find() : remove());
}

Move Removing::find() {
  phase_ = Phase::finding;
  return ask(of_.kind->find(of_.subject));
}

Move Removing::remove() {
  phase_ = Phase::removing;
  return ask(of_.kind->remove(of_.subject));
}

Move Removing::read() {
  phase_ = Phase::reading;
  return ask(of_.kind->read(of_.subject));
}

Move Removing::answered(Time asked, Time now, const Answer& answer) {
  switch (phase_) {
    case Phase::finding:
      return found(asked, now, answer);
    case Phase::removing:
      return removed(asked, now, answer);
    case Phase::reading:
      return was_read(asked, now, answer);
  }
  return {};
}

Move Removing::resumed(Time) {
  switch (phase_) {
    case Phase::finding:
      return find();
    case Phase::removing:
      return remove();
    case Phase::reading:
      return read();
  }
  return {};
}

Move Removing::found(Time asked, Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return try_again(now);
  bool is_not_there = of_.kind->is_absent(answer.code);
  if (answer.status == Status::refused && !is_not_there) return fail(answer, "look for");
  Reading reading;
  if (!is_not_there) reading = read_answer(*of_.kind, answer.output, of_.subject);
  if (!reading.is_there || !reading.is_ours) return is_absent(asked, now);
  made_at_ = now;
  asked_at_ = {};
  of_.subject.identity = reading.identity;
  return with({made_entry()}, remove());
}

Move Removing::removed(Time asked, Time now, const Answer& answer) {
  if (answer.status == Status::done || answer.status == Status::unknown) return read();
  if (of_.kind->is_absent(answer.code)) return is_absent(asked, now);
  if (of_.kind->is_busy(answer.code)) return try_again(now);
  return fail(answer, "destroy");
}

// As long as it is ready, nobody has begun to destroy it: the call was lost.
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
  if (reading.condition == Reading::Condition::pending) return look_again(now, of_.kind->removing);
  phase_ = Phase::removing;
  return try_again(now);
}

Move Removing::is_absent(Time asked, Time now) {
  if (asked < visible_at()) return wait_until_visible(now);
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
