#include "services/ssm/new_value.h"

#include "account/call/invoke.h"
#include "aws/values/pattern.h"
#include "base/text.h"
#include "services/quotas.h"
#include "services/ssm/parameter.h"

namespace account::ssm {
namespace {

constexpr size_t kStandardSize = 4096;
constexpr size_t kAdvancedSize = 8192;
constexpr std::string_view kMore =
    "For more information, see "
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html";
constexpr std::string_view kDataTypes[] = {"text", "aws:ec2:image", "aws:ssm:integration"};
constexpr std::string_view kImage = "aws:ec2:image";

std::string text_of(const json::Object& parameter, std::string_view member) {
  const json::Value* value = parameter.find(member);
  return value ? value->as_string() : "";
}

bool is_full(const Call& call, const Quota& quota, std::string_view tier) {
  return !check_quota(call, quota, static_cast<size_t>(count_of(call.state, tier)));
}

// Of an Intelligent-Tiering parameter.
bool must_be_advanced(const Call& call, const json::Value* former, size_t value_size, bool has_policies) {
  if (value_size > kStandardSize || has_policies) return true;
  return former ? former->string_or("Tier", "") == "Advanced"
                : is_full(call, quotas::kStandardParameters, "Standard");
}

aws::Result<void> check_count(const Call& call, const json::Value* former, std::string_view tier) {
  if (former && former->string_or("Tier", "") == tier) return {};
  const Quota& quota = tier == "Standard" ? quotas::kStandardParameters : quotas::kAdvancedParameters;
  return check_quota(call, quota, static_cast<size_t>(count_of(call.state, tier)));
}

aws::Result<void> check_data_type(const json::Object& parameter) {
  std::string type = text_of(parameter, "DataType");
  bool is_known = false;
  for (std::string_view known : kDataTypes) is_known = is_known || known == type;
  if (!is_known)
    return invalid(fmt::format(
        "The following data type is not supported: {} (Data type names are all lowercase.)", type));
  if (type == kImage && text_of(parameter, "Type") != "String")
    return invalid(fmt::format("The data type {} is for parameters of the type String only.", kImage));
  return {};
}

// The items of a list one by one.
aws::Result<void> check_pattern(const json::Object& parameter) {
  std::string pattern = text_of(parameter, "AllowedPattern"), value = text_of(parameter, "Value");
  if (pattern.empty()) return {};
  if (!aws::is_understood(pattern))
    return aws::error("InvalidAllowedPatternException", 400,
                      "The request doesn't meet the regular expression requirement: {}", pattern);
  bool is_list = text_of(parameter, "Type") == "StringList";
  for (std::string_view item : is_list ? base::split(value, ',') : std::vector<std::string_view>{value})
    if (!aws::matches(pattern, item))
      return aws::error("ParameterPatternMismatchException", 400,
                        "Parameter value, cannot be validated against allowedPattern: {}", pattern);
  return {};
}

}  // namespace

aws::Result<std::string> tier_of(const Call& call, const json::Value* former, size_t value_size,
                                 bool has_policies) {
  std::string tier = call.input.text("Tier"), before(former ? former->string_or("Tier", "") : "Standard");
  if (tier.empty()) tier = before;
  if (tier == "Intelligent-Tiering")
    tier = must_be_advanced(call, former, value_size, has_policies) ? "Advanced" : "Standard";
  if (tier == "Standard" && before == "Advanced")
    return invalid(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
        "advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced "
        "parameter and recreate it as a standard parameter. Be aware that standard parameters have a value "
        "limit "
        "of 4096 characters.");
  if (tier == "Standard" && has_policies)
    return invalid("Parameter policies are for parameters of the advanced-parameter tier only.");
  TRY(check_count(call, former, tier));
  return tier;
}

aws::Result<void> check_value(const json::Object& parameter) {
  std::string value = text_of(parameter, "Value");
  if (value.empty())
    return invalid(
        "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have "
        "length "
        "greater than or equal to 1.");
  if (size_t open = value.find("{{"); open != value.npos && value.find("}}", open) != value.npos)
    return invalid(R"(Parameter value can't nest another parameter. Do not use "{{}}" in the value.)");
  bool is_standard = text_of(parameter, "Tier") == "Standard";
  if (is_standard && value.size() > kStandardSize)
    return invalid(
        fmt::format("Standard tier parameters support a maximum parameter value of {} characters. To create "
                    "a larger parameter value, upgrade the parameter to use the advanced-parameter tier. {}",
                    kStandardSize, kMore));
  if (value.size() > kAdvancedSize)
    return invalid(
        fmt::format("Advanced tier parameters support a maximum parameter value of {} characters. {}",
                    kAdvancedSize, kMore));
  TRY(check_data_type(parameter));
  return check_pattern(parameter);
}

bool is_image_there(Call& call, const std::string& id) {
  Output images = invoke(call, {"ssm.amazonaws.com", Access::forwarded, "ec2", "DescribeImages",
                                Object{{"ImageIds", json::Array{id}}}});
  return images.has_value();
}

}  // namespace account::ssm
