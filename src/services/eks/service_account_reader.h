// Reads service accounts through the API servers of real control planes, as the user that may do just that
// (control_plane.h, "ApiToken").
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/client.h"

namespace account::eks {

struct ApiServer {
  std::string cluster_id;
  std::string endpoint;       // https
  std::string authority_pem;  // of its certificate
  base::Secret token;
};

// Recent: what the API server has at hand, milliseconds behind its store, in half the time. Exact: what was
// written before the question.
enum class Freshness { recent, exact };

// Keeps connections, which are dropped when an API server is another one than before. Safe from any thread.
class ServiceAccountReader {
 public:
  // Nothing is kept here. not_found; unavailable, timeout: the API server does not answer; denied: it does not let us.
  base::Result<json::Value> read(const ApiServer& server, const std::string& name_space,
                                 const std::string& name, Freshness freshness,
                                 const base::Deadline& deadline);

 private:
  struct Pool {
    std::string key;  // of what the connections are to
    std::vector<std::unique_ptr<net::Client>> idle;
  };
  std::unique_ptr<net::Client> take(const ApiServer& server, const std::string& key);
  void give_back(const ApiServer& server, const std::string& key, std::unique_ptr<net::Client> client);

  std::mutex mutex_;
  std::map<std::string, Pool> pools_;  // by cluster
};

}  // namespace account::eks
