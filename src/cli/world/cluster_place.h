// Which cluster a `slipway cluster` command is about, and its EKS cluster in the embedded account.
#pragma once

#include <optional>
#include <string>

#include "account/server/control.h"
#include "cli/world/deployment.h"
#include "localkube/account.h"
#include "localkube/folder.h"
#include "platform/desired/configuration.h"

namespace cli {

struct DesiredCluster {
  blueprint::Cluster cluster;
  std::string organization;  // that of slipway.yaml; empty: no file names the cluster
};
// From slipway.yaml in this folder if it names the cluster, else from the options. invalid: it is in an
// account that is not embedded, or the options say otherwise.
base::Result<DesiredCluster> desired_cluster(const Context& context);

// Where it is, once the account is known: not_found if there is no embedded account of that name.
base::Result<account::ClusterPlace> place_of(const platform::Home& home, const blueprint::Cluster& cluster);
localkube::Folder folder_of(const platform::Home& home, const account::ClusterPlace& place);

// Makes the EKS cluster with its role, as `up` does it, unless it is there or only stopped; starts the
// account if none answers. Without an organization neither carries the marks of a deployment, so that any
// `up` may use them. A role that an earlier one has left is used, and says by its tags whose the cluster is.
base::Status ensure_eks_cluster(const Context& context, const DesiredCluster& desired);
// Removes the role that was made for the cluster, whichever way, unless something uses it still; not one that
// Slipway did not make. What stays in the account, and why, in words; empty: nothing.
base::Result<std::string> forget_role(const Context& context, const DesiredCluster& desired,
                                      const account::ClusterPlace& place);

// The account as the cluster's supervisor knows it.
class EmbeddedAccount final : public localkube::Account {
 public:
  EmbeddedAccount(std::string data_dir, account::ClusterPlace place)
      : data_dir_(std::move(data_dir)), place_(std::move(place)) {}

  base::Result<localkube::AccountFacts> ask(const base::Deadline& deadline) override;
  base::Status tell(const json::Value& control_plane, const base::Deadline& deadline) override;
  base::Status tell_aws_auth(const json::Value& config_map, const base::Deadline& deadline) override;

 private:
  std::string data_dir_;
  account::ClusterPlace place_;
};

}  // namespace cli
