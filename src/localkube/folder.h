// The folder of one cluster (0700), kept while it is stopped:
//   cluster.json            what it is to be (desired_state.h)
//   status.json, supervisor.json, lock    who runs it now, and how
//   pki/                    authorities and certificates (0600)
//   config/                 what the programs are told
//   etcd/                   all objects
//   containerd/, kubelet/   images, containers, volumes
//   logs/                   one file a program, pods/
//   supervisor.log
// The programs of a running cluster see it at Slot::folder().
#pragma once

#include <string>

namespace localkube {

struct Folder {
  std::string root;

  std::string desired() const { return root + "/cluster.json"; }
  std::string status() const { return root + "/status.json"; }
  std::string supervisor() const { return root + "/supervisor.json"; }
  std::string lock() const { return root + "/lock"; }
  std::string supervisor_log() const { return root + "/supervisor.log"; }
  std::string pki() const { return root + "/pki"; }
  std::string certificate(const std::string& name) const { return pki() + "/" + name + ".pem"; }
  std::string key(const std::string& name) const { return pki() + "/" + name + "-key.pem"; }
  std::string config(const std::string& name) const { return root + "/config/" + name; }
  std::string kubeconfig(const std::string& name) const { return config(name + ".kubeconfig"); }
  std::string etcd() const { return root + "/etcd"; }
  std::string containerd() const { return root + "/containerd"; }
  std::string kubelet() const { return root + "/kubelet"; }
  std::string log(const std::string& program) const { return root + "/logs/" + program + ".log"; }
  std::string pod_logs() const { return root + "/logs/pods"; }
};

}  // namespace localkube
