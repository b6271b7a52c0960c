#include "account/record/tags.h"
#include "base/arn.h"
#include "base/text.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_part.h"
#include "services/eks/eks.h"
#include "services/eks/refused_input.h"

namespace account::eks {
namespace {

// By cluster/NAME, or TYPE/CLUSTER/... of what belongs to one, in this account and region.
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
  for (const RecordKind* kind : cluster_parts()) {
    if (kind->type != parts[0]) continue;
    for (Entry& part : parts_of(state, *kind, parts[1]))
      if (shown(*kind, std::as_const(part.value)).string_or(kind->arn_member, "") == text)
        return Found{kind, part.id, std::move(part.value)};
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
  TRY(check_tag_count(tags_of(call.the()), "BadRequestException"));
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
