// The files that the programs of a cluster are configured by, in Folder::config(). All of them name paths as
// the programs see them: those of Slot::folder().
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "localkube/folder.h"
#include "localkube/programs.h"
#include "localkube/slot.h"

namespace localkube {

// kubeconfigs of the clients in certificates.h, with what they need inside.
base::Status write_kubeconfigs(const Folder& folder, const std::string& endpoint);

// The kubelet's, containerd's and the CNI plugins'.
base::Status write_node_settings(const Folder& folder, const Slot& slot, const Programs& programs);

// How the API server asks the account, which shows that it is the account by `authority_pem`.
struct Webhooks {
  std::string url;  // https://127.0.0.1:4566/_cluster/ID/webhook
  std::string authority_pem;
  base::Secret token;
};
// authenticate.kubeconfig, authorize.kubeconfig, and admission.json with pods.kubeconfig.
base::Status write_webhook_settings(const Folder& folder, const Slot& slot, const Webhooks& webhooks);

}  // namespace localkube
