// For tests: a transport that fails where it is told to, as a network does, or as if the program had been killed.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "net/transport.h"

namespace net {

struct Fault {
  int at = -1;                                // the call that fails, counted from 0; -1: none
  bool after_effect = false;                  // it is done, and only its answer is lost
  bool ends = false;                          // nothing that is called later does anything
  std::optional<ClientResponse> answer = {};  // what comes instead; none: nobody answers
};

// Counts calls and says what becomes of each. One may be shared, so that whatever a program calls is counted as one
// row: by transports, and by fakes that have none. Safe from any thread.
class Faults {
 public:
  enum class Fate { answered, no_effect, answer_lost };

  // Counts anew.
  void set(Fault fault) {
    std::lock_guard lock(mutex_);
    fault_ = std::move(fault);
    calls_ = 0;
  }
  int calls() const {
    std::lock_guard lock(mutex_);
    return calls_;
  }
  std::optional<ClientResponse> answer() const {
    std::lock_guard lock(mutex_);
    return fault_.answer;
  }

  Fate next() {
    std::lock_guard lock(mutex_);
    int call = calls_++;
    if (fault_.at < 0 || call < fault_.at || (call > fault_.at && !fault_.ends)) return Fate::answered;
    return call == fault_.at && fault_.after_effect ? Fate::answer_lost : Fate::no_effect;
  }

 private:
  mutable std::mutex mutex_;
  Fault fault_;
  int calls_ = 0;
};

class FaultyTransport final : public Transport {
 public:
  FaultyTransport(std::shared_ptr<Transport> inner, std::shared_ptr<Faults> faults)
      : inner_(std::move(inner)), faults_(std::move(faults)) {}

  Exchange send(const Remote& remote, const ClientRequest& request, const base::Deadline& deadline) override {
    Faults::Fate fate = faults_->next();
    if (fate == Faults::Fate::no_effect) return instead("the connection is refused here", true);
    Exchange answer = inner_->send(remote, request, deadline);
    if (fate == Faults::Fate::answer_lost) return instead("the answer is lost here", false);
    return answer;
  }

 private:
  Exchange instead(const char* why, bool nothing_sent) const {
    if (auto answer = faults_->answer()) return *answer;
    return tl::unexpected(NoAnswer{{base::ErrorKind::unavailable, why, ""}, nothing_sent});
  }

  std::shared_ptr<Transport> inner_;
  std::shared_ptr<Faults> faults_;
};

}  // namespace net
