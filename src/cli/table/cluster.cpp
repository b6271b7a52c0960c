// The commands about a real Kubernetes on this machine.
#include "cli/table/common_options.h"
#include "cli/table/table.h"

namespace cli {
namespace {

// Options of every command here, behind its own.
std::vector<Option> with_place(std::vector<Option> own) {
  own.insert(own.begin(), {.names = "NAME",
                           .to = &Arguments::cluster,
                           .help = "of the EKS cluster in the embedded account",
                           .values = Values::clusters,
                           .required = true});
  own.push_back(
      {.names = "--account",
       .to = &Arguments::account_name,
       .value = "ACCOUNT",
       .help = R"(an embedded account made by `slipway account create`; else that which slipway.yaml in this
folder names for the cluster, else the first)",
       .values = Values::accounts});
  own.push_back({.names = "--region",
                 .to = &Arguments::region,
                 .value = "REGION",
                 .help = "else that which slipway.yaml in this folder names, else eu-west-3"});
  return own;
}

Command start_command() {
  return {
      .name = "cluster start",
      .run = cluster_start,
      .summary = "start it; ready in about ten seconds",
      .about =
          R"(Starts etcd, the API server, its controllers and scheduler, containerd and a kubelet, and returns when the
node is ready. Makes the EKS cluster in the embedded account, with its role, if it is not there; starts the account if
none answers. Does nothing when the cluster runs. Only root can run a node.

Everything listens on loopback or on a bridge of the cluster's own (10.89.78.1 to 10.89.81.1: four can run).)",
      .options = with_place({}),
      .more = R"--(  slipway cluster start dev
  eval "$(slipway account env)"
  aws eks update-kubeconfig --name dev
  kubectl get nodes)--",
  };
}

Command stop_command() {
  return {
      .name = "cluster stop",
      .run = cluster_stop,
      .summary = "stop it; its objects stay",
      .about =
          R"(Ends its pods (they get five seconds after SIGTERM), then all its programs; nothing of it stays on this
machine but its folder, also after its processes were killed. The next start brings all objects back, and the same
issuer. Not running is no error.)",
      .options = with_place(
          {{.names = "--forget",
            .to = &Arguments::forget,
            .help = R"(delete its objects, images and logs, too, and the cluster in the account; also
the role that Slipway made for it, unless an environment uses it)"}}),
  };
}

Command logs_command() {
  return {
      .name = "cluster logs",
      .run = cluster_logs,
      .summary = "what one of its programs printed",
      .about = "Prints what a program of the cluster printed, also when it has stopped.",
      .options = with_place(
          {{.names = "PROGRAM",
            .to = &Arguments::program,
            .help = R"(etcd, kube-apiserver, kube-controller-manager, kube-scheduler, containerd, kubelet,
or supervisor, who starts them all (the default))",
            .preset = "supervisor",
            .values = Values::programs},
           {.names = "-f,--follow", .to = &Arguments::follow, .help = "until Ctrl-C"},
           {.names = "--raw",
            .to = &Arguments::raw,
            .help = "a terminal gets all bytes as they are, as with `slipway logs --raw`"}}),
  };
}

Command load_command() {
  return {
      .name = "cluster load",
      .run = cluster_load,
      .summary = "copy an image from podman's storage to its node",
      .about =
          R"(Copies an image from podman's storage to the node of a running cluster, which has no registry to pull it from.
Pods name it as podman does, localhost/slipway/aws-cli, or without `localhost/`. A pod of an image without a tag, or with
`latest`, needs `imagePullPolicy: IfNotPresent` or `Never`.)",
      .options = with_place(
          {{.names = "IMAGE", .to = &Arguments::image, .help = "as podman names it", .required = true}}),
  };
}

Command rotate_command() {
  return {
      .name = "cluster rotate",
      .run = cluster_rotate,
      .summary = "have its issuer sign with a new key now, not only every seven days",
      .about =
          R"(Gives the cluster's issuer a new key, as the account does by itself every seven days: to see what a rotation
does. A running API server is started anew with it. The key before stays trusted until the tokens that it has signed have
expired, so pods go on. After a key has leaked that is not enough: `slipway cluster stop NAME --forget` ends the issuer.)",
      .options = with_place({}),
  };
}

}  // namespace

std::vector<Command> cluster_table() {
  return {
      {.name = "cluster",
       .summary = "a real Kubernetes on this machine",
       .about = R"(A real Kubernetes on this machine behind the EKS cluster NAME of the embedded account.
`./dev setup kubernetes` builds what it needs, once.)"},
      start_command(),
      {.name = "cluster status",
       .run = cluster_status,
       .summary = "is it running, and how",
       .about = "Endpoint, version, node and programs of a cluster that was started on this machine.",
       .options = with_place({json_option()}),
       .exit_codes = {{"1", "it is not ready"}}},
      stop_command(),
      logs_command(),
      load_command(),
      rotate_command(),
      // What `start` leaves running.
      {.name = "cluster run",
       .run = cluster_run,
       .about = "Runs the programs of a cluster. Started by `cluster start`; not for people.",
       .options = {state_dir_option()}},
  };
}

}  // namespace cli
