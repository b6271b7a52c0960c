// What a user of a kubeconfig shows: certificate, token, or what a plugin says.
#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "kube/exec_plugin.h"
#include "kube/kubeconfig_entry.h"

namespace kube {
namespace {

using base::ErrorKind;

constexpr auto kTokenFileLife = std::chrono::seconds(60);  // as client-go reads it again

base::Result<std::string> read_token(const std::string& path) {
  std::string token = TRY(base::read_file(path, 1 << 20));
  std::string_view trimmed = base::trim(token);
  if (!trimmed.empty()) return std::string(trimmed);
  return base::fail(ErrorKind::invalid, "the token file `{}` is empty", path);
}

// Read again and again, since whoever writes it renews the token.
CredentialSource from_token_file(const std::string& path, Credential rest, const base::Clock& clock) {
  return [path, rest = std::move(rest), &clock](const base::Deadline&) -> base::Result<Credential> {
    Credential credential = rest;
    credential.token = base::Secret(TRY(read_token(path)));
    credential.expires = clock.now() + kTokenFileLife;
    return credential;
  };
}

base::Status refuse_what_is_gone(const EntryReader& user) {
  if (user.find("auth-provider") != nullptr) {
    return tl::unexpected(user.error(user.find("auth-provider"),
                                     "auth-provider is gone since Kubernetes 1.26",
                                     "use an exec plugin: `aws eks update-kubeconfig` writes one"));
  }
  for (std::string_view name : {"username", "password"}) {
    if (user.find(name) == nullptr) continue;
    return tl::unexpected(user.error(user.find(name),
                                     "user names with passwords are gone since Kubernetes 1.19",
                                     "use a token, a client certificate or an exec plugin"));
  }
  return {};
}

base::Status read_impersonation(const EntryReader& user, net::Headers& headers) {
  std::string as = TRY(user.text("as"));
  if (!as.empty()) headers.add("Impersonate-User", as);
  std::string uid = TRY(user.text("as-uid"));
  if (!uid.empty()) headers.add("Impersonate-Uid", uid);
  const json::Value* groups = user.find("as-groups");
  if (groups == nullptr || groups->is_null()) return {};
  if (!groups->is_array()) return tl::unexpected(user.error(groups, "as-groups is no list"));
  for (const json::Value& group : groups->as_array()) {
    if (!group.is_string()) return tl::unexpected(user.error(&group, "a group is no text"));
    headers.add("Impersonate-Group", group.as_string());
  }
  return {};
}

}  // namespace

base::Error EntryReader::error(const json::Value* where, std::string message, std::string hint) const {
  const base::Span& span = where != nullptr ? where->span : value_.span;
  return {ErrorKind::invalid, fmt::format("{}:{}:{}: {}", file_, span.line, span.column, std::move(message)),
          std::move(hint)};
}

base::Result<std::string> EntryReader::text(std::string_view name) const {
  const json::Value* value = value_.find(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (value->is_string()) return value->as_string();
  return tl::unexpected(error(value, fmt::format("{} is no text", name), "put it in quotes"));
}

base::Result<bool> EntryReader::flag(std::string_view name) const {
  const json::Value* value = value_.find(name);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_bool()) return value->as_bool();
  return tl::unexpected(error(value, fmt::format("{} is neither true nor false", name)));
}

std::string EntryReader::path_of(const std::string& path) const {
  if (path.starts_with('/')) return path;
  size_t slash = file_.rfind('/');
  return slash == std::string::npos ? path : file_.substr(0, slash + 1) + path;
}

base::Result<std::string> EntryReader::data_or_file(std::string_view name) const {
  std::string data_name = std::string(name) + "-data";
  std::string data = TRY(text(data_name));
  if (!data.empty()) {
    auto bytes = base::unbase64(data);
    if (bytes) return *bytes;
    return tl::unexpected(error(find(data_name), data_name + " is not base64"));
  }
  std::string path = TRY(text(name));
  if (path.empty()) return std::string();
  auto content = base::read_file(path_of(path), 1 << 20);
  if (content) return *content;
  return tl::unexpected(error(find(name), content.error().message, content.error().hint));
}

base::Result<CredentialSource> credentials_of(const EntryReader& user, const json::Value& cluster,
                                              const std::string& cluster_authority_pem, net::Headers& headers,
                                              const base::Clock& clock) {
  TRY(refuse_what_is_gone(user));
  TRY(read_impersonation(user, headers));
  Credential credential;
  credential.identity.certificate_pem = TRY(user.data_or_file("client-certificate"));
  credential.identity.key_pem = base::Secret(TRY(user.data_or_file("client-key")));
  if (credential.identity.certificate_pem.empty() != credential.identity.key_pem.empty())
    return tl::unexpected(
        user.error(nullptr, "a client certificate needs its key, and a key its certificate"));
  std::string token_file = TRY(user.text("tokenFile"));
  if (!token_file.empty()) {
    std::string path = user.path_of(token_file);
    auto readable = read_token(path);
    if (!readable) return tl::unexpected(user.error(user.find("tokenFile"), readable.error().message));
    return from_token_file(path, std::move(credential), clock);
  }
  credential.token = base::Secret(TRY(user.text("token")));
  if (!credential.token.empty() || !credential.identity.certificate_pem.empty())
    return fixed_credential(std::move(credential));
  const json::Value* exec = user.find("exec");
  if (exec == nullptr || exec->is_null()) return CredentialSource();
  ExecPlugin plugin = TRY(read_exec_plugin(EntryReader(*exec, user.file()), cluster, cluster_authority_pem));
  return from_exec_plugin(std::move(plugin));
}

}  // namespace kube
