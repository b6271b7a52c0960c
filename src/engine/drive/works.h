// What takes longer than a call of the engine may: begun by one call, and asked for by others until it has ended.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace engine {

class Works {
 public:
  using Work = std::function<base::Status(const std::stop_token&)>;

  // So many go on at a time; the others wait their turn. 0: each is done within begin().
  explicit Works(int at_once) : at_once_(at_once) {}
  // What goes on is told to stop, and waited for; what waits is dropped.
  ~Works();

  // Nothing, where one of that name has not ended yet.
  void begin(const std::string& name, Work work);
  // How the last one of that name ended; waits a while for it. nullopt: it goes on, or there was none.
  std::optional<base::Status> ended(const std::string& name, base::Milliseconds patience);
  bool is_under_way(const std::string& name) const;

 private:
  void carry_out(const std::stop_token& stop);

  int at_once_;
  mutable std::mutex mutex_;
  std::condition_variable_any begun_, ended_;
  std::deque<std::pair<std::string, Work>> waiting_;
  std::set<std::string> under_way_;  // or waiting
  std::map<std::string, base::Status> outcomes_;
  std::vector<std::jthread> threads_;  // last: they use the rest
};

}  // namespace engine
