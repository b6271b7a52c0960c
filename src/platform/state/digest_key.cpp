#include "platform/state/digest_key.h"

#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "crypto/digest.h"

namespace platform {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kDigestDigits = 32;
constexpr const char* kNoDigest = "00";

}  // namespace

base::Result<DigestKey> DigestKey::read(const Home& home) {
  if (!base::exists(home.digest_key_file())) return DigestKey("");
  return DigestKey(TRY(base::read_file(home.digest_key_file())));
}

base::Result<DigestKey> DigestKey::of(engine::Keep& state, const Home& home) {
  std::string key = TRY(state.read_key());
  return key.empty() ? read(home) : DigestKey(std::move(key));
}

base::Status DigestKey::put_beside(engine::Keep& state, const engine::Lease& lease) const {
  if (key_.empty() || !TRY(state.read_key()).empty()) return {};
  return state.write_key(lease, key_);
}

base::Status DigestKey::make(const Home& home, base::Random& random) {
  std::string path = home.digest_key_file();
  if (base::exists(path)) return {};
  TRY(base::make_folder(home.root()));
  std::string key = random.hex(2 * kKeyBytes);
  std::string mine = path + "." + key.substr(0, 8);
  TRY(base::write_file_atomically(mine, key));
  std::error_code failed;  // or somebody else was first
  std::filesystem::create_hard_link(mine, path, failed);
  TRY(base::remove_all(mine));
  if (base::exists(path)) return {};
  return tl::unexpected(base::errno_error("cannot write", path, failed.value()));
}

std::string DigestKey::digest(std::string_view name, std::string_view value) const {
  if (key_.empty()) return kNoDigest;
  std::string text(name);
  text += '\0';
  text += value;
  return base::hex(crypto::hmac_sha256(key_, text)).substr(0, kDigestDigits);
}

std::string digest_of_text(std::string_view text) {
  return "sha256:" + base::hex(crypto::sha256(text));
}

}  // namespace platform
