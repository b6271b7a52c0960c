#include "runtime/machine/service_files.h"

#include <algorithm>
#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "runtime/machine/state_folder.h"

namespace runtime {
namespace {

using base::ErrorKind;
using base::fail;

constexpr size_t kMaxBytes = 1'000'000;  // a Secret of Kubernetes holds 1 MiB, encoding and names included
constexpr mode_t kMode = 0444;
constexpr std::string_view kMounted[] = {kTokenFolder, kOutputFolder};

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

// Of what the runtime mounts itself, or a folder of it.
bool is_reserved(std::string_view path) {
  return std::any_of(std::begin(kMounted), std::end(kMounted), [&](std::string_view folder) {
    return is_within(path, folder) || is_within(folder, path);
  });
}

// Those of before that the service has no more, and what stands where a file has become a folder, or a folder
// a file.
base::Status remove_stale(const std::string& folder, const Service& service) {
  namespace fs = std::filesystem;
  std::vector<std::string> stale;
  std::error_code error;
  auto entries = fs::recursive_directory_iterator(folder, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    std::string path = entries->path().string();
    if (entries->is_directory() == service.files.contains(path.substr(folder.size())))
      stale.push_back(std::move(path));
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return tl::unexpected(base::errno_error("cannot read", folder, error.value()));
  for (const std::string& path : stale) TRY(base::remove_all(path));
  return {};
}

}  // namespace

std::string service_file(const std::string& state_dir, const Service& service, const std::string& path) {
  return state_path(state_dir, kFiles, service.namespace_name, service.name) + path;
}

base::Status write_service_files(const std::string& state_dir, const Service& service) {
  if (service.files.empty()) return remove_service_files(state_dir, service.namespace_name, service.name);
  std::string folder = state_path(state_dir, kFiles, service.namespace_name, service.name);
  TRY(remove_stale(folder, service));
  for (const auto& [path, content] : service.files) {
    std::string file = service_file(state_dir, service, path);
    TRY(base::make_folder(std::filesystem::path(file).parent_path()));
    TRY(base::write_file_atomically(file, content, kMode));
  }
  return {};
}

base::Status remove_service_files(const std::string& state_dir, const std::string& namespace_name,
                                  const std::string& service) {
  return remove_state(state_dir, state_path(state_dir, kFiles, namespace_name, service));
}

base::Status check_files(const Service& service) {
  for (const auto& [path, content] : service.files) {
    if (path.empty() || !is_path(path) || is_reserved(path)) {
      return tl::unexpected(base::Error{
          ErrorKind::invalid, fmt::format("`{}` cannot be the path of a file of `{}`", path, service.name),
          "use an absolute path of letters, digits, `.`, `_` and `-`, such as `/etc/app/config.yaml`"});
    }
    for (size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
      std::string folder = path.substr(0, end);
      if (!service.files.contains(folder)) continue;
      return fail(ErrorKind::invalid, "the file `{}` of `{}` cannot be below the file `{}`", path,
                  service.name, folder);
    }
    if (content.size() > kMaxBytes || !base::is_utf8(content)) {
      return fail(ErrorKind::invalid, "the file `{}` of `{}` is larger than {} bytes, or not UTF-8 text",
                  path, service.name, kMaxBytes);
    }
  }
  return {};
}

}  // namespace runtime
