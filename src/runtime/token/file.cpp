#include "runtime/token/file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

namespace runtime {
namespace {

constexpr int64_t kMaxSeconds = 253402300799;  // the last second of the year 9999
constexpr size_t kMaxTokenBytes = 20000;       // what STS takes (API Reference, AssumeRoleWithWebIdentity)

base::Status set_mode(const std::string& path, mode_t mode) {
  // Not left to mkdir(2): the umask would have its say.
  if (::chmod(path.c_str(), mode) == 0) return {};
  return tl::unexpected(base::errno_error("set the mode of", path, errno));
}

}  // namespace

std::string token_file(const std::string& folder) {
  return folder + "/token";
}

base::Status write_token(const std::string& folder, std::string_view token) {
  std::string parent = std::filesystem::path(folder).parent_path();
  TRY(base::make_folder(parent, 0700));
  TRY(base::make_folder(folder, 0755));
  TRY(set_mode(folder, 0755));
  return replace_token(folder, token);
}

base::Status replace_token(const std::string& folder, std::string_view token) {
  return base::write_file_atomically(token_file(folder), token, 0644);
}

base::Result<std::string> read_token(const std::string& folder) {
  std::string text = TRY(base::read_file(token_file(folder), kMaxTokenBytes));
  return std::string(base::trim(text));
}

base::Status remove_token(const std::string& folder) {
  base::Status removed = base::remove_all(folder);
  // The agent may have put a new token into it meanwhile; it will not do so again.
  return removed ? removed : base::remove_all(folder);
}

std::optional<TokenLife> token_life(std::string_view token) {
  auto parts = base::split(token, '.');
  if (parts.size() != 3) return std::nullopt;
  auto payload = base::unbase64url(parts[1]);
  if (!payload) return std::nullopt;
  auto claims = json::parse(*payload);
  if (!claims) return std::nullopt;
  const json::Value* expires = claims->find("exp");
  if (!expires || !expires->is_int()) return std::nullopt;
  auto time = [](int64_t seconds) {
    return base::from_seconds(std::clamp<int64_t>(seconds, 0, kMaxSeconds));
  };
  return TokenLife{time(claims->int_or("iat", 0)), time(expires->as_int())};
}

}  // namespace runtime
