#include "account/server/control_settings.h"

#include "account/server/control_endpoint.h"
#include "account/server/control_request.h"
#include "base/json_answer.h"

namespace account {

base::Result<json::Value> clock(const std::string& data_dir, const base::Deadline& deadline) {
  return ask(data_dir, "GET", kControlPath + "clock", json::Object(), deadline);
}

base::Result<json::Value> advance_clock(const std::string& data_dir, base::Milliseconds by,
                                        const base::Deadline& deadline) {
  json::Value wanted = json::Object{{"advanceMs", static_cast<int64_t>(by.count())}};
  return ask(data_dir, "POST", kControlPath + "clock", wanted, deadline);
}

base::Result<json::Array> list_quotas(const std::string& data_dir, const base::Deadline& deadline) {
  json::Value answer = TRY(ask(data_dir, "GET", kControlPath + "quotas", json::Object(), deadline));
  return *TRY(json::array_at(answer, "quotas", "the account's answer"));
}

base::Status set_quota(const std::string& data_dir, const std::string& service, const std::string& quota,
                       int64_t value, const base::Deadline& deadline) {
  json::Value wanted = json::Object{{"service", service}, {"quota", quota}, {"value", value}};
  TRY(ask(data_dir, "POST", kControlPath + "quotas", wanted, deadline));
  return {};
}

base::Status clear_quotas(const std::string& data_dir, const std::string& service, const std::string& quota,
                          const base::Deadline& deadline) {
  json::Value wanted = json::Object();
  if (!service.empty()) wanted = json::Object{{"service", service}, {"quota", quota}};
  TRY(ask(data_dir, "DELETE", kControlPath + "quotas", wanted, deadline));
  return {};
}

}  // namespace account
