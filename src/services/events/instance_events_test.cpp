// Whoever steers the server tells that an instance is to go: the events arrive in the queue that waits for them. And a
// rule that a service keeps is changed by that service alone.
#include "services/ec2/instance_events.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "account/call/invoke.h"
#include "account/call/service_linked.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Array;

json::Value anyone_may_send() {
  return json::dump(
      Object{{"Version", "2012-10-17"},
             {"Statement", Array{Object{{"Effect", "Allow"},
                                        {"Principal", Object{{"Service", "events.amazonaws.com"}}},
                                        {"Action", "sqs:SendMessage"},
                                        {"Resource", "*"}}}}});
}

class InstanceEvents : public ::testing::Test {
 protected:
  json::Value must(std::string_view service, std::string_view operation, const json::Value& input) {
    return account_.must(account_.root(), service, operation, input);
  }

  // A queue that is sent what EC2 and Health tell.
  std::string make_queue() {
    json::Value queue =
        must("sqs", "CreateQueue",
             Object{{"QueueName", "q"}, {"Attributes", Object{{"Policy", anyone_may_send()}}}});
    must("events", "PutRule",
         Object{{"Name", "all"}, {"EventPattern", R"({"detail-type": [{"anything-but": "x"}]})"}});
    Object target{{"Id", "q"}, {"Arn", fmt::format("arn:aws:sqs:{}:{}:q", kRegion, kFirst)}};
    must("events", "PutTargets", Object{{"Rule", "all"}, {"Targets", Array{target}}});
    return std::string(queue.string_or("QueueUrl", ""));
  }

  std::string launch(bool is_spot) {
    json::Value vpc = must("ec2", "CreateVpc", Object{{"CidrBlock", "10.0.0.0/16"}});
    Object subnet{{"VpcId", vpc.find("Vpc")->string_or("VpcId", "")}, {"CidrBlock", "10.0.0.0/24"}};
    json::Value made = must("ec2", "CreateSubnet", subnet);
    Object filter{{"Name", "name"}, {"Values", Array{"al2023-ami-2023.12.*-x86_64"}}};
    json::Value images = must("ec2", "DescribeImages", Object{{"Filters", Array{filter}}});
    Object input{{"ImageId", images.find("Images")->as_array()[0].string_or("ImageId", "")},
                 {"InstanceType", "t3.micro"},
                 {"SubnetId", made.find("Subnet")->string_or("SubnetId", "")},
                 {"MinCount", 1},
                 {"MaxCount", 1}};
    if (is_spot) input.set("InstanceMarketOptions", Object{{"MarketType", "spot"}});
    json::Value run = must("ec2", "RunInstances", input);
    return std::string(run.find("Instances")->as_array()[0].string_or("InstanceId", ""));
  }

  base::Result<json::Value> happen(const std::string& id, std::string_view kind) {
    net::Request request;
    request.method = "POST";
    return ec2::control_instance_events(request,
                                        fmt::format("instance-events/{}/{}/{}/{}", kFirst, kRegion, id, kind),
                                        "", account_.facilities());
  }

  // The types and details of what has come since, in no order.
  std::vector<std::string> received(const std::string& url) {
    std::vector<std::string> told;
    json::Value answer =
        must("sqs", "ReceiveMessage",
             Object{{"QueueUrl", url}, {"MaxNumberOfMessages", 10}, {"VisibilityTimeout", 40'000}});
    const json::Value* messages = answer.find("Messages");
    if (!messages) return told;
    for (const json::Value& message : messages->as_array()) {
      json::Value event = *json::parse(message.string_or("Body", ""));
      const json::Value& detail = *event.find("detail");
      told.push_back(fmt::format("{} {}{}{}", event.string_or("detail-type", ""),
                                 detail.string_or("state", ""), detail.string_or("instance-action", ""),
                                 detail.string_or("eventTypeCategory", "")));
    }
    std::sort(told.begin(), told.end());
    return told;
  }

  EmbeddedAccount account_;
};

TEST_F(InstanceEvents, a_spot_instance_is_warned_and_ends) {
  std::string url = make_queue();
  account_.facilities().speed = Speed::real();
  std::string id = launch(true);
  account_.clock.advance(std::chrono::seconds(20));
  received(url);
  ASSERT_TRUE(happen(id, "rebalance"));
  ASSERT_TRUE(happen(id, "spot-interruption"));
  EXPECT_EQ(received(url), (std::vector<std::string>{"EC2 Instance Rebalance Recommendation ",
                                                     "EC2 Spot Instance Interruption Warning terminate"}));
  account_.clock.advance(std::chrono::seconds(119));
  EXPECT_EQ(received(url), std::vector<std::string>{});
  account_.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(received(url), std::vector<std::string>{"EC2 Instance State-change Notification shutting-down"});
  account_.clock.advance(std::chrono::seconds(60));
  EXPECT_EQ(received(url), std::vector<std::string>{"EC2 Instance State-change Notification terminated"});
}

TEST_F(InstanceEvents, health_tells_of_any_instance) {
  std::string url = make_queue();
  std::string id = launch(false);
  received(url);
  ASSERT_TRUE(happen(id, "scheduled-change"));
  EXPECT_EQ(received(url), std::vector<std::string>{"AWS Health Event scheduledChange"});
  auto refused = happen(id, "spot-interruption");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::invalid);
  EXPECT_EQ(happen("i-00000000000000001", "rebalance").error().kind, base::ErrorKind::not_found);
  EXPECT_EQ(happen(id, "flood").error().kind, base::ErrorKind::invalid);
}

// EKS keeps rules named EKS* as its service-linked role.
TEST_F(InstanceEvents, a_managed_rule_is_its_services) {
  must("iam", "CreateServiceLinkedRole", Object{{"AWSServiceName", "eks.amazonaws.com"}});
  auto as_eks = [&](std::string_view operation, json::Value input) {
    auto transaction = std::move(*account_.store().begin());
    State state(*transaction, kFirst, kRegion);
    Caller role = service_linked_caller(state, "eks.amazonaws.com", "AWSServiceRoleForAmazonEKS", "EKS");
    Bodies bodies(account_.facilities().objects_dir);
    Output output = invoke({role, {}, state, kRegion, account_.clock.now(), account_.facilities(), bodies},
                           {"eks.amazonaws.com", Access::forwarded, "events", operation, std::move(input)});
    EXPECT_TRUE(transaction->commit());
    return output;
  };
  Object rule{{"Name", "EKSCapacity"}, {"EventPattern", R"({"source": ["aws.ec2"]})"}};
  Output put = as_eks("PutRule", rule);
  ASSERT_TRUE(put) << put.error().message;
  json::Value shown = must("events", "DescribeRule", Object{{"Name", "EKSCapacity"}});
  EXPECT_EQ(shown.string_or("ManagedBy", ""), "eks.amazonaws.com");
  auto changed = account_.call(account_.root(), "events", "PutRule", rule);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, "ManagedRuleException");
  EXPECT_TRUE(as_eks("PutRule", rule));
  Object named{{"Name", "EKSCapacity"}};
  EXPECT_FALSE(account_.call(account_.root(), "events", "DeleteRule", named));
  named.set("Force", true);
  must("events", "DeleteRule", named);
  // What its policy does not let it: rules of other sources.
  rule.set("EventPattern", R"({"source": ["aws.s3"]})");
  EXPECT_FALSE(as_eks("PutRule", rule));
}

}  // namespace
}  // namespace account::testing
