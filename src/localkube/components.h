// The programs that a cluster consists of, as command lines. Everything listens on loopback or on the bridge;
// no secret is on a command line.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "localkube/desired_state.h"
#include "localkube/processes.h"
#include "localkube/programs.h"
#include "localkube/slot.h"

namespace localkube {

inline constexpr const char* kEtcdProgram = "etcd";
inline constexpr const char* kApiServerProgram = "kube-apiserver";
inline constexpr const char* kControllerManagerProgram = "kube-controller-manager";
inline constexpr const char* kSchedulerProgram = "kube-scheduler";
inline constexpr const char* kContainerdProgram = "containerd";
inline constexpr const char* kKubeletProgram = "kubelet";
// In the order in which they end: each needs those behind it.
inline const std::vector<std::string> kAllPrograms = {kSchedulerProgram, kControllerManagerProgram,
                                                      kKubeletProgram,   kContainerdProgram,
                                                      kApiServerProgram, kEtcdProgram};

// Files in Folder::pki() beside the certificates: the issuer's private key, and the account's own bearer
// token at the API server.
inline constexpr const char* kSigningKey = "signing-key.pem";
inline constexpr const char* kTokens = "tokens.csv";

// How the API server is the issuer of the cluster's service-account tokens.
struct Issuer {
  std::string url;
  std::vector<std::string> public_keys;  // names of files in Folder::pki()
};

struct Ports {
  uint16_t api = 0;   // on the bridge
  uint16_t etcd = 0;  // on loopback
  uint16_t etcd_peer = 0;
};

struct Components {
  DesiredState desired;
  Programs programs;
  Slot slot;
  Ports ports;

  std::string endpoint() const;  // https://10.89.78.1

  Process etcd() const;
  Process containerd() const;
  Process kubelet() const;
  Process controller_manager() const;
  Process scheduler() const;
  Process api_server(const Issuer& issuer) const;

 private:
  Process make(const std::string& name, std::vector<std::string> arguments) const;
};

}  // namespace localkube
