#include <algorithm>

#include "engine/testing/fault.h"

namespace engine {
namespace {

using Status = Answer::Status;
using Type = Entry::Type;
using Lines = std::vector<std::string>;

// --- makers of faults -----------------------------------------------------------------------------------------------

Fault in_plan(std::string name, std::function<void(Plan&)> change) {
  Fault fault{std::move(name)};
  fault.plan = std::move(change);
  return fault;
}

Fault in_observed(std::string name, const std::function<void(Reading&)>& change) {
  Fault fault{std::move(name)};
  fault.observed = [change](Observed& observed) {
    for (auto& [key, reading] : observed) change(reading);
  };
  return fault;
}

Fault in_effects(std::string name, std::function<void(Effects&, base::Time)> change) {
  Fault fault{std::move(name)};
  fault.effects = std::move(change);
  return fault;
}

Fault in_events(std::string name, std::function<bool(Event&)> change) {
  Fault fault{std::move(name)};
  fault.event = std::move(change);
  return fault;
}

Fault in_answers(std::string name, const std::function<void(Answer&)>& change) {
  return in_events(std::move(name), [change](Event& event) {
    if (event.type == Event::Type::answer) change(event.answer);
    return true;
  });
}

Fault in_writing(std::string name, std::function<void(Lines&)> change) {
  Fault fault{std::move(name)};
  fault.append = std::move(change);
  return fault;
}

// Each entry that is read from a journal is changed, so the fold sees another one than was written.
Fault in_fold(std::string name, const std::function<void(Entry&)>& change) {
  Fault fault{std::move(name)};
  fault.load = [change](Kept& kept) {
    for (std::string& line : kept.entries) {
      Entry entry = *parse_entry(line);
      change(entry);
      line = json::dump(to_json(entry));
    }
  };
  return fault;
}

Fault in_kind(std::string name, std::function<void(ResourceKind&)> change) {
  Fault fault{std::move(name)};
  fault.kind = std::move(change);
  return fault;
}

// --- what is planted ------------------------------------------------------------------------------------------------

void drop_needs(Plan& plan, bool of_destroying) {
  for (Step& step : plan.steps)
    if (is_destroying(step) == of_destroying) step.needs.clear();
}

void drop_steps(Plan& plan, bool (*dropped)(const Step&)) {
  std::vector<std::string> ids;
  for (const Step& step : plan.steps)
    if (dropped(step)) ids.push_back(step.id);
  auto is_dropped = [&](const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
  std::erase_if(plan.steps, [&](const Step& step) { return is_dropped(step.id); });
  for (Step& step : plan.steps) std::erase_if(step.needs, is_dropped);
}

void erase_entries(Effects& effects, Type type) {
  std::erase_if(effects.entries, [&](const Entry& entry) { return entry.type == type; });
}

void without_entries(Lines& lines, std::string_view type) {
  std::erase_if(lines, [&](const std::string& line) {
    return line.find(fmt::format("\"type\":\"{}\"", type)) != std::string::npos;
  });
}

std::vector<Fault> of_the_planner() {
  return {
      in_plan("an edge is lost: makers do not wait", [](Plan& plan) { drop_needs(plan, false); }),
      in_plan("an edge is lost: destroyers do not wait", [](Plan& plan) { drop_needs(plan, true); }),
      in_plan("the last need of each step is lost",
              [](Plan& plan) {
                for (Step& step : plan.steps)
                  if (!step.needs.empty()) step.needs.pop_back();
              }),
      in_plan("what is not desired stays", [](Plan& plan) { drop_steps(plan, is_destroying); }),
      in_plan("changes are forgotten",
              [](Plan& plan) {
                drop_steps(plan, [](const Step& step) { return step.action == Action::change; });
              }),
      in_plan("creates are forgotten",
              [](Plan& plan) {
                drop_steps(plan, [](const Step& step) { return step.action == Action::create; });
              }),
      in_plan("formers of what is replaced stay",
              [](Plan& plan) {
                drop_steps(plan, [](const Step& step) {
                  return is_destroying(step) && step.action == Action::replace;
                });
              }),
      in_plan("destruction is only forgotten in the state",
              [](Plan& plan) {
                for (Step& step : plan.steps)
                  if (is_destroying(step)) step.action = Action::forget;
              }),
      in_plan("the successor has the generation of its former",
              [](Plan& plan) {
                for (Step& step : plan.steps)
                  if (is_making(step) && step.generation > 1) --step.generation;
              }),
      in_plan("the former is taken for the successor",
              [](Plan& plan) {
                for (Step& step : plan.steps)
                  if (is_destroying(step) && step.action == Action::replace) ++step.generation;
              }),
      in_plan("the first step is left out",
              [](Plan& plan) {
                if (plan.steps.empty()) return;
                std::string id = plan.steps.front().id;
                plan.steps.erase(plan.steps.begin());
                for (Step& step : plan.steps) std::erase(step.needs, id);
              }),
      in_observed("what is gone is taken to be there", [](Reading& reading) { reading.is_there = true; }),
      in_observed("what is there is taken to be gone", [](Reading& reading) { reading.is_there = false; }),
      in_observed("members that were read are not looked at",
                  [](Reading& reading) {
                    reading.members.erase("size");
                    reading.members.erase("label");
                  }),
  };
}

std::vector<Fault> of_the_scheduler() {
  return {
      in_effects("nothing is written before a call",
                 [](Effects& effects, base::Time) { erase_entries(effects, Type::intend); }),
      in_effects("identities are not written",
                 [](Effects& effects, base::Time) { erase_entries(effects, Type::made); }),
      in_effects("a create is made twice",
                 [](Effects& effects, base::Time) {
                   std::vector<CallOut> calls;
                   for (const CallOut& call : effects.calls) {
                     calls.push_back(call);
                     if (call.call.request.operation == "Create") calls.push_back(call);
                   }
                   effects.calls = calls;
                 }),
      in_effects("the lease is not renewed", [](Effects& effects, base::Time) { effects.renew.reset(); }),
      in_effects("nothing wakes it", [](Effects& effects, base::Time) { effects.wake.reset(); }),
      in_effects("it ends with its first answer",
                 [](Effects& effects, base::Time) { effects.finished |= effects.calls.empty(); }),
      in_effects("one call at a time is lost",
                 [](Effects& effects, base::Time) {
                   if (effects.calls.size() > 1) effects.calls.pop_back();
                 }),
      in_answers("no answer is taken for done",
                 [](Answer& answer) {
                   if (answer.status != Status::unknown) return;
                   answer.status = Status::done;
                   answer.output = json::Object{{"id", "id-0"}, {"members", json::Object()}};
                 }),
      in_answers("no answer is taken for not there",
                 [](Answer& answer) {
                   if (answer.status == Status::unknown) answer = {Status::refused, nullptr, "NotFound", ""};
                 }),
      in_answers("a throttle is an error",
                 [](Answer& answer) {
                   if (answer.status == Status::throttled) answer.status = Status::refused;
                 }),
      in_answers(
          "an error is taken for done",
          [](Answer& answer) {
            if (answer.status == Status::refused && answer.code == "AccessDenied")
              answer = {Status::done, json::Object{{"id", "id-0"}, {"members", json::Object()}}, "", ""};
          }),
      in_answers("what is pending is taken for ready",
                 [](Answer& answer) {
                   if (answer.output.is_object()) answer.output.as_object().set("status", "READY");
                 }),
      in_answers("what was not there is forgotten to be so",
                 [](Answer& answer) {
                   if (answer.code == "NotFound") answer.code = "Gone";
                 }),
      in_events("answers are lost on the way",
                [](Event& event) { return event.type != Event::Type::answer || event.call % 7 != 0; }),
      in_events("the user's stop is not heard", [](Event& event) { return event.type != Event::Type::stop; }),
      in_events("the loss of the lease is not heard",
                [](Event& event) {
                  if (event.type == Event::Type::journal_failed || event.type == Event::Type::lease_lost) {
                    event.type = Event::Type::renewed;
                    event.expires = base::from_seconds(9'000'000'000);
                  }
                  return true;
                }),
      in_events("the lease is taken to last for ever",
                [](Event& event) {
                  if (event.type == Event::Type::renewed) event.expires = base::from_seconds(9'000'000'000);
                  return true;
                }),
  };
}

std::vector<Fault> of_the_journal() {
  Fault early{"the sync is left out"}, unfenced{"no fence is checked"}, shared{"the lease is given to all"},
      stale{"stale plans are carried out"};
  early.acknowledges_early = true;
  unfenced.fences_nobody = true;
  shared.gives_lease_to_all = true;
  stale.applies_stale_plans = true;
  return {
      early,
      unfenced,
      shared,
      stale,
      in_writing("the last of some entries is not written",
                 [](Lines& lines) {
                   if (lines.size() > 1) lines.pop_back();
                 }),
      in_writing("entries are written in another order",
                 [](Lines& lines) { std::reverse(lines.begin(), lines.end()); }),
      in_writing("an entry is written twice", [](Lines& lines) { lines.push_back(lines.back()); }),
      in_writing("what is gone is not written", [](Lines& lines) { without_entries(lines, "gone"); }),
      in_fold("the fold forgets what is used", [](Entry& entry) { entry.needs.clear(); }),
      in_fold("the fold forgets identities",
              [](Entry& entry) {
                if (entry.type == Type::made) entry.identity = nullptr;
              }),
      in_fold("the fold forgets tokens", [](Entry& entry) { entry.token = "another"; }),
      in_fold("the fold takes any end for gone",
              [](Entry& entry) {
                if (entry.type == Type::intend && entry.action == Action::destroy) entry.type = Type::gone;
              }),
      in_fold("the fold takes times for older than they are", [](Entry& entry) { entry.at = base::Time(); }),
  };
}

std::vector<Fault> of_kinds() {
  return {
      in_kind("new things are taken to be visible at once",
              [](ResourceKind& kind) { kind.window = base::Milliseconds(0); }),
      in_kind("everything is taken to be found by token",
              [](ResourceKind& kind) { kind.found_by = FoundBy::token; }),
      in_kind("everything is taken to change in place",
              [](ResourceKind& kind) {
                kind.in_place.push_back("zone");
                kind.in_place.push_back("uses");
              }),
      in_kind("names are taken to be free", [](ResourceKind& kind) { kind.name_from.clear(); }),
      in_kind("what is another's is set",
              [](ResourceKind& kind) {
                kind.foreign.clear();
                kind.in_place.push_back("scale");
              }),
      in_kind("what another call tells is not asked for", [](ResourceKind& kind) { kind.details.clear(); }),
      in_kind("typical durations are too short", [](ResourceKind& kind) { kind.creating /= 2; }),
  };
}

}  // namespace

const std::vector<Fault>& faults() {
  static const std::vector<Fault> kAll = [] {
    std::vector<Fault> all;
    for (auto* part : {of_the_planner, of_the_scheduler, of_the_journal, of_kinds}) {
      std::vector<Fault> some = part();
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }();
  return kAll;
}

}  // namespace engine
