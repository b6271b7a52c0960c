#include "services/ec2/image.h"

#include "account/record/tags.h"
#include "services/public_images.h"

namespace account::ec2 {

std::string image_of_parameter(const std::string& region, const std::string& id) {
  constexpr std::string_view kResolve = "resolve:ssm:";
  if (!id.starts_with(kResolve)) return id;
  auto parameter = find_public_parameter(region, id.substr(kResolve.size()));
  return parameter ? parameter->value : id;
}

std::optional<json::Value> find_image(const State& state, const std::string& id) {
  if (auto own = find(state, kImages, id)) return own;
  return find_public_image(state.region(), id);
}

Resource image_resource(const State& state, const std::string& id) {
  Resource resource;
  resource.kind = &kImages;
  resource.arn = fmt::format("arn:aws:ec2:{}::image/{}", state.region(), id);
  resource.named = id;
  resource.record = find_image(state, id);
  if (resource.record) {
    add_resource_tags(resource.record->find("Tags"), resource.keys, "ec2");
    image_keys(state, *resource.record, resource.keys);
  } else {
    resource.absent = absent(kImages, id).value();
  }
  return resource;
}

aws::Result<Resource> locate_image(const Asking& asking) {
  if (asking.need.about == Need::About::created)
    return Resource{.arn = arn_of(asking.call.state, kImages, Object{{"ImageId", "*"}}), .kind = &kImages};
  return image_resource(asking.call.state, asking.text(asking.need.member));
}

// Service Authorization Reference, EC2: "image*".
void image_keys(const State&, const json::Value& image, policy::Context& context) {
  context.set("ec2:ImageID", std::string(image.string_or("ImageId", "")));
  context.set("ec2:ImageType", std::string(image.string_or("ImageType", "")));
  std::string_view account = image.string_or("OwnerId", "");
  context.set("ec2:Owner", std::string(image.string_or("ImageOwnerAlias", account)));
  context.set("ec2:Public", image.bool_or("Public", false) ? "true" : "false");
  context.set("ec2:RootDeviceType", std::string(image.string_or("RootDeviceType", "")));
}

}  // namespace account::ec2
