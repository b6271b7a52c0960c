// A server's clock that is moved from outside: how far it is ahead of the machine's is kept in DATA_DIR/clock.json, so
// that a server that starts again goes on from there.
#pragma once

#include <filesystem>
#include <string>

#include "account/call/due_work.h"
#include "account/server/data_dir.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace account {

inline constexpr base::Milliseconds kLongestAdvance = std::chrono::hours(366 * 24);  // at once
inline constexpr base::Milliseconds kFarthestAhead = std::chrono::hours(3660 * 24);  // in all

class MovedClock {
 public:
  explicit MovedClock(const DataDir& data_dir)
      : path_(std::filesystem::path(data_dir.database()).replace_filename("clock.json")) {}

  // What an earlier server has left. io: the file is damaged.
  base::Result<base::Milliseconds> read() const;
  // `by` is more than nothing and no more than kLongestAdvance, or it is invalid. When it returns, all work that has
  // become due is done, in order.
  base::Status advance(Facilities& facilities, DueWork& work, base::Milliseconds by) const;
  // To the machine's time, for accounts that hold nothing any more.
  base::Status set_back(Facilities& facilities) const;

 private:
  base::Status write(base::Milliseconds ahead) const;

  std::string path_;
};

// {"time", "machineTime", "aheadMs", "speed"}
json::Value clock_of(Facilities& facilities);

}  // namespace account
