// DescribeSpotPriceHistory (EC2 API Reference): newest first. An entry is made when it is looked at, since there are
// hundreds of thousands in three months.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/filters.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/spot_price.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

constexpr auto kKept = 90 * 24h;  // "The last 90 days"
constexpr int64_t kPage = 1000;
constexpr int64_t kLastMs = 9'999'999'999'999;
// Windows costs more by what its licence does, for each virtual CPU.
struct Product {
  std::string_view name;
  double licence;
};
constexpr Product kProducts[] = {{"Linux/UNIX", 0}, {"Windows", 0.046}};

struct Range {
  base::Time start, end;
};

// A pool's price of one product, whose changes are counted.
struct Series {
  SpotPool pool;
  std::string zone;
  const Product* product;
  double on_demand;
};

bool is_one_of(const std::vector<std::string>& some, std::string_view one) {
  return std::find(some.begin(), some.end(), one) != some.end();
}

// In an account with VPCs, as all are, `Linux/UNIX (Amazon VPC)` is the same.
bool is_wanted(const std::vector<std::string>& products, const Product& product) {
  return products.empty() || std::any_of(products.begin(), products.end(), [&](const std::string& said) {
           return said == product.name || said == fmt::format("{} (Amazon VPC)", product.name);
         });
}

double windows_licence(const InstanceType& type, const Product& product) {
  if (product.licence == 0) return 0;
  json::Value info = type.info();
  return product.licence * static_cast<double>(info.find("VCpuInfo")->int_or("DefaultVCpus", 1));
}

bool takes_spot(const InstanceType& type) {
  json::Value info = type.info();
  return is_one_of(info.strings_at("SupportedUsageClasses"), "spot");
}

std::vector<Series> wanted_series(const Call& call) {
  const Input& in = call.input;
  std::vector<std::string> types = in.texts("InstanceTypes"), products = in.texts("ProductDescriptions");
  std::string zone_name = in.text("AvailabilityZone"), zone_id = in.text("AvailabilityZoneId");
  std::vector<Series> all;
  for (const Zone& zone : zones_of(call.region, call.state.account())) {
    if (!zone_name.empty() && zone.name != zone_name) continue;
    if (!zone_id.empty() && zone.id != zone_id) continue;
    for (const InstanceType& type : types_in_zone(call.region, zone.id)) {
      if (!types.empty() && !is_one_of(types, type.name())) continue;
      if (!takes_spot(type)) continue;
      double price = on_demand_price(type);
      for (const Product& product : kProducts)
        if (is_wanted(products, product))
          all.push_back({{type, zone.id}, zone.name, &product, price + windows_licence(type, product)});
    }
  }
  return all;
}

// From the change that counted at its start to the last before its end.
Range wanted_range(const Call& call) {
  base::Time end = call.now, oldest = call.now - kKept;
  if (call.input.has("EndTime")) end = std::min(end, base::from_ms(call.input.number("EndTime")));
  base::Time start = oldest;
  if (call.input.has("StartTime")) start = std::max(start, base::from_ms(call.input.number("StartTime")));
  return {std::min(start, call.now), end};
}

json::Value view(const Series& series, int64_t change) {
  return Object{{"AvailabilityZone", series.zone},
                {"AvailabilityZoneId", series.pool.zone_id},
                {"InstanceType", series.pool.type.name()},
                {"ProductDescription", series.product->name},
                {"SpotPrice", price_text(spot_price(series.pool, change, series.on_demand))},
                {"Timestamp", base::to_ms(time_of_change(series.pool, change))}};
}

// Their values are the places of series and change, until a page is cut.
std::vector<Entry> places(const std::vector<Series>& all, Range range) {
  std::vector<Entry> entries;
  for (size_t i = 0; i < all.size(); ++i) {
    int64_t first = price_change_at(all[i].pool, range.start);
    for (int64_t change = price_change_at(all[i].pool, range.end); change >= first; --change) {
      int64_t time = base::to_ms(time_of_change(all[i].pool, change));
      entries.push_back({fmt::format("{:013} {} {} {}", kLastMs - time, all[i].pool.type.name(),
                                     all[i].pool.zone_id, all[i].product->name),
                         json::Array{static_cast<int64_t>(i), change}});
    }
  }
  return entries;
}

Output describe_history(Call& call) {
  Filters filters = TRY(Filters::read(call.input, {}));
  std::vector<Series> all = wanted_series(call);
  auto shown = [&](const json::Value& place) {
    return view(all[static_cast<size_t>(place.as_array()[0].as_int())], place.as_array()[1].as_int());
  };
  std::vector<Entry> entries = places(all, wanted_range(call));
  if (!call.input.list("Filters").empty())
    std::erase_if(entries, [&](const Entry& one) { return !filters.match(shown(one.value)); });
  json::Value answer = TRY(answer_page(call, "SpotPriceHistory", std::move(entries), kPage));
  for (json::Value& one : answer.as_object()["SpotPriceHistory"].as_array()) one = shown(one);
  return answer;
}

constexpr Operation kOperations[] = {{"DescribeSpotPriceHistory", {any()}, describe_history}};

}  // namespace

std::span<const Operation> spot_price_operations() {
  return kOperations;
}

}  // namespace account::ec2
