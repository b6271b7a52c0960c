// The lifecycle configuration of a bucket. It is kept and checked; nothing here moves or expires objects.
#include "base/encoding.h"
#include "services/s3/access.h"
#include "services/s3/bucket_configuration.h"
#include "services/s3/lifecycle_rules.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

constexpr std::string_view kTransitionSize = "TransitionDefaultMinimumObjectSize";
constexpr std::string_view kTransitionSizes[] = {"all_storage_classes_128K", "varies_by_storage_class"};

// The first if none is given.
aws::Result<std::string_view> transition_size(const std::string& given) {
  for (std::string_view size : kTransitionSizes)
    if (given.empty() || given == size) return size;
  return aws::error("InvalidRequest", 400, "Invalid {} found: {}", kTransitionSize, given);
}

aws::Result<void> check_lifecycle(Call& call, const Bucket&, Object& value) {
  json::Array& rules = value.find("Rules")->as_array();
  TRY(check_lifecycle_rules(rules));
  for (json::Value& rule : rules) {
    // S3 names rules that have no id.
    if (rule.string_or("ID", "").empty())
      rule.as_object().set("ID", base::base64(call.facilities.random.uuid()));
  }
  value.set(kTransitionSize, TRY(transition_size(call.input.text(kTransitionSize))));
  return {};
}
constexpr Configuration kLifecycle = {
    "Lifecycle",     "LifecycleConfiguration",       false,
    check_lifecycle, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"};

Output put_lifecycle(Call& call) {
  TRY(put(call, kLifecycle));
  json::Value kept = TRY(get(call, kLifecycle));
  Object output;
  output.set_if(kTransitionSize, kept.find(kTransitionSize));
  return output;
}

constexpr Operation kOperations[] = {
    {"PutBucketLifecycleConfiguration", {on(kBuckets).asks("s3:PutLifecycleConfiguration")}, put_lifecycle},
    {"GetBucketLifecycleConfiguration", {on(kBuckets).asks("s3:GetLifecycleConfiguration")}, get<kLifecycle>},
    {"DeleteBucketLifecycle", {on(kBuckets).asks("s3:PutLifecycleConfiguration")}, remove<kLifecycle>},
};

}  // namespace

std::span<const Operation> lifecycle_operations() {
  return kOperations;
}

}  // namespace account::s3
