#include "policy/decide/place.h"

#include <fmt/format.h>

#include <algorithm>

namespace policy {
namespace {

std::string place_in(std::string_view name, const std::vector<PolicyPtr>& list, const PolicyPtr& policy) {
  auto at = std::find(list.begin(), list.end(), policy);
  return at == list.end() ? "" : fmt::format("{}/{}", name, at - list.begin());
}

}  // namespace

std::string_view layer_key(Layer layer) {
  switch (layer) {
    case Layer::identity:
      return "identity";
    case Layer::resource:
      return "resource";
    case Layer::boundary:
      return "boundary";
    case Layer::session:
      return "session";
    case Layer::scp:
      return "scp";
    case Layer::rcp:
      return "rcp";
    case Layer::endpoint:
      return "endpoint";
    case Layer::root:
      return "root";
    case Layer::none:
      return "none";
  }
  return "none";
}

std::string place_of(const Layers& layers, Layer layer, size_t level, const PolicyPtr& policy) {
  switch (layer) {
    case Layer::identity:
      return place_in("identity", layers.identity, policy);
    case Layer::session:
      return layers.session ? place_in("session", *layers.session, policy) : "";
    case Layer::endpoint:
      return place_in("endpoint", layers.endpoint, policy);
    case Layer::scp:
      return place_in(fmt::format("scps/{}", level), layers.scps[level], policy);
    case Layer::rcp:
      return place_in(fmt::format("rcps/{}", level), layers.rcps[level], policy);
    default:
      return std::string(layer_key(layer));
  }
}

}  // namespace policy
