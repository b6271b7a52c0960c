#include "cli/terminal/output_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/file.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxLinks = 40;  // as path_resolution(7)

// Where it leads to, be that there or not.
fs::path behind_links(fs::path path) {
  std::error_code unknown;
  for (int links = 0; links < kMaxLinks && fs::is_symlink(fs::symlink_status(path, unknown)); ++links)
    path = path.parent_path() / fs::read_symlink(path, unknown);
  return path;
}

base::Status write_into(const std::string& path, std::string_view text) {
  base::Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.is_open()) return tl::unexpected(base::errno_error("write", path, errno));
  while (!text.empty()) {
    ssize_t written = ::write(fd.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return tl::unexpected(base::errno_error("write", path, errno));
    text.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace

base::Status write_output(const std::string& path, std::string_view text, mode_t mode) {
  std::error_code unknown;
  fs::file_status status = fs::status(path, unknown);
  bool is_plain = !fs::exists(status) || fs::is_regular_file(status) || fs::is_directory(status);
  if (!is_plain) return write_into(path, text);
  return base::write_file_atomically(behind_links(path).string(), text, mode);
}

base::Status check_output(const std::string& path, const std::string& input) {
  std::error_code unknown;
  if (!fs::equivalent(path, input, unknown) || !fs::is_regular_file(input, unknown)) return {};
  return tl::unexpected(base::Error{base::ErrorKind::invalid,
                                    fmt::format("`{}` is the file that is read, and would be lost", path),
                                    "choose another one"});
}

}  // namespace cli
