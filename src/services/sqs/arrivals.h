// Receivers that wait for a message: woken when one is sent, or released, to their queue.
#pragma once

#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/clock.h"

namespace account::sqs {

// Safe from any thread.
class Arrivals {
 public:
  // Inside the transaction that makes a message visible: whoever is woken waits for its end.
  void tell(const std::string& queue_arn);

  // From its beginning on no arrival is missed: who begins one and then finds the queue empty can wait.
  class Watch {
   public:
    Watch(Arrivals& arrivals, const std::string& queue_arn);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // Until something arrived, `until`, or `stop`.
    void wait(const base::Clock& clock, base::Time until, const std::stop_token& stop);

   private:
    Arrivals& arrivals_;
    std::stop_source woken_;
    std::multimap<std::string, std::stop_source>::iterator place_;
  };

 private:
  std::mutex mutex_;
  std::multimap<std::string, std::stop_source> waiting_;
};

}  // namespace account::sqs
