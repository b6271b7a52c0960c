#include "engine/apply/observer.h"

#include <algorithm>

#include "engine/plan_json.h"

namespace engine {

using base::ErrorKind;
using base::Milliseconds;
using base::Time;
using Status = Answer::Status;

Observer::Observer(const State& state, const std::vector<Resource>& desired, const Kinds& kinds,
                   ObserveSettings settings)
    : kinds_(kinds),
      settings_(std::move(settings)),
      outbox_(settings_.pacing, settings_.calls_at_once, settings_.call_limit) {
  for (const auto& [key, record] : state.records) add(key, record, settings_.call_limit);
  for (const Resource& resource : desired)
    if (!state.newest(resource.address)) add_unmade(state, resource);
}

namespace {

Request first_look(const ResourceKind& kind, const Subject& subject) {
  return subject.identity.is_null() ? kind.find(subject) : kind.read(subject);
}

std::string text_of(const Call& call) {
  return fmt::format("{} {} {} {}", json::dump(to_json(call.connection)), call.request.api,
                     call.request.operation, json::dump(call.request.input));
}

// All of it is known; or its name, of what is looked for by that alone and tells by its tags whose it is.
bool can_be_looked_for(const ResourceKind& kind, const Resource& resource, bool looks_for_lost) {
  if (!outputs_in(to_json(resource.connection)).empty()) return false;
  if (outputs_in(resource.desired).empty()) return true;
  if (looks_for_lost || kind.found_by != FoundBy::name || !resource.desired.find("tags")) return false;
  return std::none_of(kind.name_from.begin(), kind.name_from.end(), [&](const std::string& member) {
    const json::Value* value = resource.desired.find(member);
    return value && !outputs_in(*value).empty();
  });
}

// Nobody knows what it would have been.
bool tells_nothing(const Answer& answer) {
  return answer.status == Status::throttled || answer.status == Status::unknown;
}

}  // namespace

void Observer::add_unmade(const State& state, const Resource& resource) {
  const ResourceKind* kind = find_kind(kinds_, resource.kind);
  if (!kind) return;  // which the plan will say
  bool is_looked_for =
      settings_.looks_for_lost || (settings_.looks_for_names && kind->found_by == FoundBy::name);
  bool can_be = can_be_looked_for(*kind, resource, settings_.looks_for_lost);
  if (resource.adopt.is_null() && !(is_looked_for && can_be)) return;
  Record record;
  record.kind = resource.kind;
  record.connection = resource.connection;
  record.identity = resource.adopt;
  record.applied = resource.desired;
  Key key{resource.address, state.next_generation(resource.address)};
  record.token = token_of(state.lineage, key);
  add(key, record, Milliseconds(0));
  looked_.back().is_unmade = true;
  looked_.back().subject.is_lost = settings_.looks_for_lost && resource.adopt.is_null();
  looked_.back().call.request = first_look(*kind, looked_.back().subject);
}

void Observer::add(const Key& key, const Record& record, Milliseconds limit) {
  const ResourceKind* kind = find_kind(kinds_, record.kind);
  if (!kind) return;  // which the plan will say
  Subject subject{key.address, record.token, record.identity, record.applied};
  if (record.is_half_made() && record.open) subject.desired = record.open->desired;
  if (record.open) subject.earlier.push_back(record.open->desired);
  // One that has a name is not made twice, so its plan need not wait for calls that may still be under way.
  bool may_come = record.identity.is_null() && record.open && kind->found_by != FoundBy::name;
  Time asked_at = may_come ? record.open->at + limit : Time();
  Call call{record.connection, first_look(*kind, subject)};
  looked_.push_back(
      {key, kind, std::move(subject), std::move(call), std::max(asked_at, record.made_at) + kind->window});
}

Effects Observer::start(Time now) {
  began_at_ = now;
  open_ = looked_.size();
  for (size_t place = 0; place < looked_.size(); ++place) ask(now, place);
  return effects(now);
}

Effects Observer::handle(Time now, const Event& event) {
  if (event.type == Event::Type::stop) {
    is_stopped_ = true;
    errors_.push_back({ErrorKind::timeout, "it was stopped", ""});
  }
  if (event.type == Event::Type::answer)
    if (auto place = outbox_.answered(event.call)) answered(now, *place, event.answer);
  while (!pauses_.empty() && pauses_.begin()->first <= now) {
    size_t place = pauses_.begin()->second;
    pauses_.erase(pauses_.begin());
    auto before = asked_.find(text_of(looked_[place].call));
    if (before != asked_.end() && before->second.answer && before->second.at < now) asked_.erase(before);
    ask(now, place);
  }
  return effects(now);
}

void Observer::ask(Time now, size_t place) {
  Looked& looked = looked_[place];
  auto [found, is_new] = asked_.try_emplace(text_of(looked.call), Asked{now});
  Asked& asked = found->second;
  looked.asked_at = asked.at;
  if (asked.answer) {
    Answer known = *asked.answer;
    return answer(now, place, known);
  }
  asked.waiting.push_back(place);
  if (is_new) outbox_.push(place, 0, looked.call);
}

// `place`: of those who wait for it, the one whose call it was.
void Observer::answered(Time now, size_t place, const Answer& answer) {
  auto found = asked_.find(text_of(looked_[place].call));
  std::vector<size_t> waiting = std::move(found->second.waiting);
  if (answer.status == Status::throttled) outbox_.throttled(now, looked_[place].call.request);
  if (tells_nothing(answer))
    asked_.erase(found);
  else
    found->second.answer = answer;
  for (size_t each : waiting) this->answer(now, each, answer);
}

void Observer::pause(Time now, size_t place, Milliseconds time) {
  pauses_.emplace(now + time, place);
}

bool Observer::is_unknown_and_pending(const Looked& looked) {
  return looked.subject.identity.is_null() && looked.reading.condition == Reading::Condition::pending;
}

void Observer::answer(Time now, size_t place, const Answer& answer) {
  Looked& looked = looked_[place];
  if (tells_nothing(answer) && now - began_at_ < settings_.patience)
    return pause(now, place, Milliseconds(500) * (1 << std::min(looked.tries++, 5)));
  bool is_detail = looked.details > 0 && looked.details <= looked.kind->details.size();
  bool has_none = is_detail && looked.kind->details[looked.details - 1].is_none(answer.code);
  bool is_absent = !has_none && looked.kind->is_absent(answer.code);
  if (answer.status == Status::refused && is_detail && !has_none && is_unknown_and_pending(looked)) {
    looked.reading.is_ours = false;  // nobody can say yet
    --open_;
    observed_.emplace(looked.key, std::move(looked.reading));
    return;
  }
  if (answer.status != Status::done && !is_absent && !has_none) {
    --open_;
    errors_.push_back(
        {ErrorKind::unavailable,
         fmt::format("`{}` cannot be read: {}: {}", looked.key.address, answer.code, answer.message), ""});
    return;
  }
  Reading& reading = looked.reading;
  if (is_absent) {
    reading = {};
    looked.details = 0;
    looked.call.request = first_look(*looked.kind, looked.subject);
  } else if (looked.details > looked.kind->details.size()) {
    const auto& hanging = looked.kind->hanging[looked.details - looked.kind->details.size() - 1];
    std::vector<std::string> names = hanging.names(answer.output);
    reading.hung.set(hanging.member, json::Array(names.begin(), names.end()));
  } else if (is_detail) {
    read_detail(*looked.kind, looked.details - 1, answer.output, looked.subject, reading);
  } else {
    reading = read_answer(*looked.kind, answer.output, looked.subject);
  }
  // Something else of that name is not the thing.
  if (looked.subject.identity.is_null() && !reading.is_ours && !looked.is_unmade) {
    reading = {};
    looked.details = 0;
    looked.call.request = first_look(*looked.kind, looked.subject);
  }
  if (!reading.is_there && looked.asked_at < looked.visible_at)
    return pause(now, place, std::clamp(looked.visible_at - now, Milliseconds(1), Milliseconds(1000)));
  if (asks_for_more(now, place)) return;
  --open_;
  observed_.emplace(looked.key, std::move(reading));
}

// Its details first, and then what hangs on it. Whose something is that was never heard of, they may tell before it is
// ready: it is not to be taken for ours because it does not say.
bool Observer::asks_for_more(Time now, size_t place) {
  Looked& looked = looked_[place];
  const ResourceKind& kind = *looked.kind;
  bool is_ready = looked.reading.condition == Reading::Condition::ready;
  if (!looked.reading.is_there || (!is_ready && !is_unknown_and_pending(looked))) return false;
  Subject known = looked.subject;
  known.identity = looked.reading.identity;
  const size_t of_details = kind.details.size();
  while (looked.details < of_details + (is_ready ? kind.hanging.size() : 0)) {
    size_t next = looked.details++;
    bool is_told = next < of_details || kind.hanging[next - of_details].names;
    if (!is_told) continue;
    looked.call.request =
        next < of_details ? kind.details[next].read(known) : kind.hanging[next - of_details].look(known);
    ask(now, place);
    return true;
  }
  return false;
}

Effects Observer::effects(Time now) {
  Effects effects;
  effects.finished = open_ == 0 || is_stopped_;
  if (effects.finished) return effects;
  effects.calls = outbox_.take(now);
  effects.wake = outbox_.next(now);
  if (!pauses_.empty())
    effects.wake = effects.wake ? std::min(*effects.wake, pauses_.begin()->first) : pauses_.begin()->first;
  return effects;
}

}  // namespace engine
