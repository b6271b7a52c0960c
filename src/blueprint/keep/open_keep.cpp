#include "blueprint/keep/open_keep.h"

#include "blueprint/keep/dynamodb_objects.h"
#include "blueprint/keep/object_keep.h"
#include "blueprint/keep/s3_objects.h"
#include "engine/keep/file_keep.h"

namespace blueprint {
namespace {

using base::Result;

constexpr std::string_view kS3 = "s3://", kDynamo = "dynamodb://";

base::Error no_place(std::string_view address) {
  return {base::ErrorKind::invalid, fmt::format("`{}` is no place for a state", address),
          "give it as s3://BUCKET/PREFIX, dynamodb://TABLE/NAME, or as a folder"};
}

struct Parts {
  std::string host, path;
};

std::string_view without_slashes(std::string_view text) {
  while (text.starts_with('/')) text.remove_prefix(1);
  while (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

Result<Parts> parts_of(std::string_view address, std::string_view scheme) {
  std::string_view rest = address.substr(scheme.size());
  size_t slash = rest.find('/');
  Parts parts{std::string(rest.substr(0, slash)),
              std::string(slash == rest.npos ? "" : without_slashes(rest.substr(slash)))};
  if (!parts.host.empty() && parts.path.find_first_of("#\\ ") == std::string::npos) return parts;
  return tl::unexpected(no_place(address));
}

std::unique_ptr<engine::Keep> keep_in(std::unique_ptr<Objects> objects, const KeepWorld& world) {
  return std::make_unique<ObjectKeep>(std::move(objects), world.clock, world.random);
}

}  // namespace

base::Status check_address(std::string_view address) {
  size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  for (std::string_view known : {kS3, kDynamo})
    if (address.starts_with(known)) return parts_of(address, known).map([](const Parts&) {});
  return tl::unexpected(no_place(address));
}

Result<std::unique_ptr<engine::Keep>> open_keep(std::string_view address, const KeepWorld& world) {
  TRY(check_address(address));
  if (address.starts_with(kS3)) {
    Parts parts = TRY(parts_of(address, kS3));
    S3Place place{parts.host, parts.path, world.kms_key, world.account};
    return keep_in(std::make_unique<S3Objects>(TRY(world.client()), world.clock, std::move(place)), world);
  }
  if (address.starts_with(kDynamo)) {
    Parts parts = TRY(parts_of(address, kDynamo));
    DynamoPlace place{parts.host, parts.path.empty() ? "slipway" : parts.path, world.kms_key};
    return keep_in(
        std::make_unique<DynamoObjects>(TRY(world.client()), world.clock, world.random, std::move(place)),
        world);
  }
  return std::make_unique<engine::FileKeep>(std::string(address), world.clock);
}

}  // namespace blueprint
