#include "blueprint/testing/stage.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "blueprint/cloud/aws_cloud.h"
#include "crypto/certificate.h"
#include "engine/apply/observer.h"
#include "engine/apply/scheduler.h"
#include "engine/drive/virtual_driver.h"
#include "engine/keep/history.h"
#include "services/all.h"
#include "services/eks/nodegroup.h"
#include "services/embedded_catalog.h"

namespace blueprint::testing {
namespace {

const char* const kRegion = "eu-west-3";
constexpr int64_t kMaxSteps = 100'000;  // of a driver: more is a run that goes round in circles

bool reads(const std::string& operation) {
  return operation.starts_with("Describe") || operation.starts_with("Get") || operation.starts_with("List");
}

base::Milliseconds latency(const engine::Call&) {
  return base::Milliseconds(50);
}

// What describes each kind of thing, and where it is in the answer.
struct Described {
  const char *service, *operation, *list;
};
constexpr Described kDescribed[] = {{"ec2", "DescribeVpcs", "Vpcs"},
                                    {"ec2", "DescribeSubnets", "Subnets"},
                                    {"ec2", "DescribeInternetGateways", "InternetGateways"},
                                    {"ec2", "DescribeAddresses", "Addresses"},
                                    {"ec2", "DescribeNatGateways", "NatGateways"},
                                    {"ec2", "DescribeRouteTables", "RouteTables"},
                                    {"ec2", "DescribeSecurityGroups", "SecurityGroups"},
                                    {"ec2", "DescribeSecurityGroupRules", "SecurityGroupRules"},
                                    {"ec2", "DescribeVpcEndpoints", "VpcEndpoints"},
                                    {"ec2", "DescribeFlowLogs", "FlowLogs"},
                                    {"ec2", "DescribeNetworkInterfaces", "NetworkInterfaces"},
                                    {"ec2", "DescribeLaunchTemplates", "LaunchTemplates"},
                                    {"ec2", "DescribeTags", "Tags"},
                                    {"eks", "ListClusters", "clusters"},
                                    {"iam", "ListRoles", "Roles"},
                                    {"iam", "ListInstanceProfiles", "InstanceProfiles"},
                                    {"iam", "ListOpenIDConnectProviders", "OpenIDConnectProviderList"},
                                    {"kms", "ListKeys", "Keys"},
                                    {"kms", "ListAliases", "Aliases"},
                                    {"logs", "DescribeLogGroups", "logGroups"},
                                    {"s3", "ListBuckets", "Buckets"},
                                    {"sqs", "ListQueues", "QueueUrls"},
                                    {"events", "ListRules", "Rules"},
                                    {"dynamodb", "ListTables", "TableNames"},
                                    {"autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups"}};

}  // namespace

class Stage::Mortal final : public engine::Caller {
 public:
  Mortal(Stage& stage, Death death) : stage_(stage), caller_(*stage.cloud_), death_(death) {}

  bool is_dead() const { return is_dead_; }

  engine::Answer call(const engine::Call& call, const base::Deadline& deadline) override {
    engine::Answer none{engine::Answer::Status::unknown, nullptr, "", ""};
    if (is_dead_) return none;
    const engine::Request& request = call.request;
    if (reads(request.operation)) return heard(request, caller_.call(call, deadline));
    is_dead_ = ++writes_ == death_.at_write;
    if (is_dead_ && !death_.is_done) return none;
    engine::Answer answer = heard(request, caller_.call(call, deadline));
    stage_.written.push_back(request);
    return is_dead_ ? none : answer;
  }

 private:
  engine::Answer heard(const engine::Request& request, engine::Answer answer) {
    stage_.called.insert(request.api + " " + request.operation);
    return answer;
  }

  Stage& stage_;
  CloudCaller caller_;
  Death death_;
  int64_t writes_ = 0;
  bool is_dead_ = false;
};

int64_t next_death() {
  return std::getenv("SLIPWAY_ALL") ? 1 : 3;
}

Stage::Stage(engine::Kinds kinds) : kinds_(std::move(kinds)) {
  account::InProcessOptions options;
  options.speed = account::Speed::real();
  options.account.id = kAccount;
  auto authority = crypto::make_authority("stage", clock_.now());
  EXPECT_TRUE(authority);
  options.authority_pem = authority->certificate_pem;  // IAM looks at it when it is told of an issuer
  auto account =
      account::InProcess::make(options, services::all(), services::embedded_catalog(), clock_, random_);
  EXPECT_TRUE(account) << account.error().message;
  account_ = *account;
  AccountAccess access;
  access.endpoint = options.endpoint;
  access.credentials = {account_->root().access_key_id, account_->root().secret_access_key, {}};
  cloud_ = aws_cloud(access, kRegion, account_, clock_, random_, base::Deadline::never());
}

Stage::~Stage() = default;

std::string Stage::Ran::failure() const {
  if (report.failures.empty()) return std::string(engine::ending_name(report.ending));
  const base::Error& error = report.failures.front().error;
  return error.message + "; " + error.hint;
}

void Stage::keep_nodes(const json::Value& groups) {
  auto transaction = account_->facilities().store.begin();
  ASSERT_TRUE(transaction);
  account::State state(**transaction, kAccount, kRegion);
  EXPECT_TRUE(account::eks::set_undrained(state, "prod", groups));
  EXPECT_TRUE((*transaction)->commit());
}

engine::State Stage::state() {
  auto history = engine::load(keep_);
  EXPECT_TRUE(history) << history.error().message;
  return history ? std::move(history->state) : engine::State{};
}

engine::Plan Stage::make_plan(const std::vector<engine::Resource>& desired, engine::Caller& caller) {
  engine::State state = this->state();
  engine::Observer observer(state, desired, kinds_, {});
  engine::VirtualDriver(observer, caller, latency, clock_, nullptr, {}).run();
  for (const base::Error& error : observer.errors()) ADD_FAILURE() << error.message;
  base::Diagnostics diagnostics;
  engine::PlanOptions options;
  options.allow_destroy = allowed;
  if (desired.empty())
    for (const auto& [key, record] : state.records) options.allow_destroy.push_back(key.address);
  auto planned = engine::make_plan({desired, state, observer.observed(), kinds_}, options, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  for (const engine::Refusal& refusal : planned.refusals) ADD_FAILURE() << refusal.message;
  return std::move(planned.plan);
}

engine::Plan Stage::plan(const std::vector<engine::Resource>& desired) {
  Mortal caller(*this, {});
  return make_plan(desired, caller);
}

Stage::Ran Stage::run(const std::vector<engine::Resource>& desired, Death death) {
  engine::ApplySettings settings;
  if (auto holder = *keep_.holder()) clock_.set(std::max(clock_.now(), holder->expires));
  engine::Lease lease = *keep_.acquire("run", "apply", settings.lease_duration);
  engine::State state = this->state();
  if (state.lineage.empty()) {
    EXPECT_TRUE(engine::begin(keep_, lease, state, clock_.now(), random_.uuid()));
  }
  Mortal caller(*this, death);
  Ran ran;
  ran.plan = make_plan(desired, caller);
  lease = *keep_.renew(lease, settings.lease_duration);
  engine::Scheduler scheduler(ran.plan, desired, this->state(), kinds_, lease, settings);
  engine::VirtualDriver driver(scheduler, caller, latency, clock_, &keep_, lease);
  driver.start();
  int64_t steps = 0;
  while (!driver.finished() && !caller.is_dead() && ++steps < kMaxSteps) driver.step();
  EXPECT_LT(steps, kMaxSteps) << "the run does not come to an end";
  ran.report = scheduler.report();
  ran.is_dead = caller.is_dead();
  if (ran.is_dead) return ran;
  EXPECT_TRUE(keep_.release(driver.lease()));
  return ran;
}

json::Value Stage::must(std::string_view operation, const json::Value& input) {
  size_t dot = operation.find('.');
  bool is_ec2 = dot == std::string_view::npos;
  auto output = cloud_->call(is_ec2 ? "ec2" : operation.substr(0, dot),
                             is_ec2 ? operation : operation.substr(dot + 1), input);
  EXPECT_TRUE(output) << operation << ": " << output.error().code << ": " << output.error().message;
  return output ? *output : json::Value(json::Object());
}

void Stage::make_bucket(const std::string& name) {
  auto made = cloud_->call(
      "s3", "CreateBucket",
      json::Object{{"Bucket", name},
                   {"CreateBucketConfiguration", json::Object{{"LocationConstraint", kRegion}}}});
  EXPECT_TRUE(made) << made.error().message;
}

json::Value Stage::filled(const json::Value& value) {
  if (value.is_array()) {
    json::Array items;
    for (const json::Value& item : value.as_array()) items.push_back(filled(item));
    return items;
  }
  if (value.is_object()) {
    json::Object members;
    for (const json::Member& member : value.as_object()) members.append({member.name, filled(member.value)});
    return members;
  }
  if (!value.is_string() || !value.as_string().starts_with("${")) return value;
  std::string text = value.as_string().substr(2, value.as_string().size() - 3);
  auto output = engine::parse_output(text);
  engine::State state = this->state();
  const auto* newest = output ? state.newest(output->address) : nullptr;
  for (const json::Value* known :
       {newest ? &newest->second.outputs : nullptr, newest ? &newest->second.identity : nullptr})
    if (const json::Value* found = known && output ? known->find(output->name) : nullptr) return *found;
  ADD_FAILURE() << "nothing is known of " << text;
  return value;
}

std::vector<std::pair<std::string, json::Array>> Stage::described() {
  std::vector<std::pair<std::string, json::Array>> all;
  for (const auto& [service, operation, list] : kDescribed) {
    auto found = cloud_->call_all(service, operation, json::Object(), list);
    EXPECT_TRUE(found) << operation << ": " << found.error().message;
    all.emplace_back(list, found ? *found : json::Array());
  }
  return all;
}

std::string Stage::everything() {
  std::string text;
  for (const auto& [list, things] : described())
    for (const json::Value& thing : things) text += fmt::format("{} {}\n", list, json::dump(thing));
  return text;
}

std::string Stage::counts() {
  std::string text;
  for (const auto& [list, things] : described()) text += fmt::format("{} {}\n", list, things.size());
  return text;
}

}  // namespace blueprint::testing
