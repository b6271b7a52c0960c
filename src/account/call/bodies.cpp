#include "account/call/bodies.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace account {
namespace {

constexpr size_t kNameDigits = 32;
constexpr size_t kFolderDigits = 2;

// Runs `attempt` (0, or -1 with errno) on the path of a new name; makes the folder if that is what is missing.
template <typename Attempt>
base::Result<std::string> with_new_name(const std::string& objects_dir, base::Random& random,
                                        Attempt attempt) {
  std::string name = random.hex(kNameDigits);
  std::string path = body_path(objects_dir, name);
  int result = attempt(path);
  if (result < 0 && errno == ENOENT) {
    TRY(base::make_folder(path.substr(0, path.rfind('/'))));
    result = attempt(path);
  }
  if (result < 0) return tl::unexpected(base::errno_error("write", path, errno));
  return name;
}

}  // namespace

std::string body_path(const std::string& objects_dir, std::string_view name) {
  return fmt::format("{}/{}/{}", objects_dir, name.substr(0, kFolderDigits), name.substr(kFolderDigits));
}

base::Result<NewBody> make_body(const std::string& objects_dir, base::Random& random) {
  NewBody body;
  body.name = TRY(with_new_name(objects_dir, random, [&](const std::string& path) {
    body.file = base::Fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return body.file.get();
  }));
  return body;
}

base::Status append(const NewBody& body, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::write(body.file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return tl::unexpected(base::errno_error("write", body.name, errno));
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

base::Result<std::string> link_body(const std::string& objects_dir, const std::string& name,
                                    base::Random& random) {
  std::string from = body_path(objects_dir, name);
  return with_new_name(objects_dir, random,
                       [&](const std::string& path) { return ::link(from.c_str(), path.c_str()); });
}

Bodies::~Bodies() {
  remove(made_);
}

void Bodies::committed() {
  made_.clear();
  remove(unneeded_);
}

void Bodies::join(Bodies&& inner) {
  for (std::string& name : inner.made_) made_.push_back(std::move(name));
  for (std::string& name : inner.unneeded_) unneeded_.push_back(std::move(name));
  inner.made_.clear();
  inner.unneeded_.clear();
}

void Bodies::remove(std::vector<std::string>& names) const {
  for (const std::string& name : names) ::unlink(body_path(objects_dir_, name).c_str());
  names.clear();
}

}  // namespace account
