#include "blueprint/cloud/aws_cloud.h"

#include "aws/client/client.h"

namespace blueprint {
namespace {

class AwsCloud final : public Cloud {
 public:
  AwsCloud(aws::ClientConfig config, std::shared_ptr<net::Transport> transport, const base::Clock& clock,
           base::Random& random, base::Deadline deadline)
      : client_(std::move(config), std::move(transport), clock, random), deadline_(std::move(deadline)) {}

  using Cloud::call;
  aws::Result<json::Value> call(std::string_view service, std::string_view operation,
                                const json::Value& input, const base::Deadline& deadline) override {
    return client_.call(service, operation, input,
                        deadline.is_never() ? deadline_ : deadline.at_most(deadline_.left()));
  }
  aws::Result<json::Array> call_all(std::string_view service, std::string_view operation, json::Value input,
                                    std::string_view list_member) override {
    return client_.call_all(service, operation, std::move(input), list_member, deadline_);
  }

 private:
  aws::Client client_;
  base::Deadline deadline_;
};

}  // namespace

std::unique_ptr<Cloud> aws_cloud(const AccountAccess& access, const std::string& region,
                                 std::shared_ptr<net::Transport> transport, const base::Clock& clock,
                                 base::Random& random, base::Deadline deadline) {
  auto credentials = access.source ? access.source : aws::fixed_credentials(access.credentials);
  aws::ClientConfig config{access.endpoint, region, std::move(credentials), access.authorities_pem};
  return std::make_unique<AwsCloud>(std::move(config), std::move(transport), clock, random,
                                    std::move(deadline));
}

}  // namespace blueprint
