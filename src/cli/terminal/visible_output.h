// What others write to standard output, made fit for a terminal: programs that we start among them.
#pragma once

#include <memory>
#include <thread>

#include "base/file.h"
#include "base/result.h"

namespace cli {

// For as long as this object lives, standard output is a pipe whose bytes reach the terminal made visible
// (base/visible.h).
class VisibleOutput {
 public:
  static base::Result<std::unique_ptr<VisibleOutput>> start();
  ~VisibleOutput();  // when all that was written has been shown

 private:
  VisibleOutput(base::Fd terminal, base::Fd pipe);

  base::Fd terminal_;
  base::Fd pipe_;
  std::jthread thread_;
};

}  // namespace cli
