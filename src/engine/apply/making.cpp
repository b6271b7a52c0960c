// A thing is made by the one call that gives it its identity; everything else is then changed until it is as desired.
// So a thing that was made by half, by whatever run, is a thing that differs.
//
// The answer of that call can be lost, with the run or without it. Then nobody knows whether there is a thing. Where
// the token makes the service give the same thing again, it is asked for again. Else it is looked for, for as long as
// it may be there and be invisible, and only then asked for again: so there are never two.
#include <algorithm>

#include "engine/apply/life_base.h"

namespace engine {
namespace {

using base::ErrorKind;
using base::Milliseconds;
using base::Time;
using Status = Answer::Status;

constexpr int kRounds = 3;  // of changes, until it is said that they do not help

class Making final : public LifeBase {
 public:
  Making(LifeOf of, MakingOf how) : LifeBase(std::move(of)), how_(std::move(how)) {}

  Move begin(Time now) override;
  Move answered(Time asked, Time now, const Answer& answer) override;
  Move resumed(Time now) override;

 private:
  enum class Phase { adopting, creating, finding, reading, detailing, changing, following };

  Entry intent() const;
  Move create();
  Move find();
  Move read();
  Move change_next();

  Move created(Time now, const Answer& answer);
  Move found(Time asked, Time now, const Answer& answer);
  Move was_read(Time asked, Time now, const Answer& answer);
  Move changed(Time now, const Answer& answer);
  Move followed(Time now, const Answer& answer);
  Move look_at(Time now, Reading reading);
  Move read_detail();
  Move detail_was_read(Time asked, Time now, const Answer& answer);
  Move reach();
  void learn(Time now, json::Value identity);
  Move is_applied();
  Move fail_not_ours(const Reading& reading) const;

  MakingOf how_;
  Phase phase_ = Phase::creating;
  bool is_intended_ = false;
  bool is_taken_ = false;               // its name is, by whatever
  json::Value settled_;                 // members that were set and may be unreadable
  Reading reading_;                     // of it when it was last ready
  bool is_found_ = false;               // by name, and whose it is may be a detail that is not read yet
  size_t detail_ = 0;                   // of its details the one that is being read
  std::vector<std::string> differing_;  // members that are being changed
  std::vector<Request> changes_;        // still to be made, the last first
  std::optional<Request> following_;    // asks how the last one goes on
  int rounds_ = 0;
};

Entry Making::intent() const {
  Entry intent = entry(Entry::Type::intend);
  intent.action = how_.action == Action::replace ? Action::create : how_.action;
  intent.desired = of_.subject.desired;
  intent.needs = how_.needs;
  intent.is_protected = how_.is_protected;
  if (intent.action == Action::change) return intent;
  intent.kind = of_.kind->name;
  intent.connection = of_.connection;
  intent.token = of_.subject.token;
  intent.identity = of_.before.identity.is_null() ? how_.adopt : of_.before.identity;
  return intent;
}

Move Making::begin(Time now) {
  began_at_ = now;
  const Record& before = of_.before;
  made_at_ = before.made_at;
  settled_ = before.is_half_made() ? json::Value(json::Object()) : before.applied;
  of_.subject.earlier = {settled_};
  if (before.open) of_.subject.earlier.push_back(before.open->desired);
  if (how_.action == Action::adopt && before.identity.is_null()) {
    phase_ = Phase::adopting;
    of_.subject.identity = how_.adopt;
    return ask(how_.adopt.is_null() ? of_.kind->find(of_.subject) : of_.kind->read(of_.subject));
  }
  is_intended_ = true;
  if (!before.identity.is_null()) {
    of_.subject.identity = before.identity;
    return with({intent()}, read());
  }
  asked_at_ = before.open ? before.open->at : now;
  bool may_be_there = before.open && of_.kind->found_by != FoundBy::token;
  return with({intent()}, may_be_there ? find() : create());
}

Move Making::create() {
  phase_ = Phase::creating;
  return ask(of_.kind->create(of_.subject));
}

Move Making::find() {
  phase_ = Phase::finding;
  return ask(of_.kind->find(of_.subject));
}

Move Making::read() {
  phase_ = Phase::reading;
  return ask(of_.kind->read(of_.subject));
}

Move Making::answered(Time asked, Time now, const Answer& answer) {
  switch (phase_) {
    case Phase::creating:
      return created(now, heard(answer));
    case Phase::finding:
      return found(asked, now, answer);
    case Phase::adopting:
    case Phase::reading:
      return was_read(asked, now, answer);
    case Phase::detailing:
      return detail_was_read(asked, now, answer);
    case Phase::changing:
      return changed(now, answer);
    case Phase::following:
      return followed(now, answer);
  }
  return {};
}

Move Making::resumed(Time) {
  switch (phase_) {
    case Phase::creating:
      return create();
    case Phase::finding:
      return find();
    case Phase::detailing:
      return read_detail();
    case Phase::changing:
      return change_next();
    case Phase::following:
      return ask(*following_);
    default:
      return read();
  }
}

Move Making::created(Time now, const Answer& answer) {
  if (answer.status == Status::done) {
    learn(now, of_.kind->identity_of(answer.output, of_.subject));
    return with({made_entry()}, read());
  }
  if (is_unanswered_again(answer)) return fail(answer, "make");
  if (answer.status == Status::unknown) {
    asked_at_ = now;
    if (of_.kind->found_by != FoundBy::token) return find();
    return try_again(now);
  }
  if (of_.kind->is_taken(answer.code)) {
    is_taken_ = true;
    return find();
  }
  if (of_.kind->is_busy(answer.code)) return try_again(now, answer, "make");
  return fail(answer, "make");
}

Move Making::found(Time asked, Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return try_again(now);
  bool is_absent = of_.kind->is_absent(answer.code);
  if (answer.status == Status::refused && !is_absent) return fail(answer, "look for");
  Reading reading;
  if (!is_absent) reading = read_answer(*of_.kind, answer.output, of_.subject);
  if (reading.is_there && !reading.is_ours) return fail_not_ours(reading);
  if (reading.is_there && reading.condition == Reading::Condition::ending) {
    is_taken_ = false;  // for no longer than that
    return look_again(now, of_.kind->removing, reading.note);
  }
  if (reading.is_there) {
    learn(now, reading.identity);
    // Whose it is may be a detail.
    is_found_ = !of_.kind->details.empty();
    return is_found_ ? look_at(now, reading) : with({made_entry()}, look_at(now, reading));
  }
  // Of one name there cannot be two: a call that is still under way will be refused, or this one.
  bool may_be_doubled = of_.kind->found_by != FoundBy::name;
  if (asked < visible_at() && (is_taken_ || may_be_doubled)) return wait_until_visible(now);
  if (is_taken_)
    return fail(ErrorKind::conflict, "its name is taken by something that cannot be seen",
                "give it another name");
  asked_at_ = now;
  return create();
}

Move Making::was_read(Time asked, Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return try_again(now);
  bool is_absent = of_.kind->is_absent(answer.code);
  if (answer.status == Status::refused && !is_absent) return fail(answer, "read");
  Reading reading;
  if (!is_absent) reading = read_answer(*of_.kind, answer.output, of_.subject);
  if (reading.is_there && !is_intended_) {
    if (how_.adopt.is_null() && !reading.is_ours) return fail_not_ours(reading);
    is_intended_ = true;
    learn(now, reading.identity);
    is_found_ = how_.adopt.is_null() && !of_.kind->details.empty();
    if (is_found_) return with({intent()}, look_at(now, reading));
    return with({intent(), made_entry()}, look_at(now, reading));
  }
  if (reading.is_there) return look_at(now, reading);
  if (phase_ == Phase::adopting)
    return fail(ErrorKind::not_found, "what is to be adopted is not there", "correct its identity");
  if (asked < visible_at()) return wait_until_visible(now);
  return fail(ErrorKind::not_found, "it is there no more", "run it again: it is made anew");
}

Move Making::look_at(Time now, Reading reading) {
  phase_ = Phase::reading;
  if (reading.condition == Reading::Condition::failed)
    return fail(ErrorKind::conflict, fmt::format("it has failed: {}", reading.note),
                "run it again: it is replaced");
  if (reading.condition == Reading::Condition::ending)
    return fail(ErrorKind::conflict, "somebody destroys it", "run it again: it is made anew");
  if (reading.condition == Reading::Condition::pending) {
    bool is_new = of_.before.is_half_made() && rounds_ == 0;
    std::chrono::seconds changing = duration_of_change(*of_.kind, differing_);
    return look_again(now, is_new ? of_.kind->creating : changing, reading.note);
  }
  reading_ = std::move(reading);
  of_.subject.identity = reading_.identity;
  detail_ = 0;
  return has_details(*of_.kind, reading_) ? read_detail() : reach();
}

Move Making::read_detail() {
  phase_ = Phase::detailing;
  return ask(of_.kind->details[detail_].read(of_.subject));
}

Move Making::detail_was_read(Time asked, Time now, const Answer& answer) {
  bool has_none = of_.kind->details[detail_].is_none(answer.code);
  if (answer.status != Status::done && !has_none) return was_read(asked, now, answer);
  engine::read_detail(*of_.kind, detail_, answer.output, of_.subject, reading_);
  if (++detail_ < of_.kind->details.size()) return read_detail();
  if (!is_found_) return reach();
  is_found_ = false;
  if (!reading_.is_ours) return fail_not_ours(reading_);
  return with({made_entry()}, reach());
}

Move Making::reach() {
  Difference difference = differences(*of_.kind, of_.subject.desired, reading_.members, settled_);
  // What only the making sets and nothing shows is as it was asked for then.
  std::erase_if(difference.replacing, [&](const std::string& name) {
    return !reading_.members.find(name) && of_.before.is_half_made();
  });
  if (!difference.replacing.empty())
    return fail(
        ErrorKind::conflict,
        fmt::format("`{}` is not as desired, and cannot be changed in place", difference.replacing.front()),
        "run it again: a new plan replaces it");
  if (difference.in_place.empty()) return is_applied();
  if (++rounds_ > kRounds)
    return fail(ErrorKind::conflict,
                fmt::format("`{}` does not stay as it was set", difference.in_place.front()),
                "see who else sets it");
  differing_ = difference.in_place;
  of_.subject.observed = reading_.members;
  changes_ = of_.kind->change(of_.subject, differing_);
  std::reverse(changes_.begin(), changes_.end());
  return change_next();
}

Move Making::change_next() {
  if (!changes_.empty()) {
    phase_ = Phase::changing;
    return ask(changes_.back());
  }
  for (const std::string& name : differing_)
    if (!settled_.is_null()) settled_.as_object().set(name, *of_.subject.desired.find(name));
  return read();
}

Move Making::changed(Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return read();  // which tells what differs still
  if (answer.status == Status::refused && of_.kind->is_busy(answer.code))
    return try_again(now, answer, "change");
  if (answer.status == Status::refused) return fail(answer, "change");
  following_.reset();
  if (of_.kind->follow.ask) following_ = of_.kind->follow.ask(changes_.back(), answer.output, of_.subject);
  changes_.pop_back();
  if (!following_) return change_next();
  phase_ = Phase::following;
  return ask(*following_);
}

Move Making::followed(Time now, const Answer& answer) {
  if (answer.status == Status::unknown) return try_again(now);
  if (answer.status == Status::refused) return fail(answer, "follow the change of");
  ResourceKind::Follow::Outcome outcome = of_.kind->follow.judge(answer.output);
  if (outcome.condition == Reading::Condition::failed)
    return fail(ErrorKind::conflict, "its change has failed: " + outcome.note, outcome.hint);
  if (outcome.condition == Reading::Condition::ready) return change_next();
  return look_again(now, duration_of_change(*of_.kind, differing_), outcome.note);
}

void Making::learn(Time now, json::Value identity) {
  made_at_ = now;
  asked_at_ = {};
  of_.subject.identity = std::move(identity);
}

Move Making::fail_not_ours(const Reading& reading) const {
  base::Error error = not_ours(reading);
  return fail(error.kind, std::move(error.message), std::move(error.hint));
}

Move Making::is_applied() {
  Move move;
  Entry applied = entry(Entry::Type::applied);
  applied.outputs = reading_.outputs;
  move.entries.push_back(std::move(applied));
  move.is_done = true;
  return move;
}

}  // namespace

std::unique_ptr<Life> making(LifeOf of, MakingOf how) {
  return std::make_unique<Making>(std::move(of), std::move(how));
}

}  // namespace engine
