// Amounts of memory and CPU in every form in which people write them, above all that of Kubernetes' quantities.
#include <gtest/gtest.h>

#include "kube/cpu_amount.h"
#include "kube/memory_size.h"

namespace kube {
namespace {

struct Row {
  const char* text;
  std::optional<int64_t> amount;
};
constexpr int64_t kMi = 1 << 20, kGi = 1 << 30;

TEST(MemorySize, IsReadInBytesAndRoundedUp) {
  const Row rows[] = {
      {"128MB", 128 * kMi},
      {"512Mi", 512 * kMi},
      {"512mib", 512 * kMi},
      {"1 GB", kGi},
      {"2G", 2 * kGi},
      {"1.5Gi", kGi + kGi / 2},
      {"1.1GB", 1181116007},
      {"0.3Gi", 322122548},
      {".5Gi", kGi / 2},
      {"1.Gi", kGi},
      {"+1Gi", kGi},
      {"0001Gi", kGi},
      {"1.10000000000000000000000Gi", 1181116007},
      {"0.123456789Gi", 132560718},
      {"64000Ki", 65536000},
      {"64000k", 65536000},
      {"134217728", 134217728},
      {"134217728B", 134217728},
      {"134217728.5", 134217729},
      {"1e9", 1'000'000'000},
      {"1E9", 1'000'000'000},
      {"129e6", 129'000'000},
      {"1.5e+8", 150'000'000},
      {"1e-1Gi", 107374183},
      {"128974848000m", 128974848},
      {"128974848001m", 128974849},
      {"512m", 512 * kMi},
      {"64 MiB", 64 * kMi},
      {"1P", 1LL << 50},
      {"1024T", 1LL << 50},
      {"0", 0},
      {"1025T", std::nullopt},
      {"9999999T", std::nullopt},
      {"1 0MB", std::nullopt},
      {"lots", std::nullopt},
      {"2P", std::nullopt},
      {"1e18", std::nullopt},
      {"1e18Gi", std::nullopt},
      {"1e19", std::nullopt},
      {"1e999999999999", std::nullopt},
      {"999999999999999999999", std::nullopt},
      {"", std::nullopt},
      {"Gi", std::nullopt},
      {".", std::nullopt},
      {".Gi", std::nullopt},
      {"-1Gi", std::nullopt},
      {"1,5Gi", std::nullopt},
      {"1.5.5Gi", std::nullopt},
      {"1Gib ", std::nullopt},
      {"1  Gi", std::nullopt},
      {"1Gii", std::nullopt},
      {"1Zi", std::nullopt},
      {"0x10", std::nullopt},
      {"1e", std::nullopt},
      {"1_000", std::nullopt},
      {"inf", std::nullopt},
      {"nan", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(parse_memory(row.text), row.amount) << row.text;
}

TEST(CpuAmount, IsReadInThousandthsAndRoundedUp) {
  const Row rows[] = {
      {"500m", 500},         {"0.5", 500},           {".5", 500},           {"1.", 1000},
      {"2", 2000},           {"+1", 1000},           {"0.1", 100},          {"0.10", 100},
      {"1.10", 1100},        {"100m", 100},          {"0.0005", 1},         {"0.1001", 101},
      {"1.5m", 2},           {"1e3m", 1000},         {"5e-1", 500},         {"1e0", 1000},
      {"1000", 1000000},     {"1001", std::nullopt}, {"1e9", std::nullopt}, {"", std::nullopt},
      {"m", std::nullopt},   {"-1", std::nullopt},   {"1 m", std::nullopt}, {"1M", std::nullopt},
      {"1k", std::nullopt},  {"half", std::nullopt}, {"1e", std::nullopt},  {"0x1", std::nullopt},
      {"1,5", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(parse_cpu(row.text), row.amount) << row.text;
}

TEST(Amounts, AreShownInUnitsThatPeopleRead) {
  EXPECT_EQ(memory_text(128 * kMi), "128 MiB");
  EXPECT_EQ(memory_text(kGi), "1 GiB");
  EXPECT_EQ(memory_text(1181116007), "1181116007 bytes");
  EXPECT_EQ(cpu_text(500), "0.5 CPU");
}

}  // namespace
}  // namespace kube
