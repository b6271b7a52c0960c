// PutParameter: a new parameter, or a new version of one.
#include "base/text.h"
#include "services/ssm/change.h"
#include "services/ssm/new_value.h"
#include "services/ssm/parameter.h"
#include "services/ssm/policies.h"
#include "services/ssm/secure_string.h"
#include "services/ssm/ssm.h"
#include "services/ssm/tags.h"

namespace account::ssm {
namespace {

constexpr int64_t kMostVersions = 100;

// What the call does not say stays as it was.
Object with_former(const Call& call, const json::Value* former,
                   std::initializer_list<std::string_view> members) {
  Object said;
  for (std::string_view member : members) {
    if (former) said.set_if(member, former->find(member));
    said.set_if(member, call.input.find(member));
  }
  return said;
}

aws::Result<void> set_key(const Call& call, Object& parameter) {
  bool is_secure = parameter.find("Type")->as_string() == "SecureString";
  if (!is_secure && call.input.has("KeyId"))
    return invalid("KeyId is required for SecureString type parameter only.");
  if (is_secure)
    parameter.set("KeyId", call.input.has("KeyId") ? call.input.text("KeyId") : std::string(kDefaultKey));
  return {};
}

// The newest version, whose Value is still the text.
aws::Result<Object> new_version(const Call& call, const ParameterName& name, const json::Value* former) {
  Object parameter =
      with_former(call, former, {"Type", "Description", "AllowedPattern", "DataType", "Policies"});
  if (!parameter.contains("Type"))
    return invalid("A parameter type is required when you create a parameter.");
  if (!parameter.contains("DataType")) parameter.set("DataType", "text");
  json::Array policies = former ? former->find("Policies")->as_array() : json::Array();
  if (call.input.has("Policies")) policies = TRY(read_policies(call.input.text("Policies")));
  std::string value = call.input.text("Value");
  parameter.set("Tier", TRY(tier_of(call, former, value.size(), !policies.empty())));
  parameter.set("Policies", std::move(policies));
  parameter.set("Name", former ? *former->find("Name") : json::Value(base::trim(call.input.text("Name"))));
  parameter.set("ARN", name.arn());
  parameter.set("Value", std::move(value));
  parameter.set("Version", former ? former->int_or("Version", 0) + 1 : 1);
  parameter.set("LastModifiedDate", base::to_ms(call.now));
  parameter.set("LastModifiedUser", call.caller.principal.arn);
  TRY(set_key(call, parameter));
  TRY(check_value(parameter));
  return parameter;
}

// The oldest version goes where there would be too many; one that has a label stays.
aws::Result<int64_t> make_room(Call& call, const ParameterName& name, const json::Value& former) {
  int64_t oldest = former.int_or("Oldest", 1);
  if (former.int_or("Version", 0) - oldest + 1 < kMostVersions) return oldest;
  for (const json::Member& label : former.find("Labels")->as_object())
    if (label.value.as_int() == oldest)
      return aws::error(
          "ParameterMaxVersionLimitExceeded", 400,
          "You attempted to create a new version of {} by calling the PutParameter API with the "
          "overwrite flag. Version {}, the oldest version, can't be deleted because it has a label "
          "associated with it. Move the label to another version of the parameter, and try again.",
          former.string_or("Name", ""), oldest);
  forget_version(call.state, name.id, oldest);
  return oldest + 1;
}

aws::Result<void> put_beside(Call& call, const ParameterName& name, const json::Value* former,
                             Object& parameter) {
  if (!former) {
    parameter.set("Labels", Object());
    parameter.set("Oldest", 1);
    parameter.set("Tags", TRY(with_tags_of(call, json::Array())));
    return {};
  }
  parameter.set("Oldest", TRY(make_room(call, name, *former)));
  for (std::string_view member : {"Labels", "Tags"}) parameter.set(member, *former->find(member));
  keep_version(call.state, name.id, *former);
  return {};
}

Output put_parameter(Call& call) {
  const Input& in = call.input;
  std::string written(base::trim(in.text("Name")));
  if (in.flag("Overwrite") && !in.list("Tags").empty())
    return invalid(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please "
        "remove "
        "overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or "
        "RemoveTagsFromResource.");
  TRY(check_new_name(call.state, written));
  ParameterName name = read_name(call.state, written);
  auto found = find_parameter(call.state, name, false);
  const json::Value* former = found ? &*found : nullptr;
  if (former && !in.flag("Overwrite"))
    return aws::error(
        "ParameterAlreadyExists", 400,
        "The parameter already exists. To overwrite this value, set the overwrite option in the request "
        "to true.");
  Object parameter = TRY(new_version(call, name, former));
  Object output{{"Version", *parameter.find("Version")}, {"Tier", *parameter.find("Tier")}};
  if (parameter.find("DataType")->as_string() == "aws:ec2:image" && !is_image_there(call, in.text("Value")))
    return output;
  if (parameter.contains("KeyId")) TRY(seal_value(call, parameter));
  TRY(put_beside(call, name, former, parameter));
  if (former) change_count(call.state, former->string_or("Tier", ""), -1);
  change_count(call.state, parameter.find("Tier")->as_string(), 1);
  call.make(kParameters, name.id, parameter);
  expect_expiry(call, name.id, parameter);
  tell_change(call, former ? "Update" : "Create", parameter);
  return output;
}

void put_keys(const Call& call, const json::Value*, policy::Context& context) {
  context.set("ssm:Overwrite", call.input.flag("Overwrite") ? "true" : "false");
  context.set("ssm:Policies", call.input.has("Policies") ? "true" : "false");
}

constexpr Operation kOperations[] = {
    {"PutParameter",
     {creates(kParameters).keys(put_keys), also("ssm:AddTagsToResource").when("Tags")},
     put_parameter},
};

}  // namespace

std::span<const Operation> put_operations() {
  return kOperations;
}

}  // namespace account::ssm
