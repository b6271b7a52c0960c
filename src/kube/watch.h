// What there is of a kind, and then whatever changes of it, for as long as one wants to know.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kube/client.h"
#include "kube/watch_events.h"
#include "net/response_stream.h"

namespace kube {

struct WatchEvent {
  enum class Type { added, modified, deleted };
  Type type = Type::added;
  json::Value object;  // of a deleted one: as it was last seen
};

// Begins with a list, each item as `added`. A connection that breaks is taken up again where it was, by
// resource version. If the API server has forgotten that (410), the watch lists again and tells the
// difference: what is new, what is another version, and what vanished meanwhile.
class Watch {
 public:
  // `client` outlives it.
  Watch(Client& client, Target target, Selection selection);

  // The next event. timeout: nothing happened until the deadline, which is no harm: ask again. Broken
  // connections are no error, unless they stay so for Patience::connection_lost. Refusals (denied, ...) are.
  base::Result<WatchEvent> next(const base::Deadline& deadline);

  // Returns after the first list, which may be empty, and then after each change: all that happened since.
  // Errors are those of next(), which is not to be used beside it.
  base::Result<std::vector<WatchEvent>> wait(const base::Deadline& deadline);
  // For those who ask what there is, rather than what happened.
  const std::map<std::string, json::Value>& known() const { return known_; }  // by uid

 private:
  base::Status advance(bool list_is_enough, const base::Deadline& deadline);
  base::Status list(const base::Deadline& deadline);
  base::Status open(const base::Deadline& deadline);
  base::Status read(const base::Deadline& deadline);
  base::Status take(std::string_view line);
  void tell(WatchEvent::Type type, const json::Value& object);
  void lose();

  Client& client_;
  Target target_;
  Selection selection_;
  std::string resource_version_;  // empty: a list comes first
  std::unique_ptr<net::ResponseStream> stream_;
  LineSplitter lines_;
  std::map<std::string, json::Value> known_;  // as last seen
  std::deque<WatchEvent> events_;
  int failures_ = 0;  // one after another
};

}  // namespace kube
