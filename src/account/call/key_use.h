// When and for what a long-term access key was last used (IAM API Reference, GetAccessKeyLastUsed). To the
// minute, so that of many calls in a row one writes.
#pragma once

#include <optional>
#include <string>

#include "account/record/state.h"
#include "base/clock.h"

namespace account {

struct KeyUse {
  int64_t minute = 0;  // since 1970
  std::string service;
  std::string region;

  bool operator==(const KeyUse&) const = default;
  base::Time time() const { return base::from_seconds(minute * 60); }
};

KeyUse make_key_use(base::Time now, std::string service, std::string region);

// Of a key's record (account/call/caller.h); nullopt: never.
std::optional<KeyUse> read_key_use(const json::Value& record);
// In the record of that key, if there still is one. `server` is the state of account "".
void write_key_use(State& server, const std::string& access_key_id, const KeyUse& use);

}  // namespace account
