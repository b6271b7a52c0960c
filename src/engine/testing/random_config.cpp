#include "engine/testing/random_config.h"

#include <algorithm>

#include "base/encoding.h"

namespace engine {
namespace {

size_t below(RandomNumbers& random, size_t bound) {
  return static_cast<size_t>(random() % bound);
}

bool one_in(RandomNumbers& random, size_t count) {
  return below(random, count) == 0;
}

json::Value secret_number(RandomNumbers& random) {
  return secret({"secrets/one", fmt::format("{:04x}", below(random, 4))});
}

// Up to three of those before it, as references and as needs besides.
void set_needs(RandomNumbers& random, const std::vector<Resource>& before, Resource& resource) {
  json::Array uses;
  resource.needs.clear();
  std::vector<std::string> used;
  for (size_t count = before.empty() ? 0 : below(random, 4); count > 0; --count) {
    // Near ones, so that there are long ways, and far ones, so that there are short ones.
    size_t back = 1 + below(random, one_in(random, 2) ? std::min<size_t>(before.size(), 5) : before.size());
    const std::string& address = before[before.size() - back].address;
    if (std::find(used.begin(), used.end(), address) != used.end()) continue;
    used.push_back(address);
    if (one_in(random, 4))
      resource.needs.push_back(address);
    else
      uses.push_back(after({address, "Id"}));
  }
  json::Object& desired = resource.desired.as_object();
  desired.set("uses", std::move(uses));
}

Resource random_resource(RandomNumbers& random, const std::string& address) {
  static constexpr const char* kKinds[] = {"token", "name", "tag"};
  Resource resource;
  resource.address = address;
  resource.kind = kKinds[below(random, 3)];
  resource.connection = {"prod", "eu-west-3", nullptr};
  resource.why = "it is needed";
  json::Object desired{{"zone", fmt::format("zone-{}", below(random, 3))},
                       {"size", static_cast<int64_t>(below(random, 5))}};
  if (resource.kind == "name") desired.set("name", "name-" + address);
  if (one_in(random, 2)) desired.set("label", fmt::format("$label-{}", below(random, 3)));
  if (one_in(random, 3)) desired.set("secret", secret_number(random));
  if (one_in(random, 4)) desired.set("scale", static_cast<int64_t>(below(random, 3)));
  resource.desired = std::move(desired);
  return resource;
}

void edit(RandomNumbers& random, Resource& resource) {
  json::Object& desired = resource.desired.as_object();
  switch (below(random, 5)) {
    case 0:
      desired.set("zone", fmt::format("zone-{}", below(random, 3)));
      break;
    case 1:
      desired.set("size", static_cast<int64_t>(below(random, 5)));
      break;
    case 2:
      desired.set("secret", secret_number(random));
      break;
    case 3:
      if (resource.kind == "name")
        desired.set("name", fmt::format("name-{}-{}", resource.address, below(random, 3)));
      break;
    default:
      desired.set("label", fmt::format("label-{}", below(random, 3)));
  }
}

void take_away(std::vector<Resource>& resources, size_t place) {
  std::string address = resources[place].address;
  resources.erase(resources.begin() + static_cast<std::ptrdiff_t>(place));
  for (Resource& resource : resources) {
    std::erase(resource.needs, address);
    json::Array& uses = resource.desired.as_object().find("uses")->as_array();
    std::erase(uses, after({address, "Id"}));
  }
}

}  // namespace

std::vector<Resource> random_config(RandomNumbers& random, size_t resources) {
  std::vector<Resource> out;
  for (size_t i = 0; i < resources; ++i) {
    Resource resource = random_resource(random, fmt::format("r{}", i));
    set_needs(random, out, resource);
    out.push_back(std::move(resource));
  }
  return out;
}

std::vector<Resource> edited(RandomNumbers& random, std::vector<Resource> resources) {
  size_t edits = 1 + below(random, 1 + resources.size() / 3);
  for (; edits > 0; --edits) {
    size_t place = resources.empty() ? 0 : below(random, resources.size());
    size_t what = below(random, 10);
    if (resources.empty() || what == 0) {
      Resource added = random_resource(random, fmt::format("r{}", 1000 + below(random, 1000)));
      bool is_there = std::any_of(resources.begin(), resources.end(),
                                  [&](const Resource& each) { return each.address == added.address; });
      if (is_there) continue;
      set_needs(random, resources, added);
      resources.push_back(std::move(added));
    } else if (what == 1) {
      take_away(resources, place);
    } else if (what == 2) {
      std::vector<Resource> before(resources.begin(), resources.begin() + static_cast<std::ptrdiff_t>(place));
      set_needs(random, before, resources[place]);
    } else {
      edit(random, resources[place]);
    }
  }
  return resources;
}

}  // namespace engine
