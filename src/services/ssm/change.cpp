#include "services/ssm/change.h"

#include "account/call/service_event.h"

namespace account::ssm {

void tell_change(const Origin& origin, std::string_view operation, const json::Value& parameter) {
  Object detail{{"operation", operation},
                {"name", parameter.string_or("Name", "")},
                {"type", parameter.string_or("Type", "")}};
  detail.set_if("description", parameter.find("Description"));
  tell(origin, {"ssm.amazonaws.com",
                "aws.ssm",
                "Parameter Store Change",
                {std::string(parameter.string_or("ARN", ""))},
                std::move(detail)});
}

void tell_change(Call& call, std::string_view operation, const json::Value& parameter) {
  tell_change(
      Origin{call.caller, call.called_via, call.state, call.region, call.now, call.facilities, call.bodies},
      operation, parameter);
}

}  // namespace account::ssm
