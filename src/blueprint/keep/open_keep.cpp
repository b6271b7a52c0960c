#include "blueprint/keep/open_keep.h"

#include <set>

#include "blueprint/keep/dynamodb_objects.h"
#include "blueprint/keep/dynamodb_table.h"
#include "blueprint/keep/object_keep.h"
#include "blueprint/keep/s3_bucket.h"
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

constexpr base::Milliseconds kListLimit{60'000};

// The part of an object's key that names its state; empty: it is of none.
std::string state_of(std::string_view key) {
  for (std::string_view part : {"/journal/", "/snapshots/", "/lease"})
    if (size_t at = key.rfind(part); at != key.npos) return std::string(key.substr(0, at));
  return "";
}

// Gives those that stand below the path without it.
std::vector<std::string> below(const std::set<std::string>& states, const std::string& path) {
  std::string before = path.empty() ? "" : path + "/";
  std::vector<std::string> names;
  for (const std::string& state : states)
    if (state.starts_with(before) && state.size() > before.size())
      names.push_back(state.substr(before.size()));
  return names;
}

Result<std::vector<std::string>> none_if_not_found(const base::Error& error) {
  if (error.kind == base::ErrorKind::not_found) return std::vector<std::string>();
  return tl::unexpected(error);
}

Result<std::vector<std::string>> names_in_bucket(const Parts& parts, const KeepWorld& world) {
  json::Object input{{"Bucket", parts.host}, {"Prefix", parts.path.empty() ? "" : parts.path + "/"}};
  if (!world.account.empty()) input.set("ExpectedBucketOwner", world.account);
  auto client = TRY(world.client());
  auto objects = client->call_all("s3", "ListObjectsV2", std::move(input), "Contents",
                                  base::Deadline::in(world.clock, kListLimit));
  if (!objects)
    return none_if_not_found(bucket_error(objects.error(), "s3:ListBucket", parts.host, parts.path + "/"));
  std::set<std::string> states;
  for (const json::Value& each : *objects) states.insert(state_of(each.string_or("Key", "")));
  return below(states, parts.path);
}

Result<std::vector<std::string>> names_in_table(const Parts& parts, const KeepWorld& world) {
  json::Object input{{"TableName", parts.host},
                     {"ConsistentRead", true},
                     {"ProjectionExpression", "#s"},
                     {"ExpressionAttributeNames", json::Object{{"#s", "state"}}}};
  auto client = TRY(world.client());
  auto items = client->call_all("dynamodb", "Scan", std::move(input), "Items",
                                base::Deadline::in(world.clock, kListLimit));
  if (!items) return none_if_not_found(table_error(items.error(), "dynamodb:Scan", parts.host, parts.path));
  std::set<std::string> states;
  for (const json::Value& each : *items) {
    const json::Value* state = each.find("state");
    std::string name(state ? state->string_or("S", "") : "");
    if (name.find('#') == std::string::npos) states.insert(std::move(name));  // else its parts
  }
  return below(states, parts.path);
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

Result<std::vector<std::string>> names_below(std::string_view address, const KeepWorld& world) {
  TRY(check_address(address));
  if (address.starts_with(kS3)) return names_in_bucket(TRY(parts_of(address, kS3)), world);
  return names_in_table(TRY(parts_of(address, kDynamo)), world);
}

}  // namespace blueprint
