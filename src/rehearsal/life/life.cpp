#include "rehearsal/life/life.h"

#include <algorithm>

#include "blueprint/cloud/cloud_caller.h"
#include "rehearsal/life/by_hand.h"

namespace rehearsal {
namespace {

using engine::Resource;

// How often the same command is given, where faults are met; more is a life that does not come to its end.
constexpr int kMostTries = 30;
// Of a control plane.
constexpr auto kLongestUpdate = std::chrono::minutes(15);

// Tells the recorder of each call, and why it is made. Of a life that goes to its first refusal, what comes behind that
// is not made any more.
class NotingCloud final : public blueprint::Cloud {
 public:
  NotingCloud(blueprint::Cloud& inner, Recorder& recorder, const ReasonsOf& reasons, Until until)
      : inner_(inner), recorder_(recorder), reasons_(reasons), until_(until) {}

  using blueprint::Cloud::call;
  aws::Result<json::Value> call(std::string_view service, std::string_view operation,
                                const json::Value& input, const base::Deadline& deadline) override {
    if (has_ended()) return ended();
    note(service, operation, input);
    return inner_.call(service, operation, input, deadline);
  }
  aws::Result<json::Array> call_all(std::string_view service, std::string_view operation, json::Value input,
                                    std::string_view list_member) override {
    if (has_ended()) return ended();
    note(service, operation, input);
    return inner_.call_all(service, operation, std::move(input), list_member);
  }

  // What it is for that no kind asks for.
  std::string purpose;

 private:
  bool has_ended() const { return until_ == Until::refusal && recorder_.has_refusal(); }
  static tl::unexpected<aws::Error> ended() {
    return aws::error("Ended", 400, "this life has come to its first refusal");
  }
  void note(std::string_view service, std::string_view operation, const json::Value& input) {
    Reasons why = reasons_.of({std::string(service), std::string(operation), input});
    if (!purpose.empty()) why = {Reason{purpose, "", "", "", ""}};
    recorder_.begin_call(service, operation, std::move(why));
  }

  blueprint::Cloud& inner_;
  Recorder& recorder_;
  const ReasonsOf& reasons_;
  Until until_;
};

class Player {
 public:
  Player(const Subject& subject, const Policies& policies, base::Random& random, const Faults& faults,
         Until until)
      : subject_(subject), policies_(policies), random_(random), faults_(faults), until_(until) {}

  base::Result<Life> play(const Makings& makings);

 private:
  base::Status begin(const Makings& makings);
  void play(const Act& act, Life& life);
  base::Result<Inventory> look_around();
  base::Result<Rests> see_what_is_left();
  base::Status perform(PlayedAct& played);
  base::Status make(PartRun& part, PlayedAct& played, bool is_applied);
  base::Status carry_out(PartRun& part, const std::vector<Resource>& desired, PlayedAct& played,
                         bool is_applied);
  base::Status try_once(PartRun& part, const std::vector<Resource>& desired, PlayedAct* told,
                        bool is_applied);
  base::Status do_by_hand(const std::vector<ByHand>& rows);
  std::set<std::string> kinds_without(const std::vector<ByHand>& rows) const;
  base::Status remove(PlayedAct& played);
  base::Status look_for_rests();
  base::Result<std::vector<Resource>> desired(PartRun& part, bool is_upgraded = false);
  base::Status upgrade(PlayedAct& played);

  const Subject& subject_;
  const Policies& policies_;
  base::Random& random_;
  Faults faults_;
  Until until_;
  base::VirtualClock clock_{base::from_seconds(1'800'000'000)};
  Recorder recorder_;
  ReasonsOf reasons_;
  engine::Kinds kinds_;
  std::unique_ptr<Account> account_;
  std::unique_ptr<blueprint::Cloud> plain_;
  std::unique_ptr<NotingCloud> cloud_;
  std::unique_ptr<blueprint::CloudCaller> caller_;
  std::unique_ptr<FaultyCaller> faulty_;  // nullptr: nothing goes wrong
  std::vector<Part> parts_;
  std::vector<std::unique_ptr<PartRun>> runs_;
  Inventory before_, made_;
};

base::Status Player::begin(const Makings& makings) {
  account_ = TRY(Account::make(makings, subject_.account, subject_.region, recorder_, clock_, random_));
  plain_ = account_->as_role();
  cloud_ = std::make_unique<NotingCloud>(*plain_, recorder_, reasons_, until_);
  caller_ = std::make_unique<blueprint::CloudCaller>(*cloud_);
  if (faults_.kind != Faults::Kind::none) faulty_ = std::make_unique<FaultyCaller>(*caller_, faults_);
  engine::Caller& caller = faulty_ ? static_cast<engine::Caller&>(*faulty_) : *caller_;
  kinds_ = reasons_.noting(subject_.kinds);
  parts_ = subject_.parts(clock_, random_);
  for (const Part& each : parts_)
    if (each.before) TRY(each.before(account_->as_root()));
  for (const Part& each : parts_)
    runs_.push_back(std::make_unique<PartRun>(each, kinds_, caller, faulty_.get(), clock_, random_));
  before_ = TRY(look_around());
  return {};
}

// Without the policies that the rehearsal gives its own role.
base::Result<Inventory> Player::look_around() {
  TRY(account_->give({}));
  return inventory_of(account_->as_root());
}

base::Result<Life> Player::play(const Makings& makings) {
  TRY(begin(makings));
  Life life;
  for (const Act& act : kActs) {
    if (act.doing == Doing::down) made_ = TRY(look_around());
    TRY(account_->give(texts_until(policies_, act.phase)));
    play(act, life);
    if (life.acts.back().error) break;
  }
  life.asked = recorder_.asked();
  if (faulty_) life.troubles = faulty_->troubles();
  if (life.is_done()) life.rests = TRY(see_what_is_left());
  return life;
}

// What ends by itself has ended when the longest waiting period of a key has passed (AWS KMS Developer Guide, "Delete
// an AWS KMS key").
base::Result<Rests> Player::see_what_is_left() {
  Rests rests = rests_of(before_, made_, TRY(look_around()));
  for (const auto& [wait, when] : std::initializer_list<std::pair<std::chrono::hours, const char*>>{
           {std::chrono::hours(2), "within two hours"}, {std::chrono::hours(31 * 24), "within a month"}}) {
    if (rests.left.empty()) break;
    clock_.advance(wait);
    pass(rests, TRY(look_around()), when);
  }
  return rests;
}

void Player::play(const Act& act, Life& life) {
  PlayedAct& played = life.acts.emplace_back();
  played.act = act;
  recorder_.begin(act);
  played.began = clock_.now();
  int64_t calls = recorder_.calls();
  base::Status done = perform(played);
  if (!done) played.error = done.error();
  played.calls = recorder_.calls() - calls;
  played.took = clock_.now() - played.began;
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
    case Doing::upgrade:
    case Doing::roll_back:
      return upgrade(played);
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

base::Status Player::upgrade(PlayedAct& played) {
  for (auto& each : runs_)
    if (each->part().upgraded)
      TRY(carry_out(*each, TRY(desired(*each, played.act.doing == Doing::upgrade)), played, true));
  return {};
}

base::Result<std::vector<Resource>> Player::desired(PartRun& part, bool is_upgraded) {
  cloud_->purpose = "to know what is to be made of " + part.part().name;
  const auto& asked = is_upgraded ? part.part().upgraded : part.part().desired;
  auto desired = asked(*cloud_, part.state());
  cloud_->purpose.clear();
  if (desired) reasons_.know(*desired);
  return desired;
}

base::Status Player::make(PartRun& part, PlayedAct& played, bool is_applied) {
  return carry_out(part, TRY(desired(part)), played, is_applied);
}

// What a person does whose command was cut short: gives it again.
base::Status Player::carry_out(PartRun& part, const std::vector<Resource>& desired, PlayedAct& played,
                               bool is_applied) {
  base::Status done = try_once(part, desired, &played, is_applied);
  for (int tries = 1; faulty_ && !done && tries < kMostTries; ++tries) {
    faulty_->revive();
    TRY(part.recover());
    done = try_once(part, desired, played.steps.empty() ? &played : nullptr, is_applied);
  }
  return done;
}

base::Status Player::try_once(PartRun& part, const std::vector<Resource>& desired, PlayedAct* told,
                              bool is_applied) {
  engine::Plan plan = TRY(part.plan(desired));
  if (told)
    for (const engine::Step& step : plan.steps) ++told->steps[std::string(engine::action_name(step.action))];
  if (!is_applied) return {};
  base::Status applied = part.apply(plan);
  std::vector<Span> spans = part.take_spans();
  if (told) std::move(spans.begin(), spans.end(), std::back_inserter(told->spans));
  return applied;
}

// As a person does who is told that the last change is still under way: waits for its end.
aws::Result<json::Value> call_in_turn(blueprint::Cloud& root, const engine::Request& request,
                                      base::VirtualClock& clock) {
  auto called = root.call(request.api, request.operation, request.input);
  if (called || called.error().code != "ResourceInUseException") return called;
  clock.advance(kLongestUpdate);
  return root.call(request.api, request.operation, request.input);
}

// To each thing once, though several parts may have it, as environments do that share a role.
base::Status Player::do_by_hand(const std::vector<ByHand>& rows) {
  std::set<std::pair<const ByHand*, std::string>> done;
  for (auto& run : runs_)
    for (const auto& [key, record] : run->state().records)
      for (const ByHand& row : rows) {
        auto request = request_of(row, record, run->state());
        if (!request || !done.emplace(&row, json::dump(request->input)).second) continue;
        auto called = call_in_turn(account_->as_root(), *request, clock_);
        if (!called)
          return tl::unexpected(blueprint::to_error(called.error(), request->api, request->operation)
                                    .in("by hand, " + key.address));
      }
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
                        base::Random& random, const Faults& faults, Until until) {
  return Player(subject, policies, random, faults, until).play(makings);
}

}  // namespace rehearsal
