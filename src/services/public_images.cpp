#include "services/public_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/diagnostics.h"
#include "base/encoding.h"
#include "base/yaml.h"
#include "crypto/digest.h"
#include "services/embedded_text.h"

namespace account {
namespace {

using json::Object;

constexpr size_t kIdDigits = 17;
constexpr size_t kBuildDigits = 8;
constexpr int kSupportedYears = 2;
constexpr std::string_view kHour = "T18:00:00.000Z";

std::string digits_of(std::string_view text, size_t count) {
  return base::hex(crypto::sha256(text)).substr(0, count);
}

// The text is our own: that it is well formed is the tests' business.
const json::Value& document() {
  static const json::Value kDocument = [] {
    base::Diagnostics diagnostics;
    auto parsed = yaml::parse(services::embedded_text("public_images.yaml"), diagnostics);
    if (!parsed) std::abort();
    return std::move(*parsed);
  }();
  return kDocument;
}

std::string text_of(const json::Value& value, std::string_view member) {
  return std::string(value.string_or(member, ""));
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
  const json::Value& family;
  std::string region;
  std::string patch;              // 1.34.6; empty: it is for no version of Kubernetes
  std::string architecture;       // as EC2 calls it
  std::string architecture_name;  // as the family does
  std::string version;
  std::string day;       // 2026-11-18
  int64_t newer = 0;     // how many there are
  int64_t releases = 0;  // of the family

  std::string kubernetes() const { return patch.substr(0, patch.rfind('.')); }
  std::string number() const { return version.starts_with('v') ? version.substr(1) : version; }
};

std::string filled(std::string_view text, const Release& release) {
  std::string out(text);
  for (const auto& [mark, value] :
       {std::pair("{arch}", release.architecture_name), std::pair("{k8s}", release.kubernetes()),
        std::pair("{patch}", release.patch), std::pair("{cpu}", release.architecture),
        std::pair("{version}", release.version), std::pair("{number}", release.number())})
    out = replaced(std::move(out), mark, value);
  if (out.find("{build}") == out.npos) return out;
  return replaced(std::move(out), "{build}", digits_of(release.version, kBuildDigits));
}

std::string name_of(const Release& release) {
  return filled(release.family.string_or("name", ""), release);
}

std::string id_of(const Release& release, const std::string& name) {
  return fmt::format("ami-0{}", digits_of(release.region + " " + name, kIdDigits - 1));
}

template <typename Function>
void for_each_release(const std::string& region, Function function) {
  for (const json::Member& member : document().find("families")->as_object()) {
    const json::Value& family = member.value;
    std::vector<std::string> versions;
    if (family.bool_or("for_kubernetes", false)) versions = document().strings_at("kubernetes");
    if (versions.empty()) versions.emplace_back();
    const json::Array& releases = family.find("releases")->as_array();
    for (const std::string& patch : versions)
      for (const json::Member& architecture : family.find("architectures")->as_object())
        for (const json::Value& one : releases)
          function(Release{family, region, patch, std::string(architecture.name),
                           architecture.value.as_string(), text_of(one, "version"), text_of(one, "day"),
                           &one - releases.data(), static_cast<int64_t>(releases.size())});
  }
}

// --- images ---------------------------------------------------------------------------------------------------------

json::Array devices_of(const json::Value& family, const std::string& id) {
  json::Array devices;
  for (const json::Value& one : family.find("devices")->as_array()) {
    std::string name = text_of(one, "name");
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

const json::Value& telling_of(const Release& release) {
  return *document().find("parameters")->find(release.family.string_or("told", ""));
}

std::string path_of(const Release& release, std::string_view part) {
  return filled(fmt::format("{}{}", release.family.string_or("path", ""), part), release);
}

json::Value image_of(const Release& release) {
  std::string name = name_of(release), id = id_of(release, name);
  int year = std::atoi(release.day.substr(0, 4).c_str()) + kSupportedYears;
  json::Array devices = devices_of(release.family, id);
  std::string root = text_of(devices.front(), "DeviceName");
  Object image{{"ImageId", id},
               {"Name", name},
               {"Description", filled(release.family.string_or("description", ""), release)},
               {"OwnerId", owner_of(release.family.string_or("owner", ""), release.region)},
               {"ImageOwnerAlias", "amazon"},
               {"ImageLocation", "amazon/" + name},
               {"ImageType", "machine"},
               {"Architecture", release.architecture},
               {"CreationDate", fmt::format("{}{}", release.day, kHour)},
               {"DeprecationTime", fmt::format("{}{}{}", year, release.day.substr(4), kHour)},
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
  const json::Value& told = telling_of(release);
  if (release.newer == 0)
    image.set("PublicSsmParameterName",
              path_of(release, told.strings_at("newest").front() + text_of(told, "of_image")));
  return image;
}

// --- parameters -----------------------------------------------------------------------------------------------------

// Adds those of one release, and whatever else begins as `prefix` does.
void add_parameters(const Release& release, std::string_view prefix,
                    std::vector<PublicParameter>& parameters) {
  const json::Value& told = telling_of(release);
  base::Time changed = *base::parse_iso8601(fmt::format("{}{}", release.day, kHour));
  std::string image = name_of(release);
  auto add = [&](const std::string& part, int64_t version) {
    std::string path = replaced(path_of(release, part), "{name}", image);
    for (const json::Member& one : told.find("values")->as_object()) {
      std::string name = path + std::string(one.name);
      if (!name.starts_with(prefix)) continue;
      std::string value = replaced(filled(one.value.as_string(), release), "{name}", image);
      parameters.push_back(
          {name, replaced(std::move(value), "{id}", id_of(release, image)), version, changed});
    }
  };
  if (release.newer == 0)
    for (const std::string& part : told.strings_at("newest")) add(part, release.releases);
  for (const std::string& part : told.strings_at("each")) add(part, 1);
}

}  // namespace

std::vector<json::Value> public_images(const std::string& region) {
  std::vector<json::Value> images;
  for_each_release(region, [&](const Release& release) { images.push_back(image_of(release)); });
  std::sort(images.begin(), images.end(), [](const json::Value& one, const json::Value& other) {
    return one.string_or("ImageId", "") < other.string_or("ImageId", "");
  });
  return images;
}

std::optional<json::Value> find_public_image(const std::string& region, std::string_view id) {
  std::optional<json::Value> found;
  for_each_release(region, [&](const Release& release) {
    if (!found && id_of(release, name_of(release)) == id) found = image_of(release);
  });
  return found;
}

std::vector<PublicParameter> public_parameters(const std::string& region, std::string_view prefix) {
  std::vector<PublicParameter> parameters;
  for_each_release(region, [&](const Release& release) { add_parameters(release, prefix, parameters); });
  std::sort(parameters.begin(), parameters.end(),
            [](const PublicParameter& one, const PublicParameter& other) { return one.name < other.name; });
  return parameters;
}

std::optional<PublicParameter> find_public_parameter(const std::string& region, std::string_view name) {
  for (PublicParameter& one : public_parameters(region, name))
    if (one.name == name) return std::move(one);
  return std::nullopt;
}

}  // namespace account
