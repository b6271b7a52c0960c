#include "runtime/files.h"

#include <algorithm>
#include <cctype>

#include "base/encoding.h"
#include "base/text.h"

namespace runtime {
namespace {

using base::ErrorKind;
using base::fail;

constexpr size_t kMaxBytes = 1'000'000;  // a Secret of Kubernetes holds 1 MiB, encoding and names included
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

}  // namespace

base::Status check_files(const ServiceSpec& service) {
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
