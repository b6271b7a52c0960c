#include "kube/exec_plugin.h"

#include "base/encoding.h"
#include "base/process.h"
#include "base/text.h"
#include "kube/object.h"

namespace kube {
namespace {

using base::ErrorKind;

constexpr auto kLongest = std::chrono::seconds(60);

base::Status read_arguments(const EntryReader& exec, ExecPlugin& plugin) {
  std::string command = TRY(exec.text("command"));
  if (command.empty()) return tl::unexpected(exec.error(nullptr, "exec has no command"));
  // A bare name is looked up in PATH.
  bool is_path = std::find(command.begin(), command.end(), '/') != command.end();
  plugin.arguments = {is_path ? exec.path_of(command) : command};
  const json::Value* arguments = exec.find("args");
  if (arguments == nullptr || arguments->is_null()) return {};
  if (!arguments->is_array()) return tl::unexpected(exec.error(arguments, "args is no list"));
  for (const json::Value& argument : arguments->as_array()) {
    if (!argument.is_string())
      return tl::unexpected(exec.error(&argument, "an argument is no text", "put it in quotes"));
    plugin.arguments.push_back(argument.as_string());
  }
  return {};
}

base::Status read_environment(const EntryReader& exec, ExecPlugin& plugin) {
  const json::Value* variables = exec.find("env");
  if (variables == nullptr || variables->is_null()) return {};
  if (!variables->is_array()) return tl::unexpected(exec.error(variables, "env is no list"));
  for (const json::Value& variable : variables->as_array()) {
    std::string name = text_at(variable, {"name"});
    const json::Value* value = variable.find("value");
    if (name.empty() || (value != nullptr && !value->is_string()))
      return tl::unexpected(exec.error(&variable, "a variable of env needs a name and a value in text"));
    plugin.environment[name] = text_at(variable, {"value"});
  }
  return {};
}

// What the plugin gets to know of the cluster (ExecCredential.spec.cluster).
json::Value cluster_for_plugin(const json::Value& cluster, const std::string& authority_pem) {
  json::Object known{{"server", text_at(cluster, {"server"})}};
  std::string name = text_at(cluster, {"tls-server-name"});
  if (!name.empty()) known.append({"tls-server-name", name});
  if (!authority_pem.empty()) known.append({"certificate-authority-data", base::base64(authority_pem)});
  for (const json::Value& extension : array_at(cluster, {"extensions"})) {
    const json::Value* config = extension.find("extension");
    if (text_at(extension, {"name"}) == "client.authentication.k8s.io/exec" && config != nullptr)
      known.set("config", *config);
  }
  return known;
}

std::string exec_info(const ExecPlugin& plugin) {
  json::Object spec{{"interactive", false}};
  if (!plugin.cluster.is_null()) spec.append({"cluster", plugin.cluster});
  return json::dump(
      json::Object{{"apiVersion", plugin.api_version}, {"kind", "ExecCredential"}, {"spec", spec}});
}

base::Error plugin_error(const ExecPlugin& plugin, ErrorKind kind, std::string_view why) {
  return {kind, base::redact(fmt::format("the credential plugin `{}` {}", plugin.arguments[0], why)),
          plugin.install_hint};
}

}  // namespace

base::Result<ExecPlugin> read_exec_plugin(const EntryReader& exec, const json::Value& cluster,
                                          const std::string& cluster_authority_pem) {
  ExecPlugin plugin;
  plugin.api_version = TRY(exec.text("apiVersion"));
  if (plugin.api_version != "client.authentication.k8s.io/v1" &&
      plugin.api_version != "client.authentication.k8s.io/v1beta1") {
    return tl::unexpected(exec.error(
        exec.find("apiVersion"), fmt::format("exec speaks `{}`, which is not supported", plugin.api_version),
        "use client.authentication.k8s.io/v1 or v1beta1: a newer plugin writes it so"));
  }
  TRY(read_arguments(exec, plugin));
  TRY(read_environment(exec, plugin));
  std::string mode = TRY(exec.text("interactiveMode"));
  if (mode == "Always") {
    return tl::unexpected(exec.error(exec.find("interactiveMode"),
                                     fmt::format("the plugin `{}` always asks at the terminal, which is not "
                                                 "supported",
                                                 plugin.arguments[0]),
                                     "use a user with a token or a certificate"));
  }
  plugin.install_hint = TRY(exec.text("installHint"));
  if (TRY(exec.flag("provideClusterInfo")))
    plugin.cluster = cluster_for_plugin(cluster, cluster_authority_pem);
  return plugin;
}

base::Result<Credential> parse_exec_credential(const ExecPlugin& plugin, const std::string& output) {
  auto answer = json::parse(output);
  auto bad = [&](std::string_view why) {
    return tl::unexpected(plugin_error(plugin, ErrorKind::invalid, why));
  };
  if (!answer) return bad("printed no JSON");
  if (text_at(*answer, {"kind"}) != "ExecCredential") return bad("printed no ExecCredential");
  if (text_at(*answer, {"apiVersion"}) != plugin.api_version)
    return bad(fmt::format("printed `{}` where `{}` was asked for", text_at(*answer, {"apiVersion"}),
                           plugin.api_version));
  Credential credential;
  credential.token = base::Secret(text_at(*answer, {"status", "token"}));
  credential.identity.certificate_pem = text_at(*answer, {"status", "clientCertificateData"});
  credential.identity.key_pem = base::Secret(text_at(*answer, {"status", "clientKeyData"}));
  if (credential.identity.certificate_pem.empty() != credential.identity.key_pem.empty())
    return bad("printed a certificate without its key, or a key without its certificate");
  if (credential.token.empty() && credential.identity.certificate_pem.empty())
    return bad("printed neither a token nor a certificate");
  std::string expires = text_at(*answer, {"status", "expirationTimestamp"});
  if (!expires.empty()) credential.expires = base::parse_iso8601(expires);
  if (!expires.empty() && !credential.expires) return bad("printed an expirationTimestamp that is no time");
  return credential;
}

CredentialSource from_exec_plugin(ExecPlugin plugin) {
  return [plugin = std::move(plugin)](const base::Deadline& deadline) -> base::Result<Credential> {
    base::Command command;
    command.arguments = plugin.arguments;
    command.environment = plugin.environment;
    command.environment["KUBERNETES_EXEC_INFO"] = exec_info(plugin);
    auto output = base::run(command, deadline.at_most(kLongest));
    if (!output) {
      bool is_absent = output.error().kind == ErrorKind::not_found;
      return tl::unexpected(plugin_error(
          plugin, output.error().kind, is_absent ? "is not installed" : "failed: " + output.error().message));
    }
    if (output->exit_code != 0) {
      return tl::unexpected(plugin_error(
          plugin, ErrorKind::denied,
          fmt::format("failed with exit code {}: {}", output->exit_code, base::trim(output->err))));
    }
    return parse_exec_credential(plugin, output->out);
  };
}

}  // namespace kube
