// What the program's exit code says. Codes up to 5 are those of a run of the engine (engine/show/exit_code.h), and mean
// the same in every command.
#pragma once

#include "base/result.h"
#include "engine/show/exit_code.h"

namespace cli {

inline constexpr int kDone = engine::exit_code(engine::Outcome::done);
// Unreachable, denied, missing image, ...: `up` again finishes the work.
inline constexpr int kFailed = engine::exit_code(engine::Outcome::failed);
inline constexpr int kDiffers = engine::exit_code(engine::Outcome::differs);
inline constexpr int kUnsure = 6;  // `policy diff`: no difference was found, and there may be one
// A bad file or a bad command line: nothing was touched. EX_USAGE of sysexits.h(3head).
inline constexpr int kWrongInput = 64;

inline constexpr int kBrokenPipe = 141;  // whoever read the output has gone, as shells write SIGPIPE

// The one place that decides how a command exits that ended with an error. `shell` is the exception: it exits as the
// command inside did.
inline int exit_code(const base::Error& error) {
  int code = engine::exit_code(engine::outcome_of(error));
  return code == kFailed && error.kind == base::ErrorKind::invalid ? kWrongInput : code;
}

}  // namespace cli
