// Consistency windows: what was just written is not seen at once elsewhere (IAM User Guide, "Changes that
// I make are not always immediately visible"; EC2 API Reference, "Ensuring consistency with eventual consistency"). For
// a while a new role, user, group or identity provider is not there for AssumeRole, for services that are to use it and
// in policies that name it; its policies, tags and trust count as before a change; and a new thing of EC2 is missing in
// what Describe calls find, a third of that time also where they name it. IAM's own operations see everything at once.
//
// How long, follows from a seed and from what it is about. It is kept in memory: after a restart all is seen.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "account/record/state.h"
#include "base/clock.h"

namespace account {

// Who reads.
enum class Reader {
  elsewhere,  // another part of AWS than the one that wrote
  by_id,      // who names it
  by_search,  // who looks for it
};

// Safe from any thread.
class Lateness {
 public:
  // From now on. Before the first call.
  void turn_on(uint64_t seed);

  // While it lives, what its thread writes and reads is late. Nothing, where it is not turned on.
  class OfThread {
   public:
    OfThread(Lateness& lateness, base::Time now);
    ~OfThread();
    OfThread(const OfThread&) = delete;
    OfThread& operator=(const OfThread&) = delete;

   private:
    friend class Lateness;
    Lateness& lateness_;
    base::Time now_;
    const OfThread* outer_;
  };

  // Whether writes of that kind are noted in this thread.
  static bool is_late(std::string_view kind);
  // Of a write; `before`: what was there.
  static void note(const State& state, std::string_view kind, std::string_view id,
                   std::optional<json::Value> before);
  static void forget(const State& state, std::string_view kind, std::string_view id);
  // The record as that reader sees it; nullopt: it sees none.
  static std::optional<json::Value> seen(const State& state, std::string_view kind, std::string_view id,
                                         Reader reader);

 private:
  struct Write {
    std::optional<json::Value> before;
    base::Time since, until;
  };
  base::Milliseconds window(std::string_view kind, const std::string& key) const;

  bool is_on_ = false;
  uint64_t seed_ = 0;
  std::mutex mutex_;
  std::map<std::string, Write, std::less<>> writes_;  // whose windows are open, or were
};

}  // namespace account
