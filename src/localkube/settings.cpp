#include "localkube/settings.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"
#include "localkube/certificates.h"
#include "net/url.h"

namespace localkube {
namespace {

using json::Array;
using json::Object;
using json::Value;

base::Status write(const std::string& path, const Value& document) {
  return base::write_file_atomically(path, json::dump_pretty(document));
}

// A kubeconfig (JSON is YAML) of one cluster and one user.
Value kubeconfig(const std::string& server, const std::string& authority_pem, Object user) {
  Object cluster{{"server", server}, {"certificate-authority-data", base::base64(authority_pem)}};
  return Object{{"apiVersion", "v1"},
                {"kind", "Config"},
                {"clusters", Array{Object{{"name", "cluster"}, {"cluster", std::move(cluster)}}}},
                {"users", Array{Object{{"name", "user"}, {"user", std::move(user)}}}},
                {"contexts", Array{Object{{"name", "context"},
                                          {"context", Object{{"cluster", "cluster"}, {"user", "user"}}}}}},
                {"current-context", "context"}};
}

// "KubeletConfiguration (v1beta1)" of Kubernetes' reference. The machine is its user's: nothing of its kernel
// is set, no firewall rule is made, and neither its full disk nor its swap keeps pods away. Images have no
// registry to come back from, so none is collected.
Value kubelet_settings(const Slot& slot) {
  Folder inside{slot.folder()};
  Object no_limits{{"memory.available", "0%"},
                   {"nodefs.available", "0%"},
                   {"nodefs.inodesFree", "0%"},
                   {"imagefs.available", "0%"},
                   {"imagefs.inodesFree", "0%"}};
  return Object{
      {"apiVersion", "kubelet.config.k8s.io/v1beta1"},
      {"kind", "KubeletConfiguration"},
      {"address", slot.address()},
      {"port", 10250},
      {"readOnlyPort", 0},
      {"healthzPort", 0},
      {"authentication", Object{{"anonymous", Object{{"enabled", false}}},
                                {"webhook", Object{{"enabled", true}}},
                                {"x509", Object{{"clientCAFile", inside.certificate(kAuthority)}}}}},
      {"authorization", Object{{"mode", "Webhook"}}},
      {"tlsCertFile", inside.certificate(kKubelet)},
      {"tlsPrivateKeyFile", inside.key(kKubelet)},
      {"containerRuntimeEndpoint", "unix:///run/containerd/containerd.sock"},
      {"cgroupDriver", "cgroupfs"},
      {"cgroupRoot", "/" + slot.name()},
      {"enforceNodeAllocatable", Array()},
      {"failSwapOn", false},
      {"localStorageCapacityIsolation", false},
      {"makeIPTablesUtilChains", false},
      {"oomScoreAdj", 0},
      {"evictionHard", std::move(no_limits)},
      {"imageGCHighThresholdPercent", 100},
      {"clusterDNS", Array{slot.address()}},
      {"clusterDomain", "cluster.local"},
      {"resolvConf", ""},
      {"podLogsDir", inside.pod_logs()},
      {"containerLogMaxSize", "10Mi"},
      {"containerLogMaxFiles", 2},
      {"volumePluginDir", inside.kubelet() + "/volume-plugins"},
  };
}

// containerd's config.toml, version 2. The network namespaces lie in its state folder and so in the cluster's
// own mount namespace; the plugin `opt` would make /opt/containerd.
std::string containerd_settings(const Slot& slot, const Programs& programs) {
  Folder inside{slot.folder()};
  return fmt::format(R"(version = 2
root = "{}"
state = "/run/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp",
  "io.containerd.internal.v1.tracing"]

[grpc]
  address = "/run/containerd/containerd.sock"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/slipway/pause:latest"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{}"
    conf_dir = "{}"
)",
                     inside.containerd(), programs.cni(), inside.config("cni"));
}

// The bridge is there already, with its address. Pods have no way beyond it: nothing is masqueraded or forwarded.
Value network_settings(const Slot& slot) {
  Object range{{"subnet", slot.subnet()},
               {"rangeStart", slot.first_pod()},
               {"rangeEnd", slot.last_pod()},
               {"gateway", slot.address()}};
  Object addresses{
      {"type", "host-local"}, {"dataDir", "/run/cni"}, {"ranges", Array{Value(Array{std::move(range)})}}};
  Object bridge{{"type", "bridge"}, {"bridge", slot.name()}, {"isGateway", false},
                {"ipMasq", false},  {"hairpinMode", true},   {"ipam", std::move(addresses)}};
  return Object{{"cniVersion", "0.4.0"}, {"name", "slipway"}, {"plugins", Array{std::move(bridge)}}};
}

}  // namespace

base::Status write_kubeconfigs(const Folder& folder, const std::string& endpoint) {
  TRY(base::make_folder(folder.config("")));
  std::string authority = TRY(base::read_file(folder.certificate(kAuthority)));
  for (const char* name : {kAdmin, kControllerManager, kScheduler, kNode}) {
    std::string certificate = TRY(base::read_file(folder.certificate(name)));
    std::string key = TRY(base::read_file(folder.key(name)));
    Object user{{"client-certificate-data", base::base64(certificate)},
                {"client-key-data", base::base64(key)}};
    TRY(write(folder.kubeconfig(name), kubeconfig(endpoint, authority, std::move(user))));
  }
  return {};
}

base::Status write_node_settings(const Folder& folder, const Slot& slot, const Programs& programs) {
  TRY(base::make_folder(folder.config("cni")));
  TRY(write(folder.config("kubelet.json"), kubelet_settings(slot)));
  TRY(write(folder.config("cni/10-slipway.conflist"), network_settings(slot)));
  return base::write_file_atomically(folder.config("containerd.toml"), containerd_settings(slot, programs));
}

base::Status write_webhook_settings(const Folder& folder, const Slot& slot, const Webhooks& webhooks) {
  Object user{{"token", webhooks.token.reveal()}};
  for (const char* name : {"authenticate", "authorize"}) {
    TRY(write(folder.kubeconfig(name), kubeconfig(webhooks.url + "/" + name, webhooks.authority_pem, user)));
  }
  // Which user the API server is at an admission webhook is chosen by the webhook's host and port
  // ("Authenticate API servers" of Dynamic Admission Control); what else is in the file does not count.
  net::Url url = TRY(net::Url::parse(webhooks.url));
  Object pods{{"apiVersion", "v1"},
              {"kind", "Config"},
              {"users", Array{Object{{"name", fmt::format("{}:{}", url.host, url.port)}, {"user", user}}}}};
  TRY(write(folder.kubeconfig("pods"), std::move(pods)));
  Object plugin{{"apiVersion", "apiserver.config.k8s.io/v1"},
                {"kind", "WebhookAdmissionConfiguration"},
                {"kubeConfigFile", Folder{slot.folder()}.kubeconfig("pods")}};
  Object admission{
      {"apiVersion", "apiserver.config.k8s.io/v1"},
      {"kind", "AdmissionConfiguration"},
      {"plugins", Array{Object{{"name", "MutatingAdmissionWebhook"}, {"configuration", std::move(plugin)}}}}};
  return write(folder.config("admission.json"), std::move(admission));
}

}  // namespace localkube
