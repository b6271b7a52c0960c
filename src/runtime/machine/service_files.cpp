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

constexpr mode_t kMode = 0444;

// Those of before that the service has no more, and what stands where a file has become a folder, or a folder a file.
base::Status remove_stale(const std::string& folder, const ServiceSpec& service) {
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

std::string service_file(const std::string& state_dir, const ServiceSpec& service, const std::string& path) {
  return state_path(state_dir, kFiles, service.namespace_name, service.name) + path;
}

base::Status write_service_files(const std::string& state_dir, const ServiceSpec& service) {
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

}  // namespace runtime
