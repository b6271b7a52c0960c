#include "localkube/components.h"

#include "localkube/certificates.h"

namespace localkube {
namespace {

constexpr uint16_t kHttps = 443;

}  // namespace

std::string Components::endpoint() const {
  if (ports.api == kHttps) return "https://" + slot.address();
  return fmt::format("https://{}:{}", slot.address(), ports.api);
}

// The environment is theirs alone: what whoever started the cluster has in theirs (keys, proxies) is none of
// the cluster's business.
Process Components::make(const std::string& name, std::vector<std::string> arguments) const {
  Process process;
  process.name = name;
  process.arguments = std::move(arguments);
  process.arguments.insert(process.arguments.begin(), programs.program(name));
  process.environment = {
      "PATH=" + programs.bin() + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "HOME=" + slot.folder()};
  return process;
}

Process Components::etcd() const {
  Folder inside{slot.folder()};
  std::string client = fmt::format("https://127.0.0.1:{}", ports.etcd);
  std::string peer = fmt::format("https://127.0.0.1:{}", ports.etcd_peer);
  return make(
      kEtcdProgram,
      {"--name=cluster", "--data-dir=" + inside.etcd(), "--listen-client-urls=" + client,
       "--advertise-client-urls=" + client, "--listen-peer-urls=" + peer,
       "--initial-advertise-peer-urls=" + peer, "--initial-cluster=cluster=" + peer, "--force-new-cluster",
       "--cert-file=" + inside.certificate(kEtcd), "--key-file=" + inside.key(kEtcd),
       "--trusted-ca-file=" + inside.certificate(kEtcdAuthority), "--client-cert-auth",
       "--peer-cert-file=" + inside.certificate(kEtcd), "--peer-key-file=" + inside.key(kEtcd),
       "--peer-trusted-ca-file=" + inside.certificate(kEtcdAuthority), "--peer-client-cert-auth",
       "--logger=zap", "--log-level=warn"});
}

Process Components::api_server(const Issuer& issuer) const {
  Folder inside{slot.folder()};
  std::vector<std::string> arguments = {
      "--bind-address=" + slot.address(),
      "--advertise-address=" + slot.address(),
      fmt::format("--secure-port={}", ports.api),
      fmt::format("--etcd-servers=https://127.0.0.1:{}", ports.etcd),
      "--etcd-cafile=" + inside.certificate(kEtcdAuthority),
      "--etcd-certfile=" + inside.certificate(kApiServerToEtcd),
      "--etcd-keyfile=" + inside.key(kApiServerToEtcd),
      "--client-ca-file=" + inside.certificate(kAuthority),
      "--token-auth-file=" + inside.pki() + "/" + kTokens,
      "--tls-cert-file=" + inside.certificate(kApiServer),
      "--tls-private-key-file=" + inside.key(kApiServer),
      "--kubelet-certificate-authority=" + inside.certificate(kAuthority),
      "--kubelet-client-certificate=" + inside.certificate(kApiServerToKubelet),
      "--kubelet-client-key=" + inside.key(kApiServerToKubelet),
      "--kubelet-preferred-address-types=InternalIP",
      "--service-cluster-ip-range=" + slot.services(),
      "--service-account-issuer=" + issuer.url,
      "--service-account-jwks-uri=" + issuer.url + "/keys",
      "--service-account-signing-key-file=" + inside.pki() + "/" + kSigningKey,
      "--service-account-max-token-expiration=24h",
      "--service-account-extend-token-expiration=false",
      "--api-audiences=" + issuer.url + ",https://kubernetes.default.svc",
      "--enable-admission-plugins=NodeRestriction",
      "--allow-privileged=true",
      "--profiling=false",
      "--authentication-token-webhook-config-file=" + inside.kubeconfig("authenticate"),
      "--authentication-token-webhook-version=v1",
      "--authentication-token-webhook-cache-ttl=10s",
      "--authorization-mode=Node,RBAC,Webhook",
      "--authorization-webhook-config-file=" + inside.kubeconfig("authorize"),
      "--authorization-webhook-version=v1",
      "--authorization-webhook-cache-authorized-ttl=10s",
      "--authorization-webhook-cache-unauthorized-ttl=10s",
      "--admission-control-config-file=" + inside.config("admission.json"),
  };
  for (const std::string& key : issuer.public_keys) {
    arguments.push_back("--service-account-key-file=" + inside.pki() + "/" + key);
  }
  return make(kApiServerProgram, std::move(arguments));
}

// No second one is there to elect a leader with, and nobody reads their metrics. Watches that begin with a
// list need an etcd of 3.4.25 or newer; without them, lists are asked for as ever.
Process Components::controller_manager() const {
  Folder inside{slot.folder()};
  return make(
      kControllerManagerProgram,
      {"--kubeconfig=" + inside.kubeconfig(kControllerManager), "--leader-elect=false", "--secure-port=0",
       "--use-service-account-credentials", "--root-ca-file=" + inside.certificate(kAuthority),
       "--service-account-private-key-file=" + inside.pki() + "/" + kSigningKey,
       "--cluster-signing-cert-file=" + inside.certificate(kAuthority),
       "--cluster-signing-key-file=" + inside.key(kAuthority), "--feature-gates=WatchListClient=false",
       "--profiling=false"});
}

Process Components::scheduler() const {
  Folder inside{slot.folder()};
  return make(kSchedulerProgram, {"--kubeconfig=" + inside.kubeconfig(kScheduler), "--leader-elect=false",
                                  "--secure-port=0", "--profiling=false"});
}

Process Components::containerd() const {
  return make(kContainerdProgram,
              {"--config=" + Folder{slot.folder()}.config("containerd.toml"), "--log-level=warn"});
}

Process Components::kubelet() const {
  Folder inside{slot.folder()};
  return make(kKubeletProgram,
              {"--config=" + inside.config("kubelet.json"), "--kubeconfig=" + inside.kubeconfig(kNode),
               "--hostname-override=" + node_name(desired, slot.address()), "--node-ip=" + slot.address(),
               fmt::format("--node-labels=topology.kubernetes.io/region={0},topology.kubernetes.io/zone={0}a",
                           desired.region)});
}

}  // namespace localkube
