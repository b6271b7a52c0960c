// Dashboards as records: {DashboardName, DashboardArn, DashboardBody, LastModified in ms, Tags}. An account has them
// once for all regions.
#pragma once

#include <string_view>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::cloudwatch {

aws::Result<Resource> locate_dashboard(const Asking& asking);

inline constexpr RecordKind kDashboards{.name = "cloudwatch.dashboard",
                                        .noun = "dashboard",
                                        .type = "dashboard",
                                        .arn = "cloudwatch::{account}:dashboard/{DashboardName}",
                                        .name_member = "DashboardName",
                                        .arn_member = "DashboardArn",
                                        .locate = locate_dashboard,
                                        .absent_code = "ResourceNotFound",
                                        .absent_status = 404,
                                        .absent_words = "Dashboard {name} does not exist"};

// Where they are.
State everywhere(const State& state);
Resource dashboard_resource(const State& state, std::string_view name);

}  // namespace account::cloudwatch
