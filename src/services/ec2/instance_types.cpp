// DescribeInstanceTypes and DescribeInstanceTypeOfferings: read only, the same for whoever asks in a region.
#include <algorithm>

#include "account/call/filters.h"
#include "base/text.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/instance_type.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

constexpr size_t kMostNamed = 100;

// Names of filters that are not their places.
constexpr FilterPlace kTypeFilters[] = {
    {"memory-info.size-in-mib", "MemoryInfo.SizeInMiB"},
    {"ebs-info.ebs-optimized-info.baseline-throughput-in-mbps",
     "EbsInfo.EbsOptimizedInfo.BaselineThroughputInMBps"},
    {"ebs-info.ebs-optimized-info.maximum-throughput-in-mbps",
     "EbsInfo.EbsOptimizedInfo.MaximumThroughputInMBps"},
    {"instance-storage-info.disk.size-in-gb", "InstanceStorageInfo.Disks[].SizeInGB"},
    {"instance-storage-info.disk.", "InstanceStorageInfo.Disks[]."},
    {"instance-storage-info.total-size-in-gb", "InstanceStorageInfo.TotalSizeInGB"},
    {"network-info.bandwidth-weightings", "NetworkInfo.BandwidthWeightings[]"},
    {"nitro-tpm-info.supported-versions", "NitroTpmInfo.SupportedVersions[]"},
    {"processor-info.supported-architecture", "ProcessorInfo.SupportedArchitectures[]"},
    {"processor-info.supported-features", "ProcessorInfo.SupportedFeatures[]"},
    {"supported-boot-mode", "SupportedBootModes[]"},
    {"supported-root-device-type", "SupportedRootDeviceTypes[]"},
    {"supported-usage-class", "SupportedUsageClasses[]"},
    {"supported-virtualization-type", "SupportedVirtualizationTypes[]"},
    {"vcpu-info.default-vcpus", "VCpuInfo.DefaultVCpus"},
    {"vcpu-info.valid-cores", "VCpuInfo.ValidCores[]"},
    {"vcpu-info.valid-threads-per-core", "VCpuInfo.ValidThreadsPerCore[]"},
    {"vcpu-info.", "VCpuInfo."},
};

aws::Result<std::vector<InstanceType>> named_types(const std::vector<std::string>& names) {
  std::vector<InstanceType> types;
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    if (auto type = InstanceType::find(name)) {
      types.push_back(*type);
    } else {
      unknown.push_back(name);
    }
  }
  if (unknown.empty()) return types;
  return aws::error("InvalidInstanceType", 400, "The following supplied instance types do not exist: [{}]",
                    base::join(unknown, ", "));
}

Output describe_types(Call& call) {
  std::vector<std::string> names = call.input.texts("InstanceTypes");
  if (names.size() > kMostNamed)
    return aws::error("InvalidParameterValue", 400, "At most {} instance types can be named", kMostNamed);
  if (!names.empty() && call.input.has("MaxResults"))
    return aws::error("InvalidParameterCombination", 400,
                      "The parameter InstanceTypes cannot be used with the parameter maxResults");
  Filters filters = TRY(Filters::read(call.input, kTypeFilters));
  std::vector<InstanceType> here = types_in_region(call.region);
  std::vector<InstanceType> types = here;
  bool takes_all = call.input.flag("IncludeUnsupportedInRegion");
  if (!names.empty()) {
    types = TRY(named_types(names));
  } else if (takes_all) {
    types.clear();
    for (uint32_t i = 0; i < InstanceType::count(); ++i) types.push_back(InstanceType::at(i));
  }
  std::vector<Entry> entries;
  for (const InstanceType& type : types) {
    bool is_here = std::find(here.begin(), here.end(), type) != here.end();
    if (!is_here && !takes_all)
      return aws::error("InvalidInstanceType", 400,
                        "The following supplied instance types do not exist: [{}]", type.name());
    json::Value info = type.info();
    if (info.find("SupportedInRegion")) info.as_object().set("SupportedInRegion", is_here);
    if (filters.match(info)) entries.push_back({std::string(type.name()), std::move(info)});
  }
  return answer_page(call, "InstanceTypes", std::move(entries));
}

// --- offerings ------------------------------------------------------------------------------------------------------

void add_offerings(const std::vector<InstanceType>& types, std::string_view location_type,
                   const std::string& location, std::vector<Entry>& entries) {
  for (const InstanceType& type : types)
    entries.push_back(
        {fmt::format("{} {}", location, type.name()),
         Object{{"InstanceType", type.name()}, {"LocationType", location_type}, {"Location", location}}});
}

Output describe_offerings(Call& call) {
  Filters filters = TRY(Filters::read(call.input, {}));
  std::string by = call.input.has("LocationType") ? call.input.text("LocationType") : "region";
  std::vector<Entry> entries;
  if (by == "region") add_offerings(types_in_region(call.region), by, call.region, entries);
  if (by.starts_with("availability-zone"))
    for (const Zone& zone : zones_of(call.region, call.state.account()))
      add_offerings(types_in_zone(call.region, zone.id), by, by == "availability-zone" ? zone.name : zone.id,
                    entries);
  std::erase_if(entries, [&](const Entry& entry) { return !filters.match(entry.value); });
  return answer_page(call, "InstanceTypeOfferings", std::move(entries));
}

constexpr Operation kOperations[] = {{"DescribeInstanceTypes", {any()}, describe_types},
                                     {"DescribeInstanceTypeOfferings", {any()}, describe_offerings}};

}  // namespace

std::span<const FilterPlace> instance_type_filters() {
  return kTypeFilters;
}

std::span<const Operation> instance_type_operations() {
  return kOperations;
}

}  // namespace account::ec2
