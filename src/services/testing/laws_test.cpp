// What holds for every row of its form, on calls of the scenarios: who names a record that is not there is told so in
// the words of its kind; a listing in the smallest pages is the listing; what is made and deleted leaves nothing;
// a dry run does nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "aws/values/path.h"
#include "services/all.h"
#include "services/testing/asked.h"
#include "services/testing/embedded_account.h"
#include "services/testing/scenario.h"
#include "services/testing/scenario_files.h"

namespace account::testing {
namespace {

using About = Need::About;

struct Sent {
  const Service& service;
  const Operation& row;
  aws::Operation operation;
  const json::Value& input;

  std::string name() const { return fmt::format("{}.{}", service.model, row.name); }
};

// A law: the rows that it is about, and whether a call that went well in a scenario shows it.
struct Law {
  virtual ~Law() = default;
  virtual bool is_about(const Service& service, const Operation& row) const = 0;
  // Whether it does all over again what the call did, and so takes a copy of the account from account.
  virtual bool repeats_the_call() const { return false; }
  virtual bool is_shown(EmbeddedAccount& account, const Sent& sent, const json::Value& output) const = 0;
};

std::optional<aws::Operation> modelled(const Service& service, std::string_view operation) {
  return aws::Service::find(service.model)->find_operation(operation);
}

// --- absent ---------------------------------------------------------------------------------------------------------

// The first thing that the row names, where its kind has words for its absence.
const Need* named_record(const Operation& row) {
  if (is_function(row)) return nullptr;
  const Need* first = row.needs.begin();
  bool is_named = first != row.needs.end() && first->about == About::found && first->kind && !first->is_own &&
                  first->list.empty() && !first->kind->absent_code.empty();
  return is_named ? first : nullptr;
}

// The same name or ARN with another end; of a kind whose names are ids that it makes, an id.
std::string other_name(const RecordKind& kind, const std::string& name) {
  if (!kind.malformed_code.empty()) return std::string(kind.id_prefix) + "00000000000000000";
  size_t end = name.find_last_of("/:");
  size_t from = end == std::string::npos ? 0 : end + 1;
  return name.substr(0, from) + "nobody-" + name.substr(from);
}

// As the operation says it, or as clients of services that once spoke query are told.
bool is_code(const aws::Operation& operation, std::string_view told, std::string_view code) {
  if (told == code) return true;
  for (uint32_t i = 0; i < operation.error_count(); ++i)
    if (operation.error(i).error_code() == code) return operation.error(i).query_error_code() == told;
  return false;
}

struct AbsentIsTold : Law {
  bool is_about(const Service& service, const Operation& row) const override {
    const Need* need = named_record(row);
    auto member = need ? modelled(service, row.name)->input()->find_member(need->member) : std::nullopt;
    // A text that was encrypted names its key, too, but not in a way that could be changed.
    return need && !(member && member->shape().type() == aws::ShapeType::blob);
  }

  bool is_shown(EmbeddedAccount& account, const Sent& sent, const json::Value&) const override {
    const Need& need = *named_record(sent.row);
    json::Object input = sent.input.as_object();
    const json::Value* named = input.find(need.member);
    if (!named || !named->is_string()) return false;
    input.set(need.member, other_name(*need.kind, named->as_string()));
    auto output = account.call(account.root(), sent.service.model, sent.row.name, input);
    EXPECT_TRUE(!output && is_code(sent.operation, output.error().code, need.kind->absent_code) &&
                account.status() == need.kind->absent_status)
        << sent.name() << " of a " << need.kind->noun << " that is not there: " << account.status() << " "
        << account.body();
    return true;
  }
};

// --- pages ----------------------------------------------------------------------------------------------------------

json::Array results(const aws::Paginator& paginator, const json::Value& output) {
  json::Array all;
  for (uint32_t i = 0; i < paginator.result_count(); ++i) {
    json::Value found = aws::find_path(output, paginator.result(i));
    if (found.is_array()) all.insert(all.end(), found.as_array().begin(), found.as_array().end());
  }
  return all;
}

// nullopt: that was the last.
std::optional<json::Object> next_page(const aws::Paginator& paginator, const json::Value& output,
                                      json::Object input) {
  bool has_more = false;
  for (uint32_t i = 0; i < paginator.token_count(); ++i) {
    json::Value token = aws::find_path(output, paginator.output_token(i));
    bool is_told = !token.is_null() && token != json::Value("");
    has_more = has_more || is_told;
    input.erase(paginator.input_token(i));
    if (is_told) input.set(paginator.input_token(i), token);
  }
  if (!paginator.more_results().empty())
    has_more = aws::find_path(output, paginator.more_results()) == json::Value(true);
  return has_more ? std::optional(std::move(input)) : std::nullopt;
}

// The smallest page that the operation makes.
size_t smallest_page(const aws::Operation& operation) {
  auto limit = operation.input()->find_member(operation.paginator()->limit_key());
  return limit ? static_cast<size_t>(std::max(1.0, limit->shape().min().value_or(1))) : 1;
}

// A listing that tells the names of its entries beside them, once for each page; and one whose pages count what its
// results hold.
constexpr std::string_view kTellsNames = "DescribeVpcEndpointServices";
constexpr std::string_view kCountsWithin = "GetMetricData";

struct PagesAreTheListing : Law {
  bool is_about(const Service& service, const Operation& row) const override {
    auto paginator = modelled(service, row.name)->paginator();
    return paginator && !paginator->limit_key().empty() && row.name != kTellsNames &&
           row.name != kCountsWithin;
  }

  bool is_shown(EmbeddedAccount& account, const Sent& sent, const json::Value& output) const override {
    aws::Paginator paginator = *sent.operation.paginator();
    if (sent.input.find(paginator.limit_key()) || sent.input.find(paginator.input_token(0))) return false;
    json::Array whole = results(paginator, output);
    std::optional<json::Object> input = sent.input.as_object();
    size_t size = smallest_page(sent.operation);
    if (whole.size() <= size || next_page(paginator, output, *input)) return false;
    input->set(paginator.limit_key(), static_cast<int64_t>(size));
    json::Array paged;
    while (input && paged.size() < whole.size() + size) {
      json::Value page = account.must(account.root(), sent.service.model, sent.row.name, *input);
      json::Array some = results(paginator, page);
      EXPECT_LE(some.size(), size) << sent.name();
      paged.insert(paged.end(), some.begin(), some.end());
      input = next_page(paginator, page, *input);
    }
    EXPECT_EQ(json::dump(paged), json::dump(whole)) << sent.name();
    return true;
  }
};

// --- made and deleted -----------------------------------------------------------------------------------------------

const Need* made_record(const Operation& row) {
  if (is_function(row)) return nullptr;
  auto made = std::find_if(row.needs.begin(), row.needs.end(),
                           [](const Need& need) { return need.about == About::created && need.kind; });
  return made == row.needs.end() ? nullptr : made;
}

// The row that deletes a record of that kind; nullptr: there is none.
const Operation* deletion(const Service& service, const Operation& creation) {
  const Need* made = made_record(creation);
  if (!made || !creation.name.starts_with("Create")) return nullptr;
  return find_row(service, fmt::format("Delete{}", creation.name.substr(6)));
}

// The name of what was made: as the caller gave it, or as the answer says.
const json::Value* find_member(const json::Value& value, std::string_view name) {
  if (const json::Value* found = value.find(name)) return found;
  if (!value.is_object()) return nullptr;
  for (const auto& member : value.as_object())
    if (const json::Value* found = find_member(member.value, name)) return found;
  return nullptr;
}

std::vector<std::string> records(EmbeddedAccount& account, const RecordKind& kind) {
  auto transaction = std::move(*account.store().begin());
  std::vector<std::string> all;
  for (const std::string& region : {std::string(), kRegion})
    for (Entry& entry : State(*transaction, kFirst, region).list(kind.name))
      all.push_back(entry.id + " " + json::dump(entry.value));
  return all;
}

struct MadeAndDeletedIsNothing : Law {
  bool is_about(const Service& service, const Operation& row) const override {
    return deletion(service, row) != nullptr;
  }
  bool repeats_the_call() const override { return true; }

  bool is_shown(EmbeddedAccount& account, const Sent& sent, const json::Value&) const override {
    const Operation& removes = *deletion(sent.service, sent.row);
    const RecordKind& kind = *made_record(sent.row)->kind;
    std::vector<std::string> there = records(account, kind);
    auto made = account.call(account.root(), sent.service.model, sent.row.name, sent.input);
    if (!made) return false;
    json::Object input;
    auto shape = *modelled(sent.service, removes.name)->input();
    for (uint32_t i = 0; i < shape.member_count(); ++i) {
      std::string_view member = shape.member(i).name();
      const json::Value* named = find_member(sent.input, member);
      if (!named) named = find_member(*made, member);
      if (!named && shape.member(i).required()) named = find_member(*made, "Arn");
      // One that is optional is another name for what the first one names.
      if (named && (shape.member(i).required() || input.empty())) input.set(member, *named);
    }
    account.must(account.root(), sent.service.model, removes.name, input);
    EXPECT_EQ(records(account, kind), there) << sent.name() << " and " << removes.name;
    return true;
  }
};

// --- dry runs -------------------------------------------------------------------------------------------------------

struct DryRunDoesNothing : Law {
  bool is_about(const Service& service, const Operation& row) const override {
    auto input = modelled(service, row.name)->input();
    return !service.dialect.dry_run.empty() && input && input->find_member("DryRun");
  }
  bool repeats_the_call() const override { return true; }

  bool is_shown(EmbeddedAccount& account, const Sent& sent, const json::Value&) const override {
    auto all = [&] {
      std::vector<std::vector<std::string>> of_kinds;
      for (const RecordKind* kind : sent.service.kinds) of_kinds.push_back(records(account, *kind));
      return of_kinds;
    };
    auto there = all();
    json::Object input = sent.input.as_object();
    input.set("DryRun", true);
    auto output = account.call(account.root(), sent.service.model, sent.row.name, input);
    EXPECT_TRUE(!output && output.error().code == sent.service.dialect.dry_run && account.status() == 412)
        << sent.name() << ": " << account.status() << " " << account.body();
    EXPECT_EQ(all(), there) << sent.name();
    return true;
  }
};

// --------------------------------------------------------------------------------------------------------------------

struct Judged {
  const Law& law;
  std::map<std::string, std::string> excepted = {};  // SERVICE.OPERATION that no scenario can show, and why
  std::map<std::string, bool> shown = {};            // SERVICE.OPERATION

  bool is_open(const std::string& row) const {
    auto found = shown.find(row);
    return found != shown.end() && !found->second;
  }
};

class Judge : public Scenario {
 public:
  Judge(EmbeddedAccount& account, std::vector<Judged>& judged)
      : Scenario(account), judged_(judged), services_(services::all()) {}

 private:
  aws::Result<json::Value> send(const aws::Credentials* who, const aws::Service& service,
                                const aws::Operation& operation, const json::Value& input,
                                const Sending& sending) override {
    std::string name = fmt::format("{}.{}", service.id(), operation.name());
    bool is_of_the_first = who && who->access_key_id != account_.other_root().access_key_id;
    std::vector<Judged*> open;
    for (Judged& one : judged_)
      if (is_of_the_first && sending.region == kRegion && one.is_open(name)) open.push_back(&one);
    bool is_repeated =
        std::any_of(open.begin(), open.end(), [](Judged* one) { return one->law.repeats_the_call(); });
    std::optional<EmbeddedAccount> before;
    if (is_repeated) before.emplace(account_);
    auto output = Scenario::send(who, service, operation, input, sending);
    if (!output) return output;
    const Service& ours = *find_service(services_, service.id());
    Sent sent{ours, *find_row(ours, operation.name()), operation, input};
    for (Judged* one : open)
      one->shown[name] = one->law.is_shown(one->law.repeats_the_call() ? *before : account_, sent, *output);
    return output;
  }

  std::vector<Judged>& judged_;
  std::vector<Service> services_;
};

TEST(Laws, hold_for_every_row_that_they_are_about) {
  AbsentIsTold absent;
  PagesAreTheListing pages;
  MadeAndDeletedIsNothing deleted;
  DryRunDoesNothing dry_run;
  std::vector<Judged> judged = {
      {absent, {{"eks-auth.AssumeRoleForPodIdentity", "a scenario has no token of a pod"}}},
      {pages,
       {{"eks.ListIdentityProviderConfigs", "a cluster has one at most"},
        {"iam.ListAccountAliases", "an account has one at most"},
        {"iam.ListSSHPublicKeys", "IAM takes a key once, and the scenarios have one"},
        {"iam.ListSigningCertificates", "likewise a certificate"},
        {"ec2.DescribeStaleSecurityGroups", "without peerings there are none"},
        {"ec2.DescribeVpcPeeringConnections", "this account keeps none"},
        {"autoscaling.DescribeLoadBalancers", "a group has none here"},
        {"autoscaling.DescribeLoadBalancerTargetGroups", "a group has none here"},
        {"autoscaling.DescribeNotificationConfigurations", "a group has none here"},
        {"autoscaling.DescribeScheduledActions", "a group has none here"},
        {"autoscaling.DescribeWarmPool", "a group has none here"},
        {"kms.ListKeyPolicies", "a key has one"}}},
      {deleted},
      {dry_run}};
  for (const Service& service : services::all())
    for (const Operation& row : rows_of(service))
      for (Judged& one : judged)
        if (one.law.is_about(service, row)) one.shown[fmt::format("{}.{}", service.model, row.name)] = false;
  for (const Case& one : read_cases()) {
    EmbeddedAccount account;
    Judge(account, judged).run(one.name, one.steps);
  }
  for (const Judged& one : judged) {
    EXPECT_FALSE(one.shown.empty());
    for (const auto& [row, is_shown] : one.shown)
      EXPECT_NE(is_shown, one.excepted.contains(row))
          << row << (is_shown ? ": is shown by now" : ": no scenario shows it");
  }
}

}  // namespace
}  // namespace account::testing
