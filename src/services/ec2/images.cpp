// DescribeImages (EC2 User Guide, "Find an AMI that meets the requirements for your EC2 instance"). Nobody makes images
// here, so that an account has none of its own.
#include <algorithm>

#include "account/call/filters.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/image.h"
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

bool is_owned(const json::Value& image, const std::vector<std::string>& owners) {
  return owners.empty() || std::any_of(owners.begin(), owners.end(), [&](const std::string& owner) {
           return owner == image.string_or("OwnerId", "") || owner == image.string_or("ImageOwnerAlias", "");
         });
}

// All of them are public; none was shared with an account by its owner.
bool may_launch(const std::vector<std::string>& users) {
  return users.empty() || std::find(users.begin(), users.end(), "all") != users.end();
}

// "Deprecated AMIs are not returned", unless the call names them (EC2 API Reference, DescribeImages).
bool is_told(const Call& call, const json::Value& image) {
  return call.input.flag("IncludeDeprecated") || call.input.has("ImageIds") ||
         image.string_or("DeprecationTime", "") > base::iso8601_ms(call.now);
}

aws::Result<std::vector<json::Value>> wanted_images(const Call& call) {
  std::vector<std::string> ids = call.input.texts("ImageIds");
  if (ids.empty()) return public_images(call.region);
  std::vector<json::Value> images;
  for (const std::string& id : ids) {
    auto image = find_public_image(call.region, id);
    if (!image) return absent(kImages, id);
    images.push_back(std::move(*image));
  }
  return images;
}

Output describe_images(Call& call) {
  Filters filters = TRY(Filters::read(call.input, kFilters));
  std::vector<std::string> owners = call.input.texts("Owners");
  bool is_public_meant = may_launch(call.input.texts("ExecutableUsers"));
  std::vector<Entry> entries;
  for (json::Value& image : TRY(wanted_images(call)))
    if (is_public_meant && is_owned(image, owners) && is_told(call, image) && filters.match(image))
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
