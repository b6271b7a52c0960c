#include "platform/load/state_place.h"

#include <fmt/core.h>

#include "base/yaml.h"
#include "platform/load/load.h"
#include "platform/load/names.h"

namespace platform {
namespace {

using json::Value;

constexpr size_t kMaxPlan = 64 << 20;  // a plan is larger than what it was made of

std::string account_text(const Value& cluster) {
  const Value* account = cluster.find("account");
  if (!account || !account->is_object()) return "embedded";
  std::string endpoint(account->string_or("endpoint", ""));
  if (endpoint.empty()) return fmt::format("embedded:{}", account->string_or("embedded", ""));
  if (size_t slashes = endpoint.find("//"); slashes != std::string::npos) endpoint.erase(slashes, 2);
  if (endpoint.ends_with('/')) endpoint.pop_back();
  return endpoint;
}

std::string place_of(const Value& cluster) {
  const Value* state = cluster.find("state");
  if (!state || !state->is_object()) return "";
  if (std::string_view folder = state->string_or("folder", ""); !folder.empty()) return std::string(folder);
  std::string bucket(state->string_or("s3", ""));
  if (bucket.empty()) return "";
  if (bucket == "managed") bucket = fmt::format("managed:{}", cluster.string_or("prefix", "slipway"));
  while (bucket.ends_with('/')) bucket.pop_back();
  return fmt::format("account://{}/{}/{}", account_text(cluster), cluster.string_or("region", ""), bucket);
}

}  // namespace

std::string state_place_in(const Value& document) {
  for (const json::Member& cluster : object_at(document, "clusters"))
    if (std::string place = place_of(cluster.value); !place.empty()) return place;
  return "";
}

void check_state_places(const Value& document, base::Diagnostics& diagnostics) {
  std::string place = state_place_in(document);
  for (const json::Member& cluster : object_at(document, "clusters")) {
    const Value* state = cluster.value.find("state");
    if (state && state->is_object() && state->find("s3") && state->find("folder"))
      diagnostics.error("two-places", state->span, "the state is kept at one place, and two are named",
                        "write `s3` or `folder`");
    if (place_of(cluster.value) != place)
      diagnostics.error(
          "two-places", state ? state->span : cluster.name_span,
          fmt::format("cluster `{}` has its state elsewhere than another one of this file", cluster.name),
          "say the same `state` of all of them, or give each a file of its own");
  }
}

std::string state_place_of_file(const std::string& path) {
  auto text = text_of_file(path, kMaxPlan);
  if (!text) return "";
  if (auto plan = json::parse(*text); plan && plan->is_object() && !plan->find("clusters")) {
    std::string file(plan->string_or("file", ""));  // of which it was made
    return file.empty() || file == path ? "" : state_place_of_file(file);
  }
  base::Diagnostics ignored;
  auto document = yaml::parse(*text, ignored);
  return document && document->is_object() ? state_place_in(*document) : "";
}

}  // namespace platform
