// The log of a process: it writes into the file itself, so that it needs nobody who reads a pipe and lives on
// when the agent does not.
#pragma once

#include <functional>
#include <string>

#include "base/deadline.h"
#include "base/file.h"
#include "base/result.h"

namespace runtime {

inline constexpr int64_t kMaxLogBytes = 10LL << 20;

// For appending (0600), with its folder.
base::Result<base::Fd> open_log(const std::string& path);

// When the file has grown beyond `max_bytes`, moves what is in it to PATH.1, over what was there, and empties
// it. The writer keeps its file; what it writes between the last copied byte and the emptying is lost.
base::Status rotate_log(const std::string& path, int64_t max_bytes = kMaxLogBytes);

// Copies PATH.1 and then the file to `fd`; with `follow` also what comes, until `ended` says so or the
// deadline passes or stops. No file is an empty one.
base::Status show_log(const std::string& path, int fd, bool follow, const std::function<bool()>& ended,
                      const base::Deadline& deadline);

// The last lines, trimmed; may be empty.
std::string log_tail(const std::string& path);

}  // namespace runtime
