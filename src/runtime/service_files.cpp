#include "runtime/service_files.h"

#include <algorithm>
#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "runtime/state_folder.h"

namespace runtime {
namespace {

using base::ErrorKind;
using base::fail;

constexpr size_t kMaxBytes = 1'000'000;  // a Secret of Kubernetes holds 1 MiB, encoding and names included
constexpr mode_t kMode = 0444;

bool is_path(const std::string& path) {
  if (path.size() > 512 || path[0] != '/') return false;
  auto parts = base::split(std::string_view(path).substr(1), '/');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-'; };
    return !part.empty() && part != "." && part != ".." && std::all_of(part.begin(), part.end(), fits);
  });
}

bool is_within(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

}  // namespace

std::string service_file(const std::string& state_dir, const Service& service, const std::string& path) {
  return state_path(state_dir, kFiles, service.namespace_name, service.name) + path;
}

base::Status write_service_files(const std::string& state_dir, const Service& service) {
  if (service.files.empty()) return remove_service_files(state_dir, service.namespace_name, service.name);
  std::string folder = state_path(state_dir, kFiles, service.namespace_name, service.name);
  for (const auto& [path, content] : service.files) {
    std::string file = service_file(state_dir, service, path);
    TRY(base::make_folder(std::filesystem::path(file).parent_path()));
    TRY(base::write_file_atomically(file, content, kMode));
  }
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    std::string path = entry.path().string().substr(folder.size());
    if (!entry.is_directory() && !service.files.contains(path)) TRY(base::remove_all(entry.path()));
  }
  return {};
}

base::Status remove_service_files(const std::string& state_dir, const std::string& namespace_name,
                                  const std::string& service) {
  return remove_state(state_dir, state_path(state_dir, kFiles, namespace_name, service));
}

base::Status check_files(const Service& service) {
  const std::string* before = nullptr;
  for (const auto& [path, content] : service.files) {
    if (path.empty() || !is_path(path) || is_within(path, kTokenFolder) || is_within(path, kOutputFolder)) {
      return tl::unexpected(base::Error{
          ErrorKind::invalid, fmt::format("`{}` cannot be the path of a file of `{}`", path, service.name),
          "use an absolute path of letters, digits, `.`, `_` and `-`, such as `/etc/app/config.yaml`"});
    }
    if (before != nullptr && is_within(path, *before)) {
      return fail(ErrorKind::invalid, "the file `{}` of `{}` cannot be below the file `{}`", path,
                  service.name, *before);
    }
    if (content.size() > kMaxBytes || !base::is_utf8(content)) {
      return fail(ErrorKind::invalid, "the file `{}` of `{}` is larger than {} bytes, or not UTF-8 text",
                  path, service.name, kMaxBytes);
    }
    before = &path;
  }
  return {};
}

}  // namespace runtime
