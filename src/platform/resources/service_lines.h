// What the engine's plan does to a service and to what it is, as lines of a plan that people read.
#pragma once

#include <string>
#include <vector>

#include "engine/command/outline.h"
#include "engine/journal/state.h"
#include "platform/resources/wanted.h"

namespace platform {

std::string type_in(const engine::Record& record);  // of a service: service, job, cron-job
std::string service_words(std::string_view type, const std::string& name);  // `cron job report`

engine::Line service_role_line(const EnvironmentTarget& target, const Service& service,
                               const engine::Run& run);
engine::Line account_line(const std::string& address, const engine::Run& run);
engine::Line named_account_line(const EnvironmentTarget& target, const Service& service, bool is_awaited);
engine::Line token_line(const EnvironmentTarget& target, const Service& service, const engine::Run& run);
// Two where one of another type goes first.
std::vector<engine::Line> service_lines(const Service& service, const engine::Run& run);

}  // namespace platform
