#include "rehearsal/show/rehearsal_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rehearsal/derive/pattern.h"
#include "rehearsal/show/permissions_text.h"

namespace rehearsal {
namespace {

std::string duration(base::Milliseconds took) {
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(took).count();
  return seconds < 60 ? fmt::format("{} s", seconds) : fmt::format("{} min {} s", seconds / 60, seconds % 60);
}

std::string steps_text(const PlayedAct& act) {
  std::vector<std::string> parts;
  for (const auto& [action, count] : act.steps) parts.push_back(fmt::format("{} {}", count, action));
  return parts.empty() ? "nothing to do" : base::join(parts, ", ");
}

std::string act_text(const PlayedAct& act) {
  std::string text =
      fmt::format("  {:<15}{:<40}{:>4} calls, {}\n", act.act.name,
                  act.act.doing == Doing::look_for_rests ? "lists what could be left" : steps_text(act),
                  act.calls, duration(act.took));
  if (!act.unchanged.empty())
    text += fmt::format("    not changed by hand: {}\n",
                        base::join({act.unchanged.begin(), act.unchanged.end()}, ", "));
  if (act.error) text += fmt::format("    failed: {}\n", act.error->message);
  return text;
}

const Grant* grant_for(const Derived& derived, const Asked& asked) {
  for (const Grant& each : derived.grants)
    if (each.action == asked.request.action && covers(each.resource, asked.request.resource)) return &each;
  return nullptr;
}

// The derived statement, or one for this question alone.
json::Object missing_statement(const Derived& derived, const Asked& asked) {
  if (const Grant* grant = grant_for(derived, asked)) return statement_of(*grant);
  return json::Object{
      {"Effect", "Allow"}, {"Action", asked.request.action}, {"Resource", asked.request.resource}};
}

std::string indented(const std::string& text) {
  std::string out;
  for (std::string_view line : base::split(base::trim(text), '\n')) out += fmt::format("      {}\n", line);
  return out;
}

std::string narrowness_text(const Narrowness& found) {
  std::string text;
  if (found.is_proved()) text += fmt::format("  narrow      {} decoys are refused\n", found.decoys);
  for (const Decoy& each : found.allowed)
    text += fmt::format("  not narrow  {} on {} is allowed: {}\n", each.request.action, each.request.resource,
                        each.what);
  for (const Grant& each : found.wide)
    text += fmt::format("  wide        {}: {}\n", text_of(each), each.unscoped);
  return text;
}

std::string escalations_text(const Escalations& found) {
  std::string text;
  if (found.is_proved())
    text += fmt::format("  escalation  {} ways to more rights are refused\n", found.refused);
  for (const Decoy& each : found.open)
    text += fmt::format("  escalation  {} on {} is allowed: whoever holds these permissions {}\n",
                        each.request.action, each.request.resource, each.what);
  std::map<std::pair<std::string, std::string>, size_t> unbounded;
  for (const Decoy& each : found.unbounded) ++unbounded[{each.request.action, each.what}];
  for (const auto& [way, count] : unbounded)
    text += fmt::format(
        "  unbounded   {} on {} of our roles: whoever holds these permissions {}; `iam: {{ boundary: ARN }}` "
        "in the file bounds them\n",
        way.first, count, way.second);
  return text;
}

constexpr size_t kShown = 5;  // of a list of things; there may be hundreds

std::string things_text(const std::vector<std::string>& things) {
  std::vector<std::string> shown(things.begin(),
                                 things.size() > kShown ? things.begin() + kShown : things.end());
  std::string text = base::join(shown, "; ");
  if (things.size() > kShown) text += fmt::format("; and {} more", things.size() - kShown);
  return text;
}

std::string rests_text(const Life& life) {
  if (!life.is_done()) return "";
  const Rests& rests = life.rests;
  std::string text =
      fmt::format("  gone        {} things, by what their own services list\n", rests.gone.size());
  if (!rests.passing.empty()) text += fmt::format("  ends itself {}\n", things_text(rests.passing));
  if (!rests.of_account.empty()) text += fmt::format("  account's   {}\n", things_text(rests.of_account));
  text += rests.left.empty() ? "  left over   nothing\n"
                             : fmt::format("  left over   {}\n", base::join(rests.left, "; "));
  if (!rests.taken.empty())
    text += fmt::format("  taken       {}, which was there before\n", base::join(rests.taken, "; "));
  return text;
}

// Nothing, of one that went well.
std::string recovery_text(const Derived& derived, const Life& life) {
  std::string text;
  for (const Asked* each : life.denials()) text += denial_text(derived, *each);
  if (!life.is_done())
    text += fmt::format("  where calls are lost, it failed in the act `{}`: {}\n", life.acts.back().act.name,
                        life.acts.back().error ? life.acts.back().error->message : "");
  return text;
}

std::string faulty_text(const Derived& derived, const Life& life) {
  const Troubles& met = life.troubles;
  std::string text = fmt::format(
      "  faults      {} calls were throttled, {} never arrived, of {} nobody heard the answer, and {} times "
      "the process ended\n",
      met.throttled, met.unsent, met.unanswered, met.deaths);
  for (const Asked* each : life.denials()) text += denial_text(derived, *each);
  if (!life.is_done())
    return text + fmt::format("    failed in the act `{}`: {}\n", life.acts.back().act.name,
                              life.acts.back().error ? life.acts.back().error->message : "");
  return text + (life.rests.left.empty() ? std::string("    it came to the same end\n")
                                         : "    left over: " + base::join(life.rests.left, "; ") + "\n");
}

}  // namespace

std::string denial_text(const Derived& derived, const Asked& asked) {
  std::string text = fmt::format("denied: {} on {}\n  in the act `{}`, by {} {}\n", asked.request.action,
                                 asked.request.resource, asked.act, asked.api, asked.operation);
  for (const Reason& each : asked.reasons) text += fmt::format("  why: {}\n", text_of(each));
  return text + "  the missing statement:\n" + indented(json::dump_pretty(missing_statement(derived, asked)));
}

std::string rehearsal_text(const Derived& derived, const Proof& proof) {
  std::string text = title_of(derived.subject) + "\n";
  for (const PlayedAct& act : proof.life.acts) text += act_text(act);
  text += rests_text(proof.life);
  size_t decisions = proof.life.asked.size();
  for (const Asked* each : proof.life.denials()) text += denial_text(derived, *each);
  for (const Life& each : proof.recoveries) {
    decisions += each.asked.size();
    text += recovery_text(derived, each);
  }
  if (!proof.is_sufficient())
    return text + "  not sufficient: the life did not come to its end under the derived policies\n";
  text += fmt::format(
      "  sufficient  all of it under {} permissions in {} documents, {} decisions, none refused\n",
      derived.grants.size(), derived.documents.size(), decisions);
  if (proof.needless.empty())
    text += fmt::format("  necessary   without any one of them something is refused ({})\n",
                        proof.is_enforced ? "each was left out of a life of its own"
                                          : "decided on what was asked; --prove plays a life without each");
  for (const Grant& each : proof.needless) text += fmt::format("  needless    {}\n", text_of(each));
  if (proof.narrowness) text += narrowness_text(*proof.narrowness);
  if (proof.escalations) text += escalations_text(*proof.escalations);
  if (proof.faulty) text += faulty_text(derived, *proof.faulty);
  return text;
}

namespace {

json::Array strings(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

json::Array decoys_json(const std::vector<Decoy>& decoys) {
  json::Array out;
  for (const Decoy& each : decoys)
    out.push_back(json::Object{
        {"action", each.request.action}, {"resource", each.request.resource}, {"decoy", each.what}});
  return out;
}

json::Object rests_json(const Rests& rests) {
  return {{"gone", strings(rests.gone)},
          {"endsByItself", strings(rests.passing)},
          {"ofTheAccount", strings(rests.of_account)},
          {"left", strings(rests.left)},
          {"taken", strings(rests.taken)}};
}

json::Object faulty_json(const Life& life) {
  json::Object object{{"throttled", life.troubles.throttled},
                      {"unsent", life.troubles.unsent},
                      {"unanswered", life.troubles.unanswered},
                      {"deaths", life.troubles.deaths},
                      {"done", life.is_done()},
                      {"denials", static_cast<int64_t>(life.denials().size())}};
  if (life.is_done()) object.append({"rests", rests_json(life.rests)});
  return object;
}

}  // namespace

json::Object rehearsal_json(const Derived& derived, const Proof& proof) {
  json::Array acts, denials, needless, allowed, wide;
  for (const PlayedAct& act : proof.life.acts) {
    json::Object steps;
    for (const auto& [action, count] : act.steps) steps.append({action, count});
    json::Object one{{"act", act.act.name},
                     {"phase", phase_name(act.act.phase)},
                     {"steps", std::move(steps)},
                     {"calls", act.calls},
                     {"virtualMs", static_cast<int64_t>(act.took.count())}};
    json::Array unchanged;
    for (const std::string& kind : act.unchanged) unchanged.emplace_back(kind);
    if (!unchanged.empty()) one.append({"unchanged", std::move(unchanged)});
    if (act.error) one.append({"error", act.error->message});
    acts.emplace_back(std::move(one));
  }
  for (const Asked* each : proof.life.denials())
    denials.push_back(json::Object{{"act", each->act},
                                   {"action", each->request.action},
                                   {"resource", each->request.resource},
                                   {"operation", each->api + " " + each->operation},
                                   {"missing", missing_statement(derived, *each)}});
  for (const Grant& each : proof.needless) needless.emplace_back(text_of(each));
  if (proof.narrowness) {
    allowed = decoys_json(proof.narrowness->allowed);
    for (const Grant& each : proof.narrowness->wide)
      wide.push_back(
          json::Object{{"action", each.action}, {"resource", each.resource}, {"why", each.unscoped}});
  }
  json::Array open, unbounded;
  if (proof.escalations) {
    open = decoys_json(proof.escalations->open);
    unbounded = decoys_json(proof.escalations->unbounded);
  }
  json::Object object{{"cluster", derived.subject.name},
                      {"account", derived.subject.account},
                      {"region", derived.subject.region},
                      {"proved", proof.is_proved()},
                      {"sufficient", proof.is_sufficient()},
                      {"necessaryEnforced", proof.is_enforced},
                      {"decoys", proof.narrowness ? proof.narrowness->decoys : 0},
                      {"acts", std::move(acts)},
                      {"denials", std::move(denials)},
                      {"needless", std::move(needless)},
                      {"allowedDecoys", std::move(allowed)},
                      {"wide", std::move(wide)},
                      {"escalationsRefused", proof.escalations ? proof.escalations->refused : 0},
                      {"escalations", std::move(open)},
                      {"unbounded", std::move(unbounded)}};
  if (proof.life.is_done()) object.append({"rests", rests_json(proof.life.rests)});
  if (proof.faulty) object.append({"faults", faulty_json(*proof.faulty)});
  return object;
}

std::string comparison_text(const Derived& derived, const Comparison& comparison) {
  std::string text = title_of(derived.subject) + "\n";
  for (const Grant& each : comparison.missing)
    text += fmt::format("  missing  {}\n{}", text_of(each), indented(json::dump_pretty(statement_of(each))));
  for (const std::string& each : comparison.unused) text += fmt::format("  unused   {}\n", each);
  if (comparison.missing.empty()) text += "  nothing is missing\n";
  if (comparison.unused.empty()) text += "  all of it is used\n";
  return text;
}

json::Object comparison_json(const Derived& derived, const Comparison& comparison) {
  json::Array missing, unused;
  for (const Grant& each : comparison.missing)
    missing.push_back(json::Object{
        {"action", each.action}, {"resource", each.resource}, {"statement", statement_of(each)}});
  for (const std::string& each : comparison.unused) unused.emplace_back(each);
  return {{"cluster", derived.subject.name},
          {"account", derived.subject.account},
          {"missing", std::move(missing)},
          {"unused", std::move(unused)}};
}

}  // namespace rehearsal
