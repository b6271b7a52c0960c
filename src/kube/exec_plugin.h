// Credential plugins: a program that prints who we are (Kubernetes, "Authenticating": client-go credential
// plugins; client.authentication.k8s.io v1 and v1beta1).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kube/kubeconfig_entry.h"

namespace kube {

struct ExecPlugin {
  std::string api_version;
  std::vector<std::string> arguments;  // the program first
  std::map<std::string, std::string> environment;
  std::string install_hint;
  json::Value cluster;  // null: the plugin does not want to know it
};

base::Result<ExecPlugin> read_exec_plugin(const EntryReader& exec, const json::Value& cluster,
                                          const std::string& cluster_authority_pem);

// Runs it each time it is asked; who asks keeps the credential until it expires. It gets no terminal and an
// empty standard input. not_found: there is no such program; the hint is the kubeconfig's own.
CredentialSource from_exec_plugin(ExecPlugin plugin);

// What it printed.
base::Result<Credential> parse_exec_credential(const ExecPlugin& plugin, const std::string& output);

}  // namespace kube
