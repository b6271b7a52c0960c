// What the program's exit code says.
#pragma once

#include "base/result.h"

namespace cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;  // unreachable, denied, missing image, ...: `up` again finishes the work
inline constexpr int kWrongInput = 2;  // a bad file or a bad command line: nothing was touched
inline constexpr int kUnsure = 3;      // `policy diff`: no difference was found, and there may be one

inline constexpr int kBrokenPipe = 141;  // whoever read the output has gone, as shells write SIGPIPE

// `shell` is the exception: it exits as the command inside did.
inline int exit_code(const base::Error& error) {
  return error.kind == base::ErrorKind::invalid ? kWrongInput : kFailed;
}

}  // namespace cli
