// What has its price by the hour for as long as it is there, whether or not it is used: as lines below a plan. Who
// knows prices fills it in; a price that is not known is said to be so, and is in no sum.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace engine {

struct HourlyLine {
  int64_t count = 0;
  std::string what;                    // `NAT gateway`
  std::optional<int64_t> each;         // millionths of the currency; nullopt: not known
  std::string note;                    // what it depends on; empty: nothing
  std::string source = {}, date = {};  // where the price is told, and when it was looked up there

  bool operator==(const HourlyLine&) const = default;
};

struct Hourly {
  std::string state;  // whose things they are, as a state is called
  std::string region;
  std::string currency;
  std::vector<HourlyLine> lines;
  std::string besides;  // what is billed otherwise, and is not among the lines

  bool operator==(const Hourly&) const = default;
};

// Millionths of `0.045`; nullopt: it is no number, negative, or finer than that.
std::optional<int64_t> parse_price(std::string_view text);
std::string price_text(int64_t millionths);  // `0.045`, `0.10`

// Of all lines whose price is known.
int64_t hourly_sum(const Hourly& hourly);

// All of these are empty where nothing is billed. Lines end with a newline.
std::string hourly_text(const std::vector<Hourly>& all);
std::string hourly_markdown(const std::vector<Hourly>& all);
json::Value hourly_json(const std::vector<Hourly>& all);

}  // namespace engine
