#include "runtime/podman/image.h"

#include "runtime/podman/call.h"
#include "runtime/podman/run.h"

namespace runtime {
namespace {

using base::ErrorKind;

base::Error absent(const std::string& image, std::string_view why) {
  std::string hint =
      image.starts_with("slipway/aws-cli") || image.starts_with("localhost/slipway/aws-cli")
          ? "build it with `./dev setup image`"
          : "check its name and that its registry can be reached, or bring it with `podman load`";
  std::string reason = why.empty() ? std::string() : fmt::format(": {}", why);
  return {ErrorKind::not_found,
          fmt::format("image `{}` is not on this machine and cannot be pulled{}", image, reason), hint};
}

}  // namespace

base::Result<bool> has_image(const std::string& image, const base::Deadline& deadline) {
  if (image.empty() || image[0] == '-') {
    return base::fail(ErrorKind::invalid, "`{}` is not the name of an image", image);
  }
  base::Command exists;
  exists.arguments = podman_command({"image", "exists", full_image_name(image)});
  return TRY(base::run(exists, deadline)).exit_code == 0;
}

base::Status pull_image(const std::string& image, const std::function<void(const std::string&)>& progress,
                        const base::Deadline& deadline) {
  std::string full = full_image_name(image);
  // podman would ask this machine's port 443 for it, three times.
  if (full.starts_with("localhost/")) return tl::unexpected(absent(image, ""));

  progress(fmt::format("pulling {}", full));
  base::Command pull;
  pull.arguments = podman_command({"pull", "--quiet", full});
  base::Output pulled = TRY(base::run(pull, deadline));
  if (pulled.exit_code == 0) return {};
  return tl::unexpected(absent(image, podman_reason(pulled)));
}

}  // namespace runtime
