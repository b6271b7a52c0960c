// DescribeImages (EC2 User Guide, "Find an AMI that meets the requirements for your EC2 instance").
#include <algorithm>

#include "account/call/filters.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/image.h"
#include "services/ec2/resource.h"
#include "services/public_images.h"

namespace account::ec2 {
namespace {

// The documentation lists the values of scan-result.highest-finding-severity-label as if they were filters.
constexpr std::string_view kSeverity = "ScanResults.HighestFindingSeverityLabel";

constexpr FilterPlace kFilters[] = {
    {"informational", kSeverity},
    {"low", kSeverity},
    {"medium", kSeverity},
    {"high", kSeverity},
    {"critical", kSeverity},
    {"block-device-mapping.device-name", "BlockDeviceMappings[].DeviceName"},
    {"block-device-mapping.", "BlockDeviceMappings[].Ebs."},
    {"is-public", "Public"},
    {"manifest-location", "ImageLocation"},
    {"owner-alias", "ImageOwnerAlias"},
    {"product-code", "ProductCodes[].ProductCodeId"},
    {"product-code.type", "ProductCodes[].ProductCodeType"},
    {"state-reason-code", "StateReason.Code"},
    {"state-reason-message", "StateReason.Message"},
    {"image-watermark.", "ImageWatermarks[]."},
    {"scan-result.", "ScanResults."},
    {"instance-type-specification.supported-instance-type",
     "InstanceTypeSpecification.SupportedInstanceTypes[]"},
    {"instance-type-specification.unsupported-instance-type",
     "InstanceTypeSpecification.UnsupportedInstanceTypes[]"},
};

bool is_own(const Call& call, const json::Value& image) {
  return image.string_or("OwnerId", "") == call.state.account();
}

bool is_among(const std::vector<std::string>& some, std::string_view one) {
  return std::find(some.begin(), some.end(), one) != some.end();
}

bool is_owned(const Call& call, const json::Value& image, const std::vector<std::string>& owners) {
  return owners.empty() || is_among(owners, image.string_or("OwnerId", "")) ||
         is_among(owners, image.string_or("ImageOwnerAlias", "")) ||
         (is_own(call, image) && is_among(owners, "self"));
}

// Who may launch it: everybody, or the account itself. None was shared with an account by its owner.
bool may_launch(const Call& call, const json::Value& image, const std::vector<std::string>& users) {
  if (users.empty()) return true;
  if (!is_own(call, image)) return is_among(users, "all");
  return is_among(users, "self") || is_among(users, call.state.account());
}

// "Deprecated AMIs are not returned", unless the call names them or owns them (EC2 API Reference, DescribeImages).
bool is_told(const Call& call, const json::Value& image) {
  return call.input.flag("IncludeDeprecated") || call.input.has("ImageIds") || is_own(call, image) ||
         image.string_or("DeprecationTime", "") > base::iso8601_ms(call.now);
}

aws::Result<std::vector<json::Value>> wanted_images(const Call& call) {
  std::vector<std::string> ids = call.input.texts("ImageIds");
  std::vector<json::Value> images;
  if (ids.empty()) {
    images = public_images(call.region);
    for (Entry& own : call.state.list(kImages.name)) images.push_back(answered(std::move(own.value)));
  }
  for (const std::string& id : ids) {
    auto image = find_image(call.state, id);
    if (!image) return absent(kImages, id);
    images.push_back(answered(std::move(*image)));
  }
  return images;
}

Output describe_images(Call& call) {
  Filters filters = TRY(Filters::read(call.input, kFilters));
  std::vector<std::string> owners = call.input.texts("Owners");
  std::vector<std::string> users = call.input.texts("ExecutableUsers");
  std::vector<Entry> entries;
  for (json::Value& image : TRY(wanted_images(call)))
    if (may_launch(call, image, users) && is_owned(call, image, owners) && is_told(call, image) &&
        filters.match(image))
      entries.push_back({std::string(image.string_or("ImageId", "")), std::move(image)});
  return answer_page(call, "Images", std::move(entries));
}

constexpr Operation kOperations[] = {{"DescribeImages", {any()}, describe_images}};

}  // namespace

std::span<const FilterPlace> image_filters() {
  return kFilters;
}

std::span<const Operation> image_operations() {
  return kOperations;
}

}  // namespace account::ec2
