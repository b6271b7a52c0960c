// A cluster as a file names it: where it is, and what runs services there.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "blueprint/desired/cluster.h"
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
  // What the file says of one that it describes, so that Slipway makes all of it; nullptr: it only names it. It is no
  // part of what is remembered: the journal of the cluster knows what was made.
  std::shared_ptr<const DesiredCluster> desired = nullptr;

  bool is_kubernetes() const { return runtime == kKubernetes; }  // services are pods, not processes of ours
  bool is_described() const { return desired != nullptr; }

  json::Value to_json() const;
  static Cluster from_json(const json::Value& value);
};

}  // namespace blueprint
