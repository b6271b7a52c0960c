#include "services/cloudwatch/statistic.h"

#include <gtest/gtest.h>

namespace account::cloudwatch {
namespace {

// 1 to 10, each once.
Datapoint ten() {
  Datapoint point;
  for (int value = 1; value <= 10; ++value) point.add(value, 1);
  return point;
}

TEST(Statistic, tells_of_values) {
  struct Row {
    std::string_view name;
    double value;
  };
  for (auto [name, value] :
       {Row{"SampleCount", 10}, Row{"Average", 5.5}, Row{"Sum", 55},         Row{"Minimum", 1},
        Row{"Maximum", 10},     Row{"p0", 1},        Row{"p50", 5},          Row{"p90", 9},
        Row{"p99.99", 10},      Row{"p100", 10},     Row{"tm90", 5},         Row{"TM(10%:90%)", 5.5},
        Row{"TM(2:4)", 3.5},    Row{"IQM", 5.5},     Row{"tc90", 9},         Row{"TC(:3)", 3},
        Row{"TC(8:)", 2},       Row{"ts90", 45},     Row{"TS(8:)", 19},      Row{"PR(:3)", 30},
        Row{"PR(2:4)", 20},     Row{"wm90", 5.4},    Row{"WM(20%:80%)", 5.5}}) {
    auto statistic = Statistic::parse(name);
    ASSERT_TRUE(statistic) << name;
    EXPECT_NEAR(*statistic->of(ten()), value, 1e-9) << name;
  }
}

TEST(Statistic, wants_values_on_either_side_of_a_percentile) {
  for (auto [name, count] : {std::pair("p99", 1000.0), std::pair("p50", 20.0), std::pair("p10", 100.0),
                             std::pair("p100", 0.0), std::pair("Average", 0.0), std::pair("tm90", 0.0)})
    EXPECT_NEAR(Statistic::parse(name)->wanted_count(), count, 1e-6) << name;
}

TEST(Statistic, is_known_by_its_name) {
  for (std::string_view name : {"", "Median", "p", "p101", "p-1", "pX", "TM()", "TM(5)", "TM(:)",
                                "TM(10%:5%)", "TM(1:5%)", "PR(10%:90%)", "tm", "average"})
    EXPECT_FALSE(Statistic::parse(name)) << name;
}

TEST(Statistic, needs_the_values_for_all_but_the_plain_ones) {
  Datapoint point = ten();
  point.has_values = false;
  EXPECT_EQ(Statistic::parse("p50")->of(point), std::nullopt);
  EXPECT_EQ(Statistic::parse("TM(2:4)")->of(point), std::nullopt);
  EXPECT_EQ(Statistic::parse("Average")->of(point), 5.5);
}

}  // namespace
}  // namespace account::cloudwatch
