#include "services/cloudwatch/alarm_queries.h"

#include <algorithm>

#include "services/cloudwatch/queries.h"

namespace account::cloudwatch {

json::Array alarm_queries(const json::Value& alarm) {
  if (const json::Value* metrics = alarm.find("Metrics")) return metrics->as_array();
  if (!alarm.find("MetricName")) return {};
  json::Object metric;
  for (std::string_view member : {"Namespace", "MetricName", "Dimensions"})
    metric.set_if(member, alarm.find(member));
  json::Object stat{{"Metric", std::move(metric)},
                    {"Period", alarm.int_or("Period", 0)},
                    {"Stat", alarm.string_or("Statistic", alarm.string_or("ExtendedStatistic", ""))}};
  stat.set_if("Unit", alarm.find("Unit"));
  json::Object query{{"Id", "m1"}, {"MetricStat", std::move(stat)}, {"ReturnData", true}};
  json::Array queries;
  queries.emplace_back(std::move(query));
  return queries;
}

const json::Value& watched_query(const json::Array& queries) {
  return *std::find_if(queries.begin(), queries.end(), is_returned);
}

}  // namespace account::cloudwatch
