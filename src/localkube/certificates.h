// The certificates of a cluster (Kubernetes, "PKI certificates and requirements"). The authority stays the
// same for the life of the cluster, since clients hold it; what it signed is made anew at each start. etcd
// has an authority of its own: nobody who may talk to the API server may talk to it for that.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "localkube/folder.h"
#include "localkube/slot.h"

namespace localkube {

// Names of certificates, for Folder::certificate() and key().
inline constexpr const char* kAuthority = "ca";
inline constexpr const char* kEtcdAuthority = "etcd-ca";
inline constexpr const char* kApiServer = "apiserver";                   // serves
inline constexpr const char* kApiServerToKubelet = "apiserver-kubelet";  // the other way than all others
inline constexpr const char* kApiServerToEtcd = "apiserver-etcd";
inline constexpr const char* kEtcd = "etcd";        // serves
inline constexpr const char* kKubelet = "kubelet";  // serves
// Clients of the API server; each also has a kubeconfig of that name.
inline constexpr const char* kAdmin = "admin";
inline constexpr const char* kControllerManager = "controller-manager";
inline constexpr const char* kScheduler = "scheduler";
inline constexpr const char* kNode = "node";

base::Status make_certificates(const Folder& folder, const Slot& slot, const std::string& node_name,
                               base::Time now);

}  // namespace localkube
