#include "services/ec2/spot_price.h"

#include <fmt/format.h>

namespace account::ec2 {
namespace {

constexpr int64_t kDayMs = 86'400'000;
// Near to the list prices of types for general use.
constexpr double kOfCpu = 0.03, kOfGib = 0.0045, kOfGpu = 0.75;
constexpr double kArmCosts = 0.8;
// Of the on-demand price: at least, and how much more at most; how much of that moves from day to day.
constexpr double kLeastShare = 0.28, kPlaceShare = 0.22, kDayShare = 0.1;
constexpr int kSmoothedDays = 3;

// FNV-1a, mixed at the end as SplitMix64 does: the same everywhere, and quick.
uint64_t hash(std::string_view text, int64_t number) {
  uint64_t value = 0xcbf29ce484222325;
  for (char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  value += static_cast<uint64_t>(number) * 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

double fraction(std::string_view text, int64_t number) {
  return static_cast<double>(hash(text, number) >> 11) / static_cast<double>(uint64_t{1} << 53);
}

std::string name_of(const SpotPool& pool) {
  return fmt::format("{} {}", pool.zone_id, pool.type.name());
}

// When in a day its price changes.
int64_t offset_ms(const SpotPool& pool) {
  return static_cast<int64_t>(hash(name_of(pool), -1) % static_cast<uint64_t>(kDayMs / 1000)) * 1000;
}

int64_t gpus_of(const json::Value& info) {
  const json::Value* all = info.find("GpuInfo");
  const json::Value* gpus = all ? all->find("Gpus") : nullptr;
  int64_t count = 0;
  if (gpus)
    for (const json::Value& one : gpus->as_array()) count += one.int_or("Count", 0);
  return count;
}

}  // namespace

double on_demand_price(const InstanceType& type) {
  json::Value info = type.info();
  const json::Value* cpus = info.find("VCpuInfo");
  const json::Value* memory = info.find("MemoryInfo");
  const json::Value* processor = info.find("ProcessorInfo");
  double price = kOfCpu * static_cast<double>(cpus ? cpus->int_or("DefaultVCpus", 1) : 1);
  price += kOfGib * static_cast<double>(memory ? memory->int_or("SizeInMiB", 0) : 0) / 1024;
  price += kOfGpu * static_cast<double>(gpus_of(info));
  bool is_arm = processor && !processor->strings_at("SupportedArchitectures").empty() &&
                processor->strings_at("SupportedArchitectures").front().starts_with("arm64");
  return is_arm ? price * kArmCosts : price;
}

int64_t price_change_at(const SpotPool& pool, base::Time time) {
  return (base::to_ms(time) - offset_ms(pool)) / kDayMs;
}

base::Time time_of_change(const SpotPool& pool, int64_t change) {
  return base::from_ms(change * kDayMs + offset_ms(pool));
}

// The mean of some days' numbers: it goes on from where it was.
double spot_price(const SpotPool& pool, int64_t change, double on_demand) {
  std::string name = name_of(pool);
  double days = 0;
  for (int i = 0; i < kSmoothedDays; ++i) days += fraction(name, change - i) / kSmoothedDays;
  return on_demand * (kLeastShare + kPlaceShare * fraction(name, -2) + kDayShare * days);
}

double spot_price_at(const SpotPool& pool, base::Time time) {
  return spot_price(pool, price_change_at(pool, time), on_demand_price(pool.type));
}

int64_t placement_score(const SpotPool& pool) {
  return 1 + static_cast<int64_t>(hash(name_of(pool), -3) % 10);
}

std::string price_text(double price) {
  return fmt::format("{:.6f}", price);
}

}  // namespace account::ec2
