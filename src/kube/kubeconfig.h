// kubeconfig files, as kubectl reads them (Kubernetes, "Organizing Cluster Access Using kubeconfig Files";
// the kubeconfig v1 reference).
//
// Not supported, and refused with a way out: insecure-skip-tls-verify, proxy-url, auth-provider, user name
// with password, passphrases. Unknown members are ignored, as kubectl does.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "kube/access.h"

namespace kube {

// The files that count: those of the variable KUBECONFIG (`a:b`), else `home`/.kube/config.
std::vector<std::string> kubeconfig_paths(const std::string& variable, const std::string& home);

class Kubeconfig {
 public:
  // Of several files, the first that has a cluster, user, context or current-context decides about it. Files
  // that are not there are left out, unless there is only one. Errors name file, line and column.
  static base::Result<Kubeconfig> load(const std::vector<std::string>& paths);
  // One text, as if it stood in the file `path`.
  static base::Result<Kubeconfig> parse(const std::string& text, const std::string& path);

  const std::string& current_context() const { return current_context_; }
  std::vector<std::string> contexts() const;

  // The cluster, user and namespace of a context; empty: the current one. Files that it names are read,
  // plugins are not run yet. `clock` outlives what is returned.
  base::Result<Access> access(const std::string& context, const base::Clock& clock) const;

 private:
  struct Entry {
    json::Value value;
    std::string file;
  };
  using Entries = std::map<std::string, Entry>;

  base::Status add(const std::string& text, const std::string& path);
  static base::Status add_entries(const json::Value& document, std::string_view list, std::string_view member,
                                  const std::string& path, Entries& entries);

  Entries clusters_;
  Entries users_;
  Entries contexts_;
  std::string current_context_;
};

}  // namespace kube
