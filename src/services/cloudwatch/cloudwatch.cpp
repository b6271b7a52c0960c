#include "services/cloudwatch/cloudwatch.h"

#include "services/cloudwatch/alarm.h"

namespace account::cloudwatch {

Service service() {
  Service cloudwatch{"cloudwatch",
                     "cloudwatch",
                     {put_operations(), metric_operations(), statistics_operations(), data_operations(),
                      metric_alarm_operations(), composite_alarm_operations(), alarm_operations(),
                      describe_operations(), history_operations(), dashboard_operations(), tag_operations()}};
  cloudwatch.effects = {kEvaluate};
  cloudwatch.kinds = {&kAlarms};
  return cloudwatch;
}

}  // namespace account::cloudwatch
