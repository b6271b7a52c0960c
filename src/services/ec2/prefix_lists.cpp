// Managed prefix lists (Amazon VPC User Guide, "Group CIDR blocks using managed prefix lists").
#include <algorithm>
#include <array>
#include <set>

#include "account/call/filters.h"
#include "account/record/index.h"
#include "account/record/tags.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/ec2/cidr.h"
#include "services/ec2/dependents.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/prefix_list.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

constexpr int64_t kMostEntries = 1000;
constexpr std::string_view kAws = "AWS";  // the owner of lists that are AWS's own

// --- AWS's own ------------------------------------------------------------------------------------------------------

struct OwnList {
  std::string_view service;
  std::array<std::string_view, 2> blocks;  // of those that stand in documents (RFC 5737)
};
constexpr OwnList kOwnLists[] = {{"dynamodb", {"192.0.2.0/25", "192.0.2.128/25"}},
                                 {"s3", {"198.51.100.0/24", "203.0.113.0/24"}}};

json::Value own_list(std::string_view region, const OwnList& list) {
  std::string name = fmt::format("com.amazonaws.{}.{}", region, list.service);
  json::Array entries;
  for (std::string_view block : list.blocks) entries.push_back(Object{{"Cidr", block}});
  std::string id = "pl-" + base::hex(crypto::sha256(name)).substr(0, 8);
  return Object{{"PrefixListId", id},
                {"PrefixListName", name},
                {"PrefixListArn", fmt::format("arn:aws:ec2:{}:aws:prefix-list/{}", region, id)},
                {"AddressFamily", "IPv4"},
                {"State", "create-complete"},
                {"OwnerId", kAws},
                {"_Versions", json::Array(1, std::move(entries))}};
}

std::optional<json::Value> find_own(std::string_view region, std::string_view id) {
  for (const OwnList& one : kOwnLists)
    if (json::Value list = own_list(region, one); list.string_or("PrefixListId", "") == id) return list;
  return std::nullopt;
}

bool is_aws(const json::Value& list) {
  return list.string_or("OwnerId", "") == kAws;
}

// --- either ---------------------------------------------------------------------------------------------------------

aws::Result<Resource> locate_list(const Asking& asking) {
  const State& state = asking.call.state;
  Resource resource;
  resource.named = asking.text("PrefixListId");
  resource.record = find_own(state.region(), resource.named);
  if (!resource.record) resource.record = find(state, kPrefixLists, resource.named);
  resource.arn = resource.record ? std::string(resource.record->string_or("PrefixListArn", ""))
                                 : arn_of(state, kPrefixLists, Object{{"PrefixListId", resource.named}});
  resource.kind = &kPrefixLists;
  if (resource.record)
    add_resource_tags(resource.record->find("Tags"), resource.keys, kPrefixLists.tag_key_prefix);
  return resource;
}

constexpr RecordKind any_list() {
  RecordKind kind = kPrefixLists;
  kind.locate = locate_list;
  return kind;
}
constexpr RecordKind kAnyList = any_list();

json::Array& versions_of(json::Value& list) {
  return list.as_object()["_Versions"].as_array();
}

json::Value view(json::Value list) {
  if (!is_aws(list)) list.as_object().set("Version", static_cast<int64_t>(versions_of(list).size()));
  return answered(std::move(list));
}

// To whoever changes it, for a moment.
Object changing(json::Value list, const char* state) {
  list.as_object().set("State", state);
  return Object{{"PrefixList", view(std::move(list))}};
}

aws::Result<std::vector<Entry>> all_lists(const Call& call, bool with_own_of_account) {
  std::vector<Entry> lists;
  for (const OwnList& one : kOwnLists) {
    json::Value list = own_list(call.region, one);
    lists.push_back({std::string(list.string_or("PrefixListId", "")), std::move(list)});
  }
  if (with_own_of_account)
    for (Entry& one : call.state.list(kPrefixLists.name)) lists.push_back(std::move(one));
  std::vector<std::string> wanted = call.input.texts("PrefixListIds");
  for (const std::string& id : wanted)
    if (std::none_of(lists.begin(), lists.end(), [&](const Entry& one) { return one.id == id; }))
      return absent(kPrefixLists, id);
  std::erase_if(lists, [&](const Entry& one) {
    return !wanted.empty() && std::find(wanted.begin(), wanted.end(), one.id) == wanted.end();
  });
  return lists;
}

Output describe_managed(Call& call) {
  Filters filters = TRY(Filters::read(call.input, {}));
  std::vector<Entry> lists = TRY(all_lists(call, true));
  for (Entry& one : lists) one.value = view(std::move(one.value));
  std::erase_if(lists, [&](const Entry& one) { return !filters.match(one.value); });
  return answer_page(call, "PrefixLists", std::move(lists));
}

// Of services alone, with their blocks.
Output describe_services(Call& call) {
  Filters filters = TRY(Filters::read(call.input, {}));
  std::vector<Entry> lists = TRY(all_lists(call, false));
  for (Entry& one : lists) {
    json::Array blocks;
    for (const json::Value& entry : versions_of(one.value).front().as_array())
      blocks.push_back(*entry.find("Cidr"));
    one.value = Object{{"PrefixListId", one.id},
                       {"PrefixListName", one.value.string_or("PrefixListName", "")},
                       {"Cidrs", std::move(blocks)}};
  }
  std::erase_if(lists, [&](const Entry& one) { return !filters.match(one.value); });
  return answer_page(call, "PrefixLists", std::move(lists));
}

Output get_entries(Call& call) {
  json::Array& versions = versions_of(call.the().record);
  int64_t version = call.input.number("TargetVersion", static_cast<int64_t>(versions.size()));
  if (version < 1 || version > static_cast<int64_t>(versions.size()))
    return aws::error("InvalidParameterValue", 400, "The prefix list version {} does not exist", version);
  std::vector<Entry> entries;
  for (json::Value& one : versions[static_cast<size_t>(version - 1)].as_array())
    entries.push_back({std::string(one.string_or("Cidr", "")), std::move(one)});
  return answer_page(call, "Entries", std::move(entries));
}

Output get_associations(Call& call) {
  std::vector<Entry> entries;
  for (const std::string& id : users_of_list(call.state, call.the().named))
    entries.push_back({id, Object{{"ResourceId", id}, {"ResourceOwner", call.state.account()}}});
  return answer_page(call, "PrefixListAssociations", std::move(entries));
}

// --- of the account -------------------------------------------------------------------------------------------------

aws::Result<void> check_own(const json::Value& list) {
  if (!is_aws(list)) return {};
  return aws::error("OperationNotPermitted", 400, "The prefix list '{}' is managed by AWS",
                    list.string_or("PrefixListId", ""));
}

// As EC2 writes the block.
aws::Result<std::string> read_block(const json::Value& entry, std::string_view family) {
  std::string_view text = entry.string_or("Cidr", "");
  auto block = Cidr::parse(text);
  if (block && block->is_v6() == (family == "IPv6")) return block->text();
  return aws::error("InvalidParameterValue", 400, "The CIDR {} is not a valid {} CIDR", text, family);
}

aws::Result<void> add_entries(json::Array& entries, const json::Array& coming, std::string_view family) {
  for (const json::Value& one : coming) {
    std::string block = TRY(read_block(one, family));
    bool is_there = std::any_of(entries.begin(), entries.end(), [&](const json::Value& other) {
      return other.string_or("Cidr", "") == block;
    });
    if (is_there)
      return aws::error("InvalidParameterValue", 400, "The CIDR {} is already in the prefix list", block);
    Object entry{{"Cidr", std::move(block)}};
    entry.set("Description", one.string_or("Description", ""));
    entries.push_back(std::move(entry));
  }
  return {};
}

aws::Result<void> remove_entries(json::Array& entries, const json::Array& going, std::string_view family) {
  for (const json::Value& one : going) {
    std::string block = TRY(read_block(one, family));
    auto count = std::erase_if(
        entries, [&](const json::Value& other) { return other.string_or("Cidr", "") == block; });
    if (count == 0)
      return aws::error("InvalidParameterValue", 400, "The CIDR {} is not in the prefix list", block);
  }
  return {};
}

aws::Result<void> check_size(int64_t most, const json::Array& entries) {
  if (most < 1 || most > kMostEntries)
    return aws::error("InvalidParameterValue", 400,
                      "Value ({}) for parameter maxEntries is invalid. It is between 1 and {}.", most,
                      kMostEntries);
  if (static_cast<int64_t>(entries.size()) <= most) return {};
  return aws::error("PrefixListMaxEntriesExceeded", 400,
                    "You've reached the maximum number of entries for the prefix list.");
}

aws::Result<void> check_name(std::string_view name) {
  if (!name.empty() && name.size() <= 255 && !name.starts_with("com.amazonaws")) return {};
  return aws::error("InvalidParameterValue", 400,
                    "Value ({}) for parameter prefixListName is invalid. A name has up to 255 characters and "
                    "cannot start with com.amazonaws.",
                    name);
}

Output create(Call& call) {
  const Input& in = call.input;
  std::string family = in.text("AddressFamily");
  if (family != "IPv4" && family != "IPv6")
    return aws::error("InvalidParameterValue", 400,
                      "Value ({}) for parameter addressFamily is invalid. It is IPv4 or IPv6.", family);
  TRY(check_name(in.text("PrefixListName")));
  json::Array tags = TRY(tags_at_creation(call, kPrefixLists));
  json::Array entries;
  TRY(add_entries(entries, in.list("Entries"), family));
  TRY(check_size(in.number("MaxEntries"), entries));
  std::string id = new_id(call, kPrefixLists);
  json::Value list = Object{{"PrefixListId", id},
                            {"PrefixListName", in.text("PrefixListName")},
                            {"PrefixListArn", arn_of(call.state, kPrefixLists, Object{{"PrefixListId", id}})},
                            {"AddressFamily", family},
                            {"MaxEntries", in.number("MaxEntries")},
                            {"State", "create-complete"},
                            {"OwnerId", call.state.account()},
                            {"Tags", std::move(tags)},
                            {"_Versions", json::Array(1, std::move(entries))}};
  call.make(kPrefixLists, id, list);
  return changing(std::move(list), "create-in-progress");
}

aws::Result<void> check_version(const Call& call, json::Value& list) {
  if (!call.input.has("CurrentVersion"))
    return aws::error("MissingParameter", 400, "The request must contain the parameter CurrentVersion");
  if (call.input.number("CurrentVersion") == static_cast<int64_t>(versions_of(list).size())) return {};
  return aws::error("PrefixListVersionMismatch", 400, "The prefix list has the incorrect version number.");
}

// A change of the entries makes a version; one of the size comes alone.
Output modify(Call& call) {
  const Input& in = call.input;
  json::Value& list = call.the().record;
  TRY(check_own(list));
  if (in.flag("IpamPrefixListResolverSyncEnabled"))
    TRY(check_not_given(in, {"IpamPrefixListResolverSyncEnabled"}));
  json::Array entries = versions_of(list).back().as_array();
  bool changes = !in.list("AddEntries").empty() || !in.list("RemoveEntries").empty();
  if (changes && in.has("MaxEntries"))
    return aws::error("InvalidParameterCombination", 400,
                      "The entries and the size of a prefix list cannot be modified at the same time.");
  std::string family(list.string_or("AddressFamily", ""));
  if (changes) {
    TRY(check_version(call, list));
    TRY(remove_entries(entries, in.list("RemoveEntries"), family));
    TRY(add_entries(entries, in.list("AddEntries"), family));
  }
  TRY(check_size(in.number("MaxEntries", list.int_or("MaxEntries", 0)), entries));
  if (in.has("PrefixListName")) TRY(check_name(in.text("PrefixListName")));
  for (std::string_view member : {"PrefixListName", "MaxEntries"})
    list.as_object().set_if(member, in.find(member));
  if (changes) versions_of(list).push_back(std::move(entries));
  list.as_object().set("State", "modify-complete");
  call.save(call.the());
  return changing(list, "modify-in-progress");
}

Output restore(Call& call) {
  json::Value& list = call.the().record;
  TRY(check_own(list));
  TRY(check_version(call, list));
  json::Array& versions = versions_of(list);
  int64_t wanted = call.input.number("PreviousVersion");
  if (wanted < 1 || wanted > static_cast<int64_t>(versions.size()))
    return aws::error("InvalidParameterValue", 400, "The prefix list version {} does not exist", wanted);
  json::Value entries = versions[static_cast<size_t>(wanted - 1)];
  versions.push_back(std::move(entries));
  list.as_object().set("State", "restore-complete");
  call.save(call.the());
  return changing(list, "restore-in-progress");
}

Output delete_list(Call& call) {
  Found& list = call.the();
  TRY(check_own(list.record));
  constexpr Dependent kDependents[] = {{kSecurityGroupRules, "PrefixListId"},
                                       {kRouteTables, "_PrefixListIds"}};
  TRY(check_no_dependents(
      call, kDependents, list.named,
      fmt::format("The prefix list '{}' has dependencies and cannot be deleted.", list.named)));
  call.erase(list);
  return changing(list.record, "delete-in-progress");
}

constexpr Operation kOperations[] = {
    {"DescribePrefixLists", {any()}, describe_services},
    {"DescribeManagedPrefixLists", {any()}, describe_managed},
    {"CreateManagedPrefixList", {creates(kPrefixLists).keys(said_keys), kCreateTags}, create},
    {"ModifyManagedPrefixList", {on(kAnyList)}, modify},
    {"RestoreManagedPrefixListVersion", {on(kAnyList)}, restore},
    {"GetManagedPrefixListEntries", {on(kAnyList)}, get_entries},
    {"GetManagedPrefixListAssociations", {on(kAnyList)}, get_associations},
    {"DeleteManagedPrefixList", {on(kAnyList)}, delete_list},
};

}  // namespace

std::string own_list_of(std::string_view region, std::string_view service) {
  for (const OwnList& one : kOwnLists)
    if (one.service == service) return std::string(own_list(region, one).string_or("PrefixListId", ""));
  return "";
}

aws::Result<json::Value> require_list(const State& state, std::string_view id) {
  if (auto own = find_own(state.region(), id)) return std::move(*own);
  return require(state, kPrefixLists, id);
}

std::vector<std::string> users_of_list(const State& state, std::string_view id) {
  std::set<std::string> users;
  for (const Entry& rule : find_through(state, kSecurityGroupRules, "PrefixListId", id))
    users.emplace(rule.value.string_or("GroupId", ""));
  for (const Entry& table : find_through(state, kRouteTables, "_PrefixListIds", id)) users.insert(table.id);
  return {users.begin(), users.end()};
}

std::span<const Operation> prefix_list_operations() {
  return kOperations;
}

}  // namespace account::ec2
