#include "runtime/machine/state_folder.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace runtime {

std::string state_path(const std::string& state_dir, std::string_view kind, const std::string& namespace_name,
                       const std::string& service) {
  return fmt::format("{}/{}/{}/{}", state_dir, kind, namespace_name, service);
}

base::Status write_state(const std::string& path, const json::Value& value) {
  std::string folder = std::filesystem::path(path).parent_path();
  TRY(base::make_folder(folder));
  base::Status written = base::write_file_atomically(path, json::dump_pretty(value));
  if (written || written.error().kind != base::ErrorKind::not_found) return written;
  // Somebody removed the folder just then, as it was empty.
  TRY(base::make_folder(folder));
  return base::write_file_atomically(path, json::dump_pretty(value));
}

base::Status remove_state(const std::string& state_dir, const std::string& path) {
  TRY(base::remove_all(path));
  std::string folder = std::filesystem::path(path).parent_path();
  while (folder.size() > state_dir.size() && ::rmdir(folder.c_str()) == 0) {
    folder = std::filesystem::path(folder).parent_path();
  }
  return {};
}

base::Result<std::vector<json::Value>> read_states(const std::string& state_dir, std::string_view kind) {
  std::vector<std::string> paths;
  std::error_code error;
  auto entries = std::filesystem::recursive_directory_iterator(fmt::format("{}/{}", state_dir, kind), error);
  for (; !error && entries != std::filesystem::recursive_directory_iterator(); entries.increment(error)) {
    if (entries->path().extension() == ".json") paths.push_back(entries->path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<json::Value> result;
  for (const std::string& path : paths) {
    auto text = base::read_file(path);
    if (!text && text.error().kind == base::ErrorKind::not_found) continue;
    if (!text) return tl::unexpected(text.error());
    result.push_back(TRY(json::parse(*text).map_error([&](const base::Error& e) { return e.in(path); })));
  }
  return result;
}

}  // namespace runtime
