// Looks at all that a state holds, and at what is to be adopted, many at once. It writes nothing and needs no lease.
//
// What has the name of something that was never made becomes ours if it has our marks, so that a state that was lost is
// made anew by looking; else the plan says that the name is taken.
//
// What several ask alike (which policies a role has: the role, and each of them) is asked once: all of it is one look.
// Whoever has to ask again, since an answer came too early, asks anew.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "engine/apply/outbox.h"
#include "engine/planning/inputs.h"

namespace engine {

struct ObserveSettings {
  size_t calls_at_once = 16;
  base::Milliseconds call_limit{30'000};
  base::Milliseconds patience{600'000};  // with a service that does not answer
  // Looks for what is desired under a name and was never made, too: it may be there, and be ours. What else is desired
  // of it may be outputs of others.
  bool looks_for_names = false;
  // Looks for all that is desired without outputs of others and that the state does not know, by its marks.
  bool looks_for_lost = false;
  Pacing pacing;
};

class Observer final : public Machine {
 public:
  Observer(const State& state, const std::vector<Resource>& desired, const Kinds& kinds,
           ObserveSettings settings);

  Effects start(base::Time now) override;
  Effects handle(base::Time now, const Event& event) override;

  const Observed& observed() const { return observed_; }
  // Of each thing that could not be looked at: then no plan is to be made.
  const std::vector<base::Error>& errors() const { return errors_; }

 private:
  struct Looked {
    Key key;
    const ResourceKind* kind;
    Subject subject;
    Call call;
    base::Time visible_at;  // before, "not there" means nothing
    base::Time asked_at{};  // what the answer says was so then, or later
    bool is_unmade = false;
    Reading reading = {};  // so far
    size_t details = 0;    // that were read, or are being read, and behind them what hangs on it
    int tries = 0;
  };

  // One question, and who asks it.
  struct Asked {
    base::Time at;
    std::optional<Answer> answer = {};
    std::vector<size_t> waiting = {};
  };

  void add(const Key& key, const Record& record, base::Milliseconds limit);
  void add_unmade(const State& state, const Resource& resource);
  void ask(base::Time now, size_t place);
  void answered(base::Time now, size_t place, const Answer& answer);
  void answer(base::Time now, size_t place, const Answer& answer);
  bool asks_for_more(base::Time now, size_t place);
  static bool is_unknown_and_pending(const Looked& looked);
  void pause(base::Time now, size_t place, base::Milliseconds time);
  Effects effects(base::Time now);

  const Kinds& kinds_;
  ObserveSettings settings_;
  std::vector<Looked> looked_;
  std::unordered_map<std::string, Asked> asked_;  // by its text
  std::set<std::pair<base::Time, size_t>> pauses_;
  Outbox outbox_;
  size_t open_ = 0;
  base::Time began_at_;
  bool is_stopped_ = false;
  Observed observed_;
  std::vector<base::Error> errors_;
};

}  // namespace engine
