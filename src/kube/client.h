// Kubernetes' API: objects are plain JSON, and each call has a deadline.
//
// Errors are those of kube/status.h. What may heal is tried again (kube/rest_client.h): a busy or restarting
// API server, a token that has just expired.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "kube/access.h"
#include "kube/resource.h"
#include "kube/rest_client.h"

namespace kube {

struct Selection {
  std::string labels = "";  // as `kubectl -l`: a=b,c!=d,e in (f,g)
  std::string fields = "";  // metadata.name=a
};

struct List {
  json::Array items;
  std::string resource_version;  // from which a watch goes on
};

struct Apply {
  std::string field_manager = "slipway";
  bool force = false;  // take fields over from other managers; else they are a conflict
};

enum class PatchType { merge, json };  // RFC 7396, RFC 6902

enum class Propagation { background, foreground, orphan };
struct Removal {
  Propagation propagation = Propagation::background;
  std::optional<int> grace_s = std::nullopt;  // absent: the object's own
  std::string uid = "";                       // only this very object
};

// Safe from any thread.
class Client {
 public:
  // `clock` outlives the client. Requests go by `transport`; nullptr: the network, by a pool of its own.
  Client(Access access, const base::Clock& clock, Patience patience = {},
         std::shared_ptr<net::Transport> transport = nullptr);

  const Access& access() const { return rest_.access(); }

  base::Result<json::Value> get(const Target& target, const base::Deadline& deadline);
  base::Result<std::optional<json::Value>> find(const Target& target, const base::Deadline& deadline);
  // All of a kind, page by page. If the pages grow too old meanwhile, begins anew.
  base::Result<List> list(const Target& target, const Selection& selection, const base::Deadline& deadline);

  // POST: to the kind's place, or to a subresource of the object that is named. conflict: there already.
  base::Result<json::Value> create(const Target& target, const json::Value& object,
                                   const base::Deadline& deadline);
  base::Result<json::Value> replace(const Target& target, const json::Value& object,
                                    const base::Deadline& deadline);
  // Server-side apply: what `object` says, and nothing else, is as it says. Makes it if it is not there.
  base::Result<json::Value> apply(const json::Value& object, const Apply& how,
                                  const base::Deadline& deadline);
  base::Result<json::Value> patch(const Target& target, PatchType type, const json::Value& change,
                                  const base::Deadline& deadline);
  // Nothing there is no error. Objects with finalizers, and with Propagation::foreground, go later.
  base::Status remove(const Target& target, const Removal& how, const base::Deadline& deadline);

  // A kind's place, from the table of kube/resource.h or asked of the API server. not_found: it has no such kind.
  base::Result<Resource> discover(const std::string& api_version, const std::string& kind,
                                  const base::Deadline& deadline);
  base::Result<std::string> path_of(const Target& target, const base::Deadline& deadline);

  RestClient& rest() { return rest_; }

 private:
  base::Result<std::optional<List>> list_pages(const Target& target, const Selection& selection,
                                               const base::Deadline& deadline);

  RestClient rest_;
  std::mutex mutex_;
  std::map<std::string, Resource> discovered_;  // by API version, a space, and kind
};

}  // namespace kube
