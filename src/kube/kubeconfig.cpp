#include "kube/kubeconfig.h"

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kube/kubeconfig_entry.h"

namespace kube {
namespace {

using base::ErrorKind;

base::Error bad_file(const std::string& path, const base::Span& span, std::string message) {
  return {ErrorKind::invalid, fmt::format("{}:{}:{}: {}", path, span.line, span.column, std::move(message)),
          ""};
}

bool is_absent(const json::Value* value) {
  return value == nullptr || value->is_null();
}

std::vector<std::string> keys_of(const auto& entries) {
  std::vector<std::string> keys;
  for (const auto& [key, entry] : entries) keys.push_back(key);
  return keys;
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& names) {
  if (auto near = base::did_you_mean(name, names)) return "did you mean `" + *near + "`?";
  return names.empty() ? "there is none" : "there are: " + base::join(names, ", ");
}

base::Status read_cluster(const EntryReader& cluster, Access& access) {
  std::string server = TRY(cluster.text("server"));
  if (server.empty()) {
    return tl::unexpected(cluster.error(nullptr, fmt::format("cluster `{}` has no server", access.cluster)));
  }
  auto url = net::Url::parse(server);
  if (!url) return tl::unexpected(cluster.error(cluster.find("server"), url.error().message));
  access.server = std::move(*url);
  if (TRY(cluster.flag("insecure-skip-tls-verify"))) {
    return tl::unexpected(cluster.error(
        cluster.find("insecure-skip-tls-verify"),
        fmt::format(
            "cluster `{}` wants its certificate not to be verified, which is refused: whoever answers "
            "in its place would get the credentials",
            access.cluster),
        "give its authority's certificate as certificate-authority-data, and remove the line"));
  }
  if (!TRY(cluster.text("proxy-url")).empty()) {
    return tl::unexpected(
        cluster.error(cluster.find("proxy-url"), fmt::format("cluster `{}` is behind a proxy, which is not "
                                                             "supported",
                                                             access.cluster)));
  }
  access.authority_pem = TRY(cluster.data_or_file("certificate-authority"));
  access.tls_server_name = TRY(cluster.text("tls-server-name"));
  return {};
}

}  // namespace

std::vector<std::string> kubeconfig_paths(const std::string& variable, const std::string& home) {
  std::vector<std::string> paths;
  for (std::string_view part : base::split(variable, ':')) {
    bool is_new = std::find(paths.begin(), paths.end(), part) == paths.end();
    if (!part.empty() && is_new) paths.emplace_back(part);
  }
  if (paths.empty()) paths.push_back(home + "/.kube/config");
  return paths;
}

base::Result<Kubeconfig> Kubeconfig::load(const std::vector<std::string>& paths) {
  Kubeconfig config;
  bool found = false;
  for (const std::string& path : paths) {
    auto text = base::read_file(path, 16 << 20);
    if (!text && text.error().kind == ErrorKind::not_found) continue;
    if (!text) return tl::unexpected(text.error());
    TRY(config.add(*text, path));
    found = true;
  }
  if (found) return config;
  return tl::unexpected(base::Error{ErrorKind::not_found,
                                    fmt::format("there is no kubeconfig: {}", base::join(paths, ", ")),
                                    "name one in KUBECONFIG, or let `aws eks update-kubeconfig` write it"});
}

base::Result<Kubeconfig> Kubeconfig::parse(const std::string& text, const std::string& path) {
  Kubeconfig config;
  TRY(config.add(text, path));
  return config;
}

base::Status Kubeconfig::add(const std::string& text, const std::string& path) {
  // Findings are shown without the line, which may hold a token or a key.
  base::Diagnostics findings(path);
  auto document = yaml::parse(text, findings);
  if (!document) {
    return tl::unexpected(base::Error{ErrorKind::invalid, std::string(base::trim(findings.render())), ""});
  }
  if (document->is_null()) return {};  // an empty file
  if (!document->is_object()) return tl::unexpected(bad_file(path, document->span, "this is no kubeconfig"));
  TRY(add_entries(*document, "clusters", "cluster", path, clusters_));
  TRY(add_entries(*document, "users", "user", path, users_));
  TRY(add_entries(*document, "contexts", "context", path, contexts_));
  const json::Value* current = document->find("current-context");
  if (is_absent(current)) return {};
  if (!current->is_string())
    return tl::unexpected(bad_file(path, current->span, "current-context is no text"));
  if (current_context_.empty()) current_context_ = current->as_string();
  return {};
}

base::Status Kubeconfig::add_entries(const json::Value& document, std::string_view list,
                                     std::string_view member, const std::string& path, Entries& entries) {
  const json::Value* all = document.find(list);
  if (is_absent(all)) return {};
  if (!all->is_array()) return tl::unexpected(bad_file(path, all->span, fmt::format("{} is no list", list)));
  for (const json::Value& each : all->as_array()) {
    const json::Value* name = each.find("name");
    if (name == nullptr || !name->is_string() || name->as_string().empty())
      return tl::unexpected(bad_file(path, each.span, fmt::format("an entry of {} has no name", list)));
    const json::Value* value = each.find(member);
    if (!is_absent(value) && !value->is_object())
      return tl::unexpected(bad_file(path, value->span, fmt::format("{} is no mapping", member)));
    json::Value content = is_absent(value) ? json::Value(json::Object()) : *value;
    if (content.span.line == 0) content.span = name->span;
    entries.try_emplace(name->as_string(), Entry{std::move(content), path});
  }
  return {};
}

std::vector<std::string> Kubeconfig::contexts() const {
  return keys_of(contexts_);
}

base::Result<Access> Kubeconfig::access(const std::string& context, const base::Clock& clock) const {
  const std::string& wanted = context.empty() ? current_context_ : context;
  if (wanted.empty()) {
    return tl::unexpected(base::Error{ErrorKind::invalid, "the kubeconfig has no current context",
                                      "name one of: " + base::join(contexts(), ", ")});
  }
  auto found = contexts_.find(wanted);
  if (found == contexts_.end()) {
    return tl::unexpected(base::Error{ErrorKind::not_found,
                                      fmt::format("the kubeconfig has no context `{}`", wanted),
                                      did_you_mean(wanted, contexts())});
  }
  EntryReader chosen(found->second.value, found->second.file);
  Access access;
  access.cluster = TRY(chosen.text("cluster"));
  access.user = TRY(chosen.text("user"));
  std::string namespace_name = TRY(chosen.text("namespace"));
  if (!namespace_name.empty()) access.namespace_name = namespace_name;

  auto cluster = clusters_.find(access.cluster);
  if (cluster == clusters_.end()) {
    return tl::unexpected(chosen.error(
        chosen.find("cluster"),
        fmt::format("context `{}` names a cluster `{}` that there is not", wanted, access.cluster),
        did_you_mean(access.cluster, keys_of(clusters_))));
  }
  TRY(read_cluster(EntryReader(cluster->second.value, cluster->second.file), access));

  auto user = users_.find(access.user);
  if (user == users_.end()) {
    if (access.user.empty()) return access;
    return tl::unexpected(
        chosen.error(chosen.find("user"),
                     fmt::format("context `{}` names a user `{}` that there is not", wanted, access.user),
                     did_you_mean(access.user, keys_of(users_))));
  }
  access.credentials =
      TRY(credentials_of(EntryReader(user->second.value, user->second.file), cluster->second.value,
                         access.authority_pem, access.headers, clock));
  return access;
}

}  // namespace kube
