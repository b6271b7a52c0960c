#include "engine/command/mark.h"

#include "base/deadline.h"

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

}  // namespace

base::Status mark(const Resource& resource, const ResourceKind& kind, Caller& caller,
                  const base::Clock& clock) {
  const std::string& address = resource.address;
  if (!kind.mark)
    return refuse(ErrorKind::invalid,
                  fmt::format("`{}` is of the kind {}, which cannot be adopted", address, kind.name),
                  kind.unmarkable.empty() ? "import it, or let an apply make it" : kind.unmarkable);
  Subject subject{address, "", nullptr, resource.desired};
  Answer found = ask({resource.connection, kind.find(subject)}, caller, clock);
  if (kind.is_absent(found.code))
    return refuse(ErrorKind::not_found, fmt::format("what is to be `{}` is not there", address),
                  "correct its name, account and region");
  if (found.status != Status::done)
    return refuse(ErrorKind::unavailable,
                  fmt::format("`{}` cannot be read: {}: {}", address, found.code, found.message), "");
  if (read_answer(kind, found.output, subject).is_ours) return {};
  for (const Request& request : TRY(kind.mark(found.output, subject))) {
    Answer marked = ask({resource.connection, request}, caller, clock);
    if (marked.status != Status::done)
      return refuse(ErrorKind::unavailable,
                    fmt::format("`{}` cannot be marked: {}: {}", address, marked.code, marked.message),
                    "run it again");
  }
  return {};
}

}  // namespace engine
