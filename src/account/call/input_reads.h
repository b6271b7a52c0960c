// For tests: which members of their inputs calls look at. One that a row never looks at is dropped in silence.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/model/model.h"

namespace account {

class InputReads {
 public:
  void note(aws::Operation operation, std::string_view member);
  bool has(aws::Operation operation, std::string_view member) const;

 private:
  using Members = std::set<std::string, std::less<>>;
  std::vector<std::pair<aws::Operation, Members>> read_;
};

// While it lives, hears what calls of its thread look at.
class InputListener {
 public:
  explicit InputListener(InputReads& reads);
  ~InputListener();
  InputListener(const InputListener&) = delete;
  InputListener& operator=(const InputListener&) = delete;

  static InputReads* of_thread();  // nullptr: nobody listens

 private:
  InputReads* before_;
};

}  // namespace account
