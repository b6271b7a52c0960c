// What one step does, call by call. A life asks for one thing at a time and goes on when it has it; who asks the world
// and waits is the scheduler (apply/scheduler.h).
#pragma once

#include <memory>

#include "engine/journal/entry.h"
#include "engine/model/kind.h"

namespace engine {

// What comes next: entries are written first, and then there is a request, a pause, the end, or an error.
struct Move {
  std::vector<Entry> entries;  // without serial, fence and time
  std::optional<Request> request;
  std::optional<base::Milliseconds> pause;
  std::string note = "";  // of a pause: what is waited for, as the thing's service says; empty: nothing new
  std::optional<base::Error> error;
  bool is_done = false;
};

class Life {
 public:
  virtual ~Life() = default;
  virtual Move begin(base::Time now) = 0;
  // Of the request; throttled and expired are not among them. What it says was so when it was asked, or later: an
  // answer can be old when it comes.
  virtual Move answered(base::Time asked, base::Time now, const Answer& answer) = 0;
  virtual Move resumed(base::Time now) = 0;  // after the pause
};

struct LifeOf {
  const ResourceKind* kind = nullptr;
  Key key;
  Connection connection;
  Subject subject;
  Record before;                // as the state has it; without a kind: it has none
  base::Milliseconds limit{0};  // of a call: so long one of a run that has ended may still have its effect
};

struct MakingOf {
  Action action = Action::create;  // create, replace, adopt or change
  std::vector<Key> needs;
  bool is_protected = false;
  json::Value adopt;  // an identity
};

// Makes a thing, or goes on making it; then changes what differs, waits until it is ready, and records it.
std::unique_ptr<Life> making(LifeOf of, MakingOf how);
// Destroys a thing, and waits until its service says that it is not there.
std::unique_ptr<Life> removing(LifeOf of);

// How long to wait before the next look at something that has taken `so_far`: seldom at first, often when it is due.
base::Milliseconds next_look(base::Milliseconds expected, base::Milliseconds so_far);

}  // namespace engine
