#include "localkube/certificates.h"

#include <vector>

#include "base/file.h"
#include "crypto/certificate.h"

namespace localkube {
namespace {

base::Status write(const Folder& folder, const std::string& name, const crypto::Credential& made) {
  TRY(base::write_file_atomically(folder.key(name), made.key_pem.reveal()));
  return base::write_file_atomically(folder.certificate(name), made.certificate_pem);
}

base::Result<crypto::Credential> kept_authority(const Folder& folder, const std::string& name,
                                                base::Time now) {
  if (!base::exists(folder.certificate(name))) {
    TRY(write(folder, name, TRY(crypto::make_authority("slipway-" + name, now))));
  }
  std::string pem = TRY(base::read_file(folder.certificate(name)));
  std::string key = TRY(base::read_file(folder.key(name)));
  return crypto::Credential{std::move(pem), base::Secret(std::move(key))};
}

base::Status make_servers(const Folder& folder, const Slot& slot, const std::string& node_name,
                          const crypto::Credential& authority, const crypto::Credential& etcd,
                          base::Time now) {
  std::vector<std::string> api_server = {slot.address(),
                                         "127.0.0.1",
                                         "localhost",
                                         "kubernetes",
                                         "kubernetes.default",
                                         "kubernetes.default.svc",
                                         "kubernetes.default.svc.cluster.local"};
  TRY(write(folder, kApiServer, TRY(crypto::issue_certificate(authority, api_server, now))));
  TRY(write(folder, kKubelet, TRY(crypto::issue_certificate(authority, {node_name, slot.address()}, now))));
  // Its gateway from JSON is a client of it, with the server's own certificate.
  return write(folder, kEtcd, TRY(crypto::issue_certificate(etcd, {"127.0.0.1"}, now, true)));
}

}  // namespace

base::Status make_certificates(const Folder& folder, const Slot& slot, const std::string& node_name,
                               base::Time now) {
  TRY(base::make_folder(folder.pki()));
  crypto::Credential authority = TRY(kept_authority(folder, kAuthority, now));
  crypto::Credential etcd = TRY(kept_authority(folder, kEtcdAuthority, now));
  TRY(make_servers(folder, slot, node_name, authority, etcd, now));

  struct Client {
    const char* name;
    const crypto::Credential& authority;
    crypto::Subject subject;
  };
  const std::vector<Client> clients = {
      {kAdmin, authority, {"slipway", {"system:masters"}}},
      {kControllerManager, authority, {"system:kube-controller-manager"}},
      {kScheduler, authority, {"system:kube-scheduler"}},
      {kNode, authority, {"system:node:" + node_name, {"system:nodes"}}},
      {kApiServerToKubelet, authority, {"kube-apiserver-kubelet-client", {"system:masters"}}},
      {kApiServerToEtcd, etcd, {"kube-apiserver"}},
  };
  for (const Client& client : clients) {
    TRY(write(folder, client.name,
              TRY(crypto::issue_client_certificate(client.authority, client.subject, now))));
  }
  return {};
}

}  // namespace localkube
