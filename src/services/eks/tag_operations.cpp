#include "account/record/tags.h"
#include "base/arn.h"
#include "base/text.h"
#include "services/eks/access_entry.h"
#include "services/eks/cluster.h"
#include "services/eks/eks.h"
#include "services/eks/refused_input.h"

namespace account::eks {
namespace {

// By cluster/NAME or access-entry/CLUSTER/TYPE/ACCOUNT/NAME/ID of this account and region.
std::optional<Found> find_tagged(const State& state, const std::string& text) {
  auto arn = base::Arn::parse(text);
  bool is_here = arn && arn->partition == "aws" && arn->service == "eks" && arn->region == state.region() &&
                 arn->account == state.account();
  if (!is_here) return std::nullopt;
  auto parts = base::split(arn->resource, '/');
  auto cluster = parts.size() > 1 ? find(state, kClusters, parts[1]) : std::nullopt;
  if (!cluster) return std::nullopt;
  if (parts[0] == "cluster" && parts.size() == 2)
    return Found{&kClusters, std::string(parts[1]), std::move(*cluster)};
  if (parts[0] != "access-entry") return std::nullopt;
  for (Entry& entry : access_entries(state, std::string(parts[1]))) {
    if (shown(kAccessEntries, std::as_const(entry.value)).string_or("accessEntryArn", "") == text)
      return Found{&kAccessEntries, entry.id, std::move(entry.value)};
  }
  return std::nullopt;
}

json::Value& tags_of(Found& tagged) {
  return shown(*tagged.kind, tagged.record)["tags"];
}

aws::Result<Resource> locate_tagged(const Asking& asking) {
  Resource resource;
  resource.arn = asking.text("resourceArn");
  auto tagged = find_tagged(asking.call.state, resource.arn);
  if (!tagged) {
    resource.named = resource.arn;
    return resource;
  }
  add_resource_tags(&tags_of(*tagged), resource.keys);
  resource.named = std::move(tagged->named);
  resource.kind = tagged->kind;
  resource.record = std::move(tagged->record);
  return resource;
}

// Whatever has tags.
constexpr RecordKind kTagged{.name = "eks.tagged",
                             .noun = "resource",
                             .arn = "",
                             .name_member = "resourceArn",
                             .locate = locate_tagged,
                             .absent_code = "NotFoundException",
                             .absent_words = "Resource not found: {name}"};

Output list_tags(Call& call) {
  return Object{{"tags", tags_of(call.the())}};
}

Output tag(Call& call) {
  TRY(check_tags(call.input.find("tags"), "BadRequestException"));
  merge_tags(tags_of(call.the()), *call.input.find("tags"));
  call.save(call.the());
  return Object{};
}

Output untag(Call& call) {
  TRY(check_tag_keys(call.input.texts("tagKeys"), "BadRequestException"));
  remove_tags(tags_of(call.the()), call.input.texts("tagKeys"));
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"ListTagsForResource", {on(kTagged)}, list_tags},
    {"TagResource", {on(kTagged)}, tag},
    {"UntagResource", {on(kTagged)}, untag},
};

}  // namespace

std::span<const Operation> tag_operations() {
  return kOperations;
}

}  // namespace account::eks
