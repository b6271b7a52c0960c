#include "services/ec2/image.h"

#include <algorithm>
#include <cstdlib>

#include "base/diagnostics.h"
#include "base/encoding.h"
#include "base/yaml.h"
#include "crypto/digest.h"
#include "services/embedded_text.h"

namespace account::ec2 {
namespace {

constexpr size_t kIdDigits = 17;
constexpr size_t kBuildDigits = 8;
constexpr int kSupportedYears = 2;
constexpr std::string_view kResolve = "resolve:ssm:";

std::string digits_of(std::string_view text, size_t count) {
  return base::hex(crypto::sha256(text)).substr(0, count);
}

// The text is our own: that it is well formed is the tests' business.
const json::Value& document() {
  static const json::Value kDocument = [] {
    base::Diagnostics diagnostics;
    auto parsed = yaml::parse(services::embedded_text("ec2/images.yaml"), diagnostics);
    if (!parsed) std::abort();
    return std::move(*parsed);
  }();
  return kDocument;
}

std::string owner_of(std::string_view family, const std::string& region) {
  const json::Value& owners = *document().find("owners")->find(family);
  return std::string(owners.string_or(region, owners.string_or("all", "")));
}

std::string replaced(std::string text, std::string_view mark, std::string_view value) {
  for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
    text.replace(at, mark.size(), value);
  return text;
}

// One image of a family.
struct Release {
  std::string region;
  std::string kubernetes;         // 1.34; empty: it is for none
  std::string architecture;       // as EC2 calls it
  std::string architecture_name;  // as the family does
  std::string version;
  std::string day;  // 2026-11-18
};

std::string filled(std::string_view text, const Release& release) {
  std::string out(text);
  for (const auto& [mark, value] :
       {std::pair("{arch}", &release.architecture_name), std::pair("{k8s}", &release.kubernetes),
        std::pair("{cpu}", &release.architecture), std::pair("{version}", &release.version)})
    out = replaced(std::move(out), mark, *value);
  return replaced(std::move(out), "{build}", digits_of(release.version, kBuildDigits));
}

json::Array devices_of(const json::Value& family, const std::string& id) {
  json::Array devices;
  for (const json::Value& one : family.find("devices")->as_array()) {
    std::string name(one.string_or("name", ""));
    Object ebs{{"DeleteOnTermination", true},
               {"SnapshotId", fmt::format("snap-0{}", digits_of(id + name, kIdDigits - 1))},
               {"VolumeSize", one.int_or("size", 0)},
               {"VolumeType", one.string_or("type", "")},
               {"Encrypted", false}};
    if (one.string_or("type", "") == "gp3") {
      ebs.set("Iops", 3000);
      ebs.set("Throughput", 125);
    }
    devices.push_back(Object{{"DeviceName", name}, {"Ebs", std::move(ebs)}});
  }
  return devices;
}

json::Value image_of(const json::Value& family, const Release& release, bool is_newest) {
  std::string name = filled(family.string_or("name", ""), release);
  std::string id = fmt::format("ami-0{}", digits_of(release.region + " " + name, kIdDigits - 1));
  int year = std::atoi(release.day.substr(0, 4).c_str()) + kSupportedYears;
  json::Array devices = devices_of(family, id);
  std::string root(devices.front().string_or("DeviceName", ""));
  Object image{{"ImageId", id},
               {"Name", name},
               {"Description", filled(family.string_or("description", ""), release)},
               {"OwnerId", owner_of(family.string_or("owner", ""), release.region)},
               {"ImageOwnerAlias", "amazon"},
               {"ImageLocation", "amazon/" + name},
               {"ImageType", "machine"},
               {"Architecture", release.architecture},
               {"CreationDate", release.day + "T18:00:00.000Z"},
               {"DeprecationTime", fmt::format("{}{}T18:00:00.000Z", year, release.day.substr(4))},
               {"State", "available"},
               {"Public", true},
               {"PlatformDetails", "Linux/UNIX"},
               {"UsageOperation", "RunInstances"},
               {"BlockDeviceMappings", std::move(devices)},
               {"RootDeviceName", std::move(root)},
               {"RootDeviceType", "ebs"},
               {"EnaSupport", true},
               {"SriovNetSupport", "simple"},
               {"Hypervisor", "xen"},
               {"VirtualizationType", "hvm"},
               {"BootMode", release.architecture == "arm64" ? "uefi" : "uefi-preferred"},
               {"ImdsSupport", "v2.0"}};
  if (is_newest) image.set("PublicSsmParameterName", filled(family.string_or("parameter", ""), release));
  return image;
}

}  // namespace

std::vector<json::Value> images_of(const std::string& region) {
  std::vector<json::Value> images;
  for (const json::Member& member : document().find("families")->as_object()) {
    const json::Value& family = member.value;
    std::vector<std::string> versions = family.strings_at("kubernetes");
    if (versions.empty()) versions.emplace_back();
    for (const std::string& kubernetes : versions)
      for (const json::Member& architecture : family.find("architectures")->as_object())
        for (const json::Value& one : family.find("releases")->as_array())
          images.push_back(
              image_of(family,
                       {region, kubernetes, std::string(architecture.name), architecture.value.as_string(),
                        std::string(one.string_or("version", "")), std::string(one.string_or("day", ""))},
                       &one == &family.find("releases")->as_array().front()));
  }
  std::sort(images.begin(), images.end(), [](const json::Value& one, const json::Value& other) {
    return one.string_or("ImageId", "") < other.string_or("ImageId", "");
  });
  return images;
}

std::optional<json::Value> find_image(const std::string& region, std::string_view id) {
  std::vector<json::Value> all = images_of(region);
  auto found = std::find_if(all.begin(), all.end(),
                            [&](const json::Value& one) { return one.string_or("ImageId", "") == id; });
  if (found == all.end()) return std::nullopt;
  return std::move(*found);
}

std::string image_of_parameter(const std::string& region, const std::string& id) {
  if (!id.starts_with(kResolve)) return id;
  std::string name = id.substr(kResolve.size());
  for (const json::Value& image : images_of(region))
    if (image.string_or("PublicSsmParameterName", "") == name)
      return std::string(image.string_or("ImageId", ""));
  return id;
}

Resource image_resource(const State& state, const std::string& id) {
  Resource resource;
  resource.kind = &kImages;
  resource.arn = fmt::format("arn:aws:ec2:{}::image/{}", state.region(), id);
  resource.named = id;
  resource.record = find_image(state.region(), id);
  if (resource.record) {
    image_keys(state, *resource.record, resource.keys);
  } else {
    resource.absent = absent(kImages, id).value();
  }
  return resource;
}

aws::Result<Resource> locate_image(const Asking& asking) {
  return image_resource(asking.call.state, asking.text(asking.need.member));
}

// Service Authorization Reference, EC2: "image*".
void image_keys(const State&, const json::Value& image, policy::Context& context) {
  context.set("ec2:ImageID", std::string(image.string_or("ImageId", "")));
  context.set("ec2:ImageType", std::string(image.string_or("ImageType", "")));
  context.set("ec2:Owner", std::string(image.string_or("ImageOwnerAlias", "")));
  context.set("ec2:Public", image.bool_or("Public", false) ? "true" : "false");
  context.set("ec2:RootDeviceType", std::string(image.string_or("RootDeviceType", "")));
}

}  // namespace account::ec2
