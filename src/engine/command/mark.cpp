#include "engine/command/mark.h"

#include <algorithm>

#include "base/deadline.h"
#include "engine/state/changes.h"

namespace engine {

using base::ErrorKind;
using Status = Answer::Status;

namespace {

constexpr base::Milliseconds kCallLimit{60'000};
constexpr base::Milliseconds kPause{500};
constexpr int kTries = 6;  // of a call that is throttled, or whose answer is lost: marks may be put on twice

tl::unexpected<base::Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(base::Error{kind, std::move(message), std::move(hint)});
}

Answer ask(const Call& call, Caller& caller, const base::Clock& clock) {
  Answer answer;
  base::Milliseconds pause = kPause;
  for (int tries = 0; tries < kTries; ++tries, pause *= 2) {
    answer = caller.call(call, base::Deadline::in(clock, kCallLimit));
    if (answer.status != Status::throttled && answer.status != Status::unknown) break;
    base::Deadline::in(clock, kCallLimit).pause(pause);
  }
  return answer;
}

bool has_tags(const ResourceKind& kind) {
  return std::find(kind.in_place.begin(), kind.in_place.end(), "tags") != kind.in_place.end();
}

// A thing may be ours by what it is of, such as a rule of a group of ours, and have no tags yet.
bool lacks_no_tag(const Reading& reading, const json::Value& desired) {
  const json::Value* tags = desired.find("tags");
  const json::Value* found = reading.members.find("tags");
  return !tags || (found && *found == *tags);
}

tl::unexpected<base::Error> carries_none(const std::string& address, const ResourceKind& kind) {
  return refuse(ErrorKind::invalid,
                fmt::format("`{}` is of the kind {}, which cannot be adopted", address, kind.name),
                kind.unmarkable.empty() ? "import it, or let an apply make it" : kind.unmarkable);
}

// The tags of things that are found by name say whose they are, as the note of a reading tells.
base::Result<std::vector<Request>> marks(const ResourceKind& kind, const Reading& reading,
                                         const json::Value& output, const Subject& subject) {
  if (kind.mark) return kind.mark(output, subject);
  if (!has_tags(kind)) return carries_none(subject.address, kind);
  TRY(check_ready(subject.address, reading));
  if (!reading.note.empty() && !reading.is_ours)
    return refuse(ErrorKind::conflict,
                  fmt::format("what is to be `{}` belongs to another deployment of Slipway ({})",
                              subject.address, reading.note),
                  "have that one forget it and take its marks off first, or choose another name");
  return kind.change(subject, {"tags"});
}

// One of an id is what somebody says, and need not be like what is desired.
base::Status check_alike(const Resource& resource, const ResourceKind& kind, const Reading& reading) {
  std::vector<std::string> members = differences(kind, resource.desired, reading.members, nullptr).replacing;
  std::string unlike;
  for (const std::string& member : members)
    if (const json::Value* there = reading.members.find(member))
      unlike += fmt::format("{}`{}` is {}, and the file asks for {}", unlike.empty() ? "" : "; ", member,
                            json::dump(*there), json::dump(*resource.desired.find(member)));
  if (unlike.empty()) return {};
  return refuse(ErrorKind::conflict,
                fmt::format("what is to be `{}` is another: {}", resource.address, unlike),
                "say in the file what is there, or name another id");
}

// What the kind reads of the thing, with its details: such as the tags of what has them elsewhere.
base::Result<Reading> look(const Call& call, const ResourceKind& kind, Subject& subject, json::Value& output,
                           Caller& caller, const base::Clock& clock) {
  const std::string& address = subject.address;
  Answer found = ask(call, caller, clock);
  auto unread = [&](const Answer& answer) {
    return refuse(ErrorKind::unavailable,
                  fmt::format("`{}` cannot be read: {}: {}", address, answer.code, answer.message), "");
  };
  bool is_absent = kind.is_absent(found.code);
  if (!is_absent && found.status != Status::done) return unread(found);
  Reading reading = is_absent ? Reading() : read_answer(kind, found.output, subject);
  if (!reading.is_there)
    return refuse(ErrorKind::not_found, fmt::format("what is to be `{}` is not there", address),
                  "correct its name, account and region");
  subject.identity = reading.identity;
  for (size_t i = 0; i < kind.details.size() && reading.condition == Reading::Condition::ready; ++i) {
    Answer detail = ask({call.connection, kind.details[i].read(subject)}, caller, clock);
    bool has_none = kind.details[i].is_none(detail.code);
    if (!has_none && detail.status != Status::done) return unread(detail);
    read_detail(kind, i, has_none ? json::Value() : detail.output, subject, reading);
  }
  subject.observed = reading.members;
  output = std::move(found.output);
  return reading;
}

}  // namespace

base::Result<Reading> mark(const Resource& resource, const std::string& token, const ResourceKind& kind,
                           Caller& caller, const base::Clock& clock) {
  const std::string& address = resource.address;
  // Without marks, what is found by name may still be ours by being there, unless the kind says otherwise.
  bool is_found = kind.found_by == FoundBy::name && (has_tags(kind) || kind.unmarkable.empty());
  bool has_id = !kind.id.empty() && !resource.adopt.is_null();
  if (!kind.mark && !is_found && !has_id) return carries_none(address, kind);
  Subject subject{address, token, has_id ? resource.adopt : json::Value(), resource.desired};
  json::Value output;
  Request first = has_id ? kind.read(subject) : kind.find(subject);
  Reading reading = TRY(look({resource.connection, std::move(first)}, kind, subject, output, caller, clock));
  if (has_id) TRY(check_alike(resource, kind, reading));
  if (reading.is_ours && (kind.mark || lacks_no_tag(reading, resource.desired))) return reading;
  for (const Request& request : TRY(marks(kind, reading, output, subject))) {
    Answer marked = ask({resource.connection, request}, caller, clock);
    if (marked.status != Status::done)
      return refuse(ErrorKind::unavailable,
                    fmt::format("`{}` cannot be marked: {}: {}", address, marked.code, marked.message),
                    "run it again");
  }
  reading.is_ours = true;
  reading.members.erase("tags");  // it has those by now that are asked for
  return reading;
}

}  // namespace engine
