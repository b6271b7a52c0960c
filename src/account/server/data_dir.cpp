#include "account/server/data_dir.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "crypto/seal.h"

namespace account {
namespace {

using base::ErrorKind;

constexpr mode_t kPublic = 0644;

// Whatever is opened by its name in the folder.
constexpr std::string_view kFiles[] = {
    "account.db",        "account.db-wal", "account.db-journal", "authority.pem",
    "authority-key.pem", "clock.json",     "credentials.json",   "lock",
    "objects",           "seal.key",       "server.json",        "snapshots"};

base::Status check_mode(const std::string& folder) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return tl::unexpected(base::errno_error("look at", folder, errno));
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) == 0) return {};
  return tl::unexpected(
      base::Error{ErrorKind::invalid,
                  fmt::format("others may write to `{}` (mode {:o}), and so become root of the account",
                              folder, info.st_mode & 07777),
                  fmt::format("`chmod 700 {}`, if nobody has put anything there", folder)});
}

base::Status check_no_link(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 || !S_ISLNK(info.st_mode)) return {};
  return tl::unexpected(base::Error{
      ErrorKind::invalid, fmt::format("`{}` is a symbolic link, which could lead anywhere", path),
      "put the file or folder itself there, or name the data directory that it is in with --data-dir"});
}

// Its blocks are there already. Whoever reads it meanwhile may see a part, and then knows no server.
bool overwrite(const std::string& path, const std::string& text) {
  base::Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  auto size = static_cast<ssize_t>(text.size());
  return fd.is_open() && ::write(fd.get(), text.data(), text.size()) == size &&
         ::ftruncate(fd.get(), size) == 0;
}

bool is_missing(const base::Error& error) {
  return error.kind == ErrorKind::not_found;
}

}  // namespace

base::Status DataDir::prepare() const {
  TRY(base::make_folder(path_));
  TRY(check_mode(path_));
  for (std::string_view name : kFiles) TRY(check_no_link(file(name)));
  return base::make_folder(objects());
}

base::Result<base::Fd> DataDir::lock() const {
  auto fd = base::lock_file(file("lock"));
  if (fd || fd.error().kind != ErrorKind::conflict) return fd;
  base::Error error{ErrorKind::conflict, fmt::format("another process serves the account in `{}`", path_),
                    "stop it with `slipway account stop`, or name another --data-dir"};
  return tl::unexpected(std::move(error));
}

base::Result<base::Secret> DataDir::seal_key(base::Random& random) const {
  auto text = base::read_file(file("seal.key"));
  if (text) {
    auto bytes = base::unhex(*text);
    if (bytes && bytes->size() == crypto::kSealKeySize) return base::Secret(std::move(*bytes));
    return base::fail(ErrorKind::io, "`{}` is damaged: it is not a key", file("seal.key"));
  }
  if (!is_missing(text.error())) return tl::unexpected(text.error());
  base::Secret key(random.bytes(crypto::kSealKeySize));
  TRY(base::write_file_atomically(file("seal.key"), base::hex(key.reveal())));
  return key;
}

base::Result<crypto::Credential> DataDir::local_authority(base::Time now) const {
  auto key = base::read_file(file("authority-key.pem"));
  if (key) {
    std::string certificate = TRY(base::read_file(authority()));
    return crypto::Credential{std::move(certificate), base::Secret(std::move(*key))};
  }
  if (!is_missing(key.error())) return tl::unexpected(key.error());
  crypto::Credential made = TRY(crypto::make_authority("Slipway local authority", now));
  TRY(base::write_file_atomically(authority(), made.certificate_pem, kPublic));
  TRY(base::write_file_atomically(file("authority-key.pem"), made.key_pem.reveal()));
  return made;
}

base::Result<std::vector<RootCredentials>> DataDir::credentials() const {
  json::Value document = TRY(json::parse(TRY(base::read_file(file("credentials.json")))));
  std::vector<RootCredentials> result;
  const json::Value* accounts = document.find("accounts");
  if (!accounts || !accounts->is_array())
    return base::fail(ErrorKind::io, "`{}` is damaged", file("credentials.json"));
  for (const json::Value& account : accounts->as_array()) {
    result.push_back({std::string(account.string_or("accountId", "")),
                      std::string(account.string_or("name", "")),
                      std::string(account.string_or("accessKeyId", "")),
                      base::Secret(std::string(account.string_or("secretAccessKey", "")))});
  }
  return result;
}

base::Status DataDir::add_credentials(const RootCredentials& credentials_to_add) const {
  std::vector<RootCredentials> all;
  if (auto existing = credentials()) {
    all = std::move(*existing);
  } else if (!is_missing(existing.error())) {
    return tl::unexpected(existing.error());
  }
  std::erase_if(all, [&](const RootCredentials& one) { return one.name == credentials_to_add.name; });
  all.push_back(credentials_to_add);
  return write_credentials(all);
}

base::Status DataDir::write_credentials(const std::vector<RootCredentials>& all) const {
  json::Array accounts;
  for (const RootCredentials& one : all) {
    accounts.push_back(json::Object{{"accountId", one.account_id},
                                    {"name", one.name},
                                    {"accessKeyId", one.access_key_id},
                                    {"secretAccessKey", one.secret_access_key.reveal()}});
  }
  return base::write_file_atomically(file("credentials.json"),
                                     json::dump_pretty(json::Object{{"accounts", std::move(accounts)}}));
}

base::Status DataDir::write_server(const RunningServer& server) const {
  json::Value document = json::Object{{"pid", static_cast<int64_t>(server.pid)},
                                      {"port", static_cast<int64_t>(server.port)},
                                      {"endpoint", server.endpoint},
                                      {"bridgeEndpoint", server.bridge_endpoint},
                                      {"proofKey", server.proof_key.reveal()}};
  std::string text = json::dump_pretty(document);
  auto written = base::write_file_atomically(file("server.json"), text);
  if (written) return {};
  // A full disk, which must not keep from being read what is there: over what the server before has left.
  if (!overwrite(file("server.json"), text)) return written;
  base::log(base::LogLevel::warn,
            "{}: what is in the account can be read, and nothing changed until that is mended",
            written.error().message);
  return {};
}

std::optional<RunningServer> DataDir::server() const {
  auto text = base::read_file(file("server.json"));
  auto document = text ? json::parse(*text) : base::Result<json::Value>(tl::unexpected(text.error()));
  if (!document) return std::nullopt;
  RunningServer server;
  server.pid = static_cast<pid_t>(document->int_or("pid", 0));
  int64_t port = document->int_or("port", 0);
  if (port < 1 || port > UINT16_MAX) return std::nullopt;
  server.port = static_cast<uint16_t>(port);
  server.endpoint = document->string_or("endpoint", "");
  server.bridge_endpoint = document->string_or("bridgeEndpoint", "");
  server.proof_key = base::Secret(std::string(document->string_or("proofKey", "")));
  return server;
}

void DataDir::remove_server() const {
  ::unlink(file("server.json").c_str());
}

}  // namespace account
