#include "rehearsal/life/life.h"

#include <algorithm>

#include "blueprint/cloud/cloud_caller.h"
#include "rehearsal/life/by_hand.h"
#include "rehearsal/life/part_run.h"

namespace rehearsal {
namespace {

using engine::Resource;

// Tells the recorder of each call, and why it is made.
class NotingCloud final : public blueprint::Cloud {
 public:
  NotingCloud(blueprint::Cloud& inner, Recorder& recorder, const ReasonsOf& reasons)
      : inner_(inner), recorder_(recorder), reasons_(reasons) {}

  using blueprint::Cloud::call;
  aws::Result<json::Value> call(std::string_view service, std::string_view operation,
                                const json::Value& input, const base::Deadline& deadline) override {
    note(service, operation, input);
    return inner_.call(service, operation, input, deadline);
  }
  aws::Result<json::Array> call_all(std::string_view service, std::string_view operation, json::Value input,
                                    std::string_view list_member) override {
    note(service, operation, input);
    return inner_.call_all(service, operation, std::move(input), list_member);
  }

  // What it is for that no kind asks for.
  std::string purpose;

 private:
  void note(std::string_view service, std::string_view operation, const json::Value& input) {
    Reasons why = reasons_.of({std::string(service), std::string(operation), input});
    if (!purpose.empty()) why = {Reason{purpose, "", "", "", ""}};
    recorder_.begin_call(service, operation, std::move(why));
  }

  blueprint::Cloud& inner_;
  Recorder& recorder_;
  const ReasonsOf& reasons_;
};

class Player {
 public:
  Player(const Subject& subject, const Policies& policies, base::Random& random)
      : subject_(subject), policies_(policies), random_(random) {}

  base::Result<Life> play(const Makings& makings);

 private:
  base::Status play(PlayedAct& played);
  base::Status perform(PlayedAct& played);
  base::Status make(PartRun& part, PlayedAct& played, bool is_applied);
  base::Status carry_out(PartRun& part, const std::vector<Resource>& desired, PlayedAct& played,
                         bool is_applied);
  base::Status do_by_hand(const std::vector<ByHand>& rows);
  std::set<std::string> kinds_without(const std::vector<ByHand>& rows) const;
  base::Status remove(PlayedAct& played);
  base::Status look_for_rests();
  base::Result<std::vector<Resource>> desired(PartRun& part);

  const Subject& subject_;
  const Policies& policies_;
  base::Random& random_;
  base::VirtualClock clock_{base::from_seconds(1'800'000'000)};
  Recorder recorder_;
  ReasonsOf reasons_;
  engine::Kinds kinds_;
  std::unique_ptr<Account> account_;
  std::unique_ptr<blueprint::Cloud> plain_;
  std::unique_ptr<NotingCloud> cloud_;
  std::unique_ptr<blueprint::CloudCaller> caller_;
  std::vector<Part> parts_;
  std::vector<std::unique_ptr<PartRun>> runs_;
};

base::Result<Life> Player::play(const Makings& makings) {
  account_ = TRY(Account::make(makings, subject_.account, subject_.region, recorder_, clock_, random_));
  plain_ = account_->as_role();
  cloud_ = std::make_unique<NotingCloud>(*plain_, recorder_, reasons_);
  caller_ = std::make_unique<blueprint::CloudCaller>(*cloud_);
  kinds_ = reasons_.noting(subject_.kinds);
  parts_ = subject_.parts(clock_, random_);
  for (const Part& each : parts_)
    if (each.before) TRY(each.before(account_->as_root()));
  for (const Part& each : parts_)
    runs_.push_back(std::make_unique<PartRun>(each, kinds_, *caller_, clock_, random_));
  Life life;
  for (const Act& act : kActs) {
    PlayedAct& played = life.acts.emplace_back();
    played.act = act;
    TRY(account_->give(texts_until(policies_, act.phase)));
    base::Status done = play(played);
    if (done) continue;
    played.error = done.error();
    break;
  }
  life.asked = recorder_.asked();
  return life;
}

base::Status Player::play(PlayedAct& played) {
  recorder_.begin(played.act);
  base::Time began = clock_.now();
  int64_t calls = recorder_.calls();
  base::Status done = perform(played);
  played.calls = recorder_.calls() - calls;
  played.took = clock_.now() - began;
  return done;
}

base::Status Player::perform(PlayedAct& played) {
  switch (played.act.doing) {
    case Doing::down:
      TRY(do_by_hand(hangings()));
      return remove(played);
    case Doing::look_for_rests:
      return look_for_rests();
    case Doing::mend:
      TRY(do_by_hand(drifts()));
      played.unchanged = kinds_without(drifts());
      break;
    default:
      break;
  }
  for (auto& each : runs_) TRY(make(*each, played, played.act.doing != Doing::plan));
  bool must_be_empty = played.act.doing == Doing::up_again;
  if (must_be_empty && !played.steps.empty())
    return base::fail(base::ErrorKind::conflict, "there is still something to do: {}",
                      played.steps.begin()->first);
  if (played.act.doing == Doing::mend && played.steps.empty())
    return base::fail(base::ErrorKind::conflict, "what was changed by hand was not seen");
  return {};
}

base::Result<std::vector<Resource>> Player::desired(PartRun& part) {
  cloud_->purpose = "to know what is to be made of " + part.part().name;
  auto desired = part.part().desired(*cloud_);
  cloud_->purpose.clear();
  if (desired) reasons_.know(*desired);
  return desired;
}

base::Status Player::make(PartRun& part, PlayedAct& played, bool is_applied) {
  return carry_out(part, TRY(desired(part)), played, is_applied);
}

base::Status Player::carry_out(PartRun& part, const std::vector<Resource>& desired, PlayedAct& played,
                               bool is_applied) {
  engine::Plan plan = TRY(part.plan(desired));
  for (const engine::Step& step : plan.steps) ++played.steps[std::string(engine::action_name(step.action))];
  return is_applied ? part.apply(plan) : base::Status();
}

base::Status Player::do_by_hand(const std::vector<ByHand>& rows) {
  for (auto& run : runs_)
    for (const auto& [key, record] : run->state().records)
      for (const ByHand& row : rows)
        if (auto request = request_of(row, record))
          TRY(call(account_->as_root(), request->api, request->operation, request->input));
  return {};
}

std::set<std::string> Player::kinds_without(const std::vector<ByHand>& rows) const {
  std::set<std::string> names;
  for (const auto& run : runs_)
    for (const auto& [key, record] : run->state().records) {
      bool has_row = std::any_of(rows.begin(), rows.end(),
                                 [&, &kind = record.kind](const ByHand& row) { return row.kind == kind; });
      if (!has_row && !engine::find_kind(kinds_, record.kind)->in_place.empty()) names.insert(record.kind);
    }
  return names;
}

// The last part first.
base::Status Player::remove(PlayedAct& played) {
  for (auto at = runs_.rbegin(); at != runs_.rend(); ++at) TRY(carry_out(**at, {}, played, true));
  return {};
}

base::Status Player::look_for_rests() {
  cloud_->purpose = "to see that nothing is left";
  for (auto& run : runs_) {
    if (!run->part().left) continue;
    std::vector<std::string> left = TRY(run->part().left(*cloud_));
    if (!left.empty()) return base::fail(base::ErrorKind::conflict, "still there: {}", left.front());
  }
  cloud_->purpose.clear();
  return {};
}

}  // namespace

std::vector<const Asked*> Life::denials() const {
  std::vector<const Asked*> denied;
  for (const Asked& each : asked)
    if (!each.is_allowed) denied.push_back(&each);
  return denied;
}

base::Result<Life> play(const Subject& subject, const Makings& makings, const Policies& policies,
                        base::Random& random) {
  return Player(subject, policies, random).play(makings);
}

}  // namespace rehearsal
