// A cluster as a file names it: where it is, and what runs services there.
#pragma once

#include <string>

#include "base/json.h"
#include "blueprint/kubernetes/cluster_api.h"

namespace blueprint {

// Which AWS account a cluster is in.
struct AccountReference {
  enum class Kind { embedded, endpoint };
  Kind kind = Kind::embedded;
  std::string name;      // embedded: the account's name; empty: the first
  std::string endpoint;  // endpoint: such as http://127.0.0.1:4566, without a final slash

  json::Value to_json() const;
  static AccountReference from_json(const json::Value& value);
  bool operator==(const AccountReference&) const = default;
};

struct Cluster {
  std::string name;
  AccountReference account;
  std::string region;
  std::string runtime = "auto";  // podman, process, auto; kubernetes where the services are pods
  // Kubernetes beside the cluster that this machine runs (`kubernetes: local`): an existing one.
  std::string kubeconfig = "";  // a file; empty: the API that EKS names
  std::string context = "";     // in it; empty: its current one

  bool is_kubernetes() const { return runtime == kKubernetes; }  // services are pods, not processes of ours

  json::Value to_json() const;
  static Cluster from_json(const json::Value& value);
};

}  // namespace blueprint
