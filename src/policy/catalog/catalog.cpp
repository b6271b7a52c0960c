#include "policy/catalog/catalog.h"

#include <algorithm>

#include "base/text.h"
#include "policy/buffer.h"
#include "policy/match/glob.h"

namespace policy {
namespace {

enum Section : uint32_t {
  kSource = 1,
  kServices,
  kActions,
  kTypeRefs,
  kKeyRefs,
  kTypes,
  kKeys,
  kKeyOrder,
  kOperations,
  kDependents,
  kActionSlots
};
enum ServiceField : uint32_t {
  kPrefix,
  kServiceName,
  kFirstAction,
  kActionCount,
  kFirstType,
  kTypeCount,
  kFirstServiceKey,
  kServiceKeys,
  kFlags,
  kServiceWords
};
enum ActionField : uint32_t {
  kActionName,
  kLevels,
  kFirstTypeRef,
  kTypeRefCount,
  kFirstActionKey,
  kActionKeys,
  kActionWords
};
enum TypeField : uint32_t { kTypeName, kTypeArn, kFirstTypeKey, kTypeKeys, kTypeWords };

constexpr uint32_t kListType = 0x100;
constexpr uint32_t kRequired = 1, kRcp = 1;

// -1, 0 or 1, without case; the table's order.
int compare(std::string_view a, std::string_view b) {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i] == b[i]) continue;
    auto x = static_cast<unsigned char>(lower_byte(a[i])), y = static_cast<unsigned char>(lower_byte(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
}

// Where the search for an action of a service begins, before it is taken modulo the number of slots (FNV-1a).
uint32_t slot_hash(const Catalog::Service& service, std::string_view name) {
  uint32_t hash = 2166136261u ^ service.first_action;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(lower_byte(c))) * 16777619u;
  return hash;
}

// The first index in [0, count) whose name is not below `wanted`.
template <typename NameOf>
uint32_t lower_bound(uint32_t count, std::string_view wanted, NameOf name_of) {
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (compare(name_of(middle), wanted) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// Whether a name in lower case fits one with `${...}` parts.
bool fits_template(std::string_view with_parts, std::string_view lowered) {
  return matches(tokenize_template(base::lower(with_parts), tokenize("*")), lowered);
}

}  // namespace

Catalog::Catalog(const uint32_t* table) : table_(table) {
  auto keys = table_.section(kKeys);
  for (uint32_t i = 0; i < keys.size() / 2; ++i) {
    if (key_by_index(i).name.find("${") != std::string_view::npos) templates_.push_back(i);
  }
}

std::string_view Catalog::source() const {
  return table_.string(table_.section(kSource)[0]);
}
std::string_view Catalog::date() const {
  return table_.string(table_.section(kSource)[1]);
}
std::string_view Catalog::notice() const {
  return table_.string(table_.section(kSource)[2]);
}

uint32_t Catalog::service_count() const {
  return static_cast<uint32_t>(table_.section(kServices).size()) / kServiceWords;
}
uint32_t Catalog::action_count() const {
  return static_cast<uint32_t>(table_.section(kActions).size()) / kActionWords;
}

Catalog::Service Catalog::service_at(uint32_t index) const {
  auto words = table_.section(kServices).subspan(index * kServiceWords, kServiceWords);
  return {table_.string(words[kPrefix]), table_.string(words[kServiceName]), (words[kFlags] & kRcp) != 0,
          words[kFirstAction], words[kActionCount]};
}

std::string_view Catalog::prefix_at(uint32_t service) const {
  return table_.string(table_.section(kServices)[service * kServiceWords + kPrefix]);
}

std::optional<Catalog::Service> Catalog::service(std::string_view prefix) const {
  uint32_t at = lower_bound(service_count(), prefix, [&](uint32_t i) { return prefix_at(i); });
  if (at == service_count() || compare(prefix_at(at), prefix) != 0) return std::nullopt;
  return service_at(at);
}

Catalog::Action Catalog::action_at(const Service& service, uint32_t index) const {
  uint32_t at = service.first_action + index;
  auto words = table_.section(kActions).subspan(at * kActionWords, kActionWords);
  return {service.prefix, table_.string(words[kActionName]), words[kLevels], at};
}

Catalog::Action Catalog::action_by_index(uint32_t index) const {
  uint32_t low = 0, high = service_count();
  while (low + 1 < high) {
    uint32_t middle = (low + high) / 2;
    (service_at(middle).first_action <= index ? low : high) = middle;
  }
  // Services without actions share their first action with the next one.
  Service service = service_at(low);
  return action_at(service, index - service.first_action);
}

std::optional<Catalog::Action> Catalog::action(std::string_view full_name) const {
  size_t colon = full_name.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto found = service(full_name.substr(0, colon));
  if (!found) return std::nullopt;
  return action(*found, full_name.substr(colon + 1));
}

std::optional<Catalog::Action> Catalog::action(const Service& service, std::string_view name) const {
  auto slots = table_.section(kActionSlots);  // never full; their number is a power of two
  size_t mask = slots.size() - 1;
  for (size_t at = slot_hash(service, name) & mask; slots[at] != base::kNone; at = (at + 1) & mask) {
    uint32_t index = slots[at] - service.first_action;  // of another service: too large
    if (index >= service.actions) continue;
    Action action = action_at(service, index);
    if (base::equal_ignoring_case(action.name, name)) return action;
  }
  return std::nullopt;
}

namespace {

// Calls `visit` for each action of the service that the pattern (in lower case) matches; false once it returns false.
template <typename Visit>
bool visit_service(const Catalog& catalog, const Catalog::Service& service, std::string_view pattern,
                   Visit visit) {
  std::string_view fixed = pattern.substr(0, find_wildcard(pattern));
  Glob glob{std::string(pattern)};
  Lowered lowered;
  uint32_t at =
      lower_bound(service.actions, fixed, [&](uint32_t i) { return catalog.action_at(service, i).name; });
  for (; at < service.actions; ++at) {
    Catalog::Action action = catalog.action_at(service, at);
    std::string_view name = lowered.set(action.name);
    if (!name.starts_with(fixed)) break;
    if (glob.matches(name) && !visit(action)) return false;
  }
  return true;
}

template <typename Visit>
void visit_actions(const Catalog& catalog, std::string_view pattern, Visit visit) {
  std::string lowered = base::lower(base::trim(pattern));
  if (lowered == "*") lowered = "*:*";
  size_t colon = lowered.find(':');
  if (colon == std::string::npos) return;
  std::string_view prefix = std::string_view(lowered).substr(0, colon);
  std::string_view name = std::string_view(lowered).substr(colon + 1);
  if (find_wildcard(prefix) == std::string_view::npos) {
    if (auto service = catalog.service(prefix)) visit_service(catalog, *service, name, visit);
    return;
  }
  Glob services{std::string(prefix)};
  for (uint32_t i = 0; i < catalog.service_count(); ++i) {
    Catalog::Service service = catalog.service_at(i);
    if (services.matches(service.prefix) && !visit_service(catalog, service, name, visit)) return;
  }
}

}  // namespace

std::vector<Catalog::Action> Catalog::actions_like(std::string_view pattern) const {
  std::vector<Action> out;
  visit_actions(*this, pattern, [&](const Action& action) {
    out.push_back(action);
    return true;
  });
  return out;
}

bool Catalog::any_action_like(const Service& service, std::string_view pattern) const {
  return !visit_service(*this, service, base::lower(pattern), [](const Action&) { return false; });
}

std::vector<Catalog::ResourceType> Catalog::resources_of(const Action& action) const {
  auto words = table_.section(kActions).subspan(action.index * kActionWords, kActionWords);
  auto refs = table_.section(kTypeRefs);
  std::vector<ResourceType> out;
  for (uint32_t i = 0; i < words[kTypeRefCount]; ++i) {
    uint32_t at = words[kFirstTypeRef] + i, type = refs[2 * at];
    ResourceType resource = type_by_index(type);
    resource.required = (refs[2 * at + 1] & kRequired) != 0;
    out.push_back(resource);
  }
  return out;
}

std::vector<Catalog::ResourceType> Catalog::types_of(const Service& wanted) const {
  uint32_t at = lower_bound(service_count(), wanted.prefix, [&](uint32_t i) { return prefix_at(i); });
  auto words = table_.section(kServices).subspan(at * kServiceWords, kServiceWords);
  std::vector<ResourceType> out;
  for (uint32_t i = 0; i < words[kTypeCount]; ++i) out.push_back(type_by_index(words[kFirstType] + i));
  return out;
}

Catalog::ResourceType Catalog::type_by_index(uint32_t index) const {
  ResourceType out;
  out.index = index;
  if (index == base::kNone) return out;  // of another service
  auto fields = table_.section(kTypes).subspan(index * kTypeWords, kTypeWords);
  out.name = table_.string(fields[kTypeName]);
  out.arn = table_.string(fields[kTypeArn]);
  return out;
}

Catalog::Key Catalog::key_by_index(uint32_t index) const {
  auto keys = table_.section(kKeys);
  uint32_t type = keys[2 * index + 1];
  return {table_.string(keys[2 * index]), static_cast<KeyType>(type & ~kListType), (type & kListType) != 0};
}

std::vector<Catalog::Key> Catalog::keys(uint32_t first, uint32_t count) const {
  std::vector<Key> out;
  for (uint32_t i = 0; i < count; ++i) out.push_back(key_by_index(table_.section(kKeyRefs)[first + i]));
  return out;
}

std::vector<Catalog::Key> Catalog::keys_of(const Action& action) const {
  auto words = table_.section(kActions).subspan(action.index * kActionWords, kActionWords);
  return keys(words[kFirstActionKey], words[kActionKeys]);
}

std::vector<Catalog::Key> Catalog::keys_of(const ResourceType& type) const {
  if (type.index == base::kNone) return {};
  auto words = table_.section(kTypes).subspan(type.index * kTypeWords, kTypeWords);
  return keys(words[kFirstTypeKey], words[kTypeKeys]);
}

std::vector<Catalog::Key> Catalog::keys_of(const Service& wanted) const {
  uint32_t at = lower_bound(service_count(), wanted.prefix, [&](uint32_t i) { return prefix_at(i); });
  auto words = table_.section(kServices).subspan(at * kServiceWords, kServiceWords);
  return keys(words[kFirstServiceKey], words[kServiceKeys]);
}

std::vector<Catalog::Dependent> Catalog::needed_by(const Action& action) const {
  auto words = table_.section(kDependents);
  std::vector<Dependent> out;
  for (size_t i = 0; i < words.size(); i += 3) {
    if (words[i] == action.index) out.push_back({action_by_index(words[i + 1]), table_.string(words[i + 2])});
  }
  return out;
}

std::vector<Catalog::Key> Catalog::global_keys() const {
  std::vector<Key> out;
  for (uint32_t index : table_.section(kKeyOrder)) {
    Key key = key_by_index(index);
    if (key.name.starts_with("aws:")) out.push_back(key);
  }
  return out;
}

std::optional<Catalog::Key> Catalog::key(std::string_view name) const {
  auto order = table_.section(kKeyOrder);
  auto count = static_cast<uint32_t>(order.size());
  uint32_t at = lower_bound(count, name, [&](uint32_t i) { return key_by_index(order[i]).name; });
  if (at < count && compare(key_by_index(order[at]).name, name) == 0) return key_by_index(order[at]);
  std::string lowered = base::lower(name);
  for (uint32_t index : templates_) {
    Key key = key_by_index(index);
    // Most are told apart by what stands before their own part.
    std::string_view fixed = key.name.substr(0, key.name.find("${"));
    bool begins =
        lowered.size() > fixed.size() && base::equal_ignoring_case(name.substr(0, fixed.size()), fixed);
    if (begins && fits_template(key.name, lowered)) return key;
  }
  return std::nullopt;
}

std::vector<Catalog::Action> Catalog::actions_of_operation(std::string_view operation) const {
  auto words = table_.section(kOperations);
  bool with_service = operation.find(':') != std::string_view::npos;
  std::vector<Action> out;
  for (size_t i = 0; i < words.size(); i += 2) {
    std::string_view name = table_.string(words[i]);
    if (!with_service) name.remove_prefix(name.find(':') + 1);
    if (base::equal_ignoring_case(name, operation)) out.push_back(action_by_index(words[i + 1]));
  }
  return out;
}

std::vector<std::string_view> Catalog::operations_of(const Action& action) const {
  auto words = table_.section(kOperations);
  std::vector<std::string_view> out;
  for (size_t i = 0; i < words.size(); i += 2) {
    if (words[i + 1] == action.index) out.push_back(table_.string(words[i]));
  }
  return out;
}

std::string level_names(uint32_t levels) {
  static constexpr std::string_view kNames[] = {"List", "Read", "Write", "Tagging", "Permissions management"};
  std::vector<std::string> out;
  for (uint32_t i = 0; i < std::size(kNames); ++i) {
    if (levels & (1u << i)) out.emplace_back(kNames[i]);
  }
  return base::join(out, ", ");
}

std::string_view key_type_name(Catalog::KeyType type) {
  static constexpr std::string_view kNames[] = {"String", "ARN",       "Bool",  "Numeric",
                                                "Date",   "IPAddress", "Binary"};
  return kNames[static_cast<size_t>(type)];
}

}  // namespace policy
