#include "rehearsal/show/timeline.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "rehearsal/show/permissions_text.h"
#include "rehearsal/show/rehearsal_text.h"

namespace rehearsal {
namespace {

// Of the drawing, in its own units.
constexpr int kLabel = 330, kTime = 900, kRow = 20, kBar = 12, kTop = 24;

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #6b7580; --line: #d5dae0; --bar: #8fb3d9; --hot: #c8501e; --page: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --soft: #98a2ad; --line: #3a4149; --bar: #476b92; --hot: #ee8a55; --page: #16191d; }
}
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .2rem; } p { margin: .2rem 0 .6rem; color: var(--soft); }
svg { width: 100%; height: auto; display: block; } svg text { font-size: 11px; fill: var(--ink); }
svg .time { fill: var(--soft); } svg rect { fill: var(--bar); } svg .critical { fill: var(--hot); }
svg path { fill: none; stroke: var(--line); } svg path.critical { stroke: var(--hot); fill: none; }
.key { display: inline-block; width: .9em; height: .9em; background: var(--hot); vertical-align: -1px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; } td, th { text-align: left; vertical-align: top;
  padding: .25rem .6rem .25rem 0; border-top: 1px solid var(--line); }
pre { overflow-x: auto; font-size: 13px; } summary { cursor: pointer; color: var(--soft); }
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// `12:07` from the act's beginning, in minutes and seconds.
std::string clock_text(base::Milliseconds since) {
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since).count();
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

// What fits before the drawing; the whole stands in the table.
std::string label_of(const std::string& address) {
  constexpr size_t kFits = 52;
  return address.size() <= kFits ? address : "\u2026" + address.substr(address.size() - kFits + 1);
}

class Drawing {
 public:
  explicit Drawing(const PlayedAct& act) : act_(act) {
    for (size_t i = 0; i < act.spans.size(); ++i) row_[act.spans[i].address] = i;
  }

  std::string svg() const {
    int height = kTop + static_cast<int>(act_.spans.size()) * kRow;
    std::string text =
        fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"the act {} over time\">\n",
                    kLabel + kTime + 60, height, escaped(act_.act.name));
    for (int i = 0; i <= 4; ++i) text += mark(i, height);
    for (const Span& each : act_.spans)
      for (const std::string& needed : each.needs) text += edge(each, needed);
    for (size_t i = 0; i < act_.spans.size(); ++i) text += bar(i);
    return text + "</svg>\n";
  }

 private:
  double x(base::Time at) const {
    double whole = std::max<double>(1, static_cast<double>(act_.took.count()));
    return kLabel + kTime * static_cast<double>((at - act_.began).count()) / whole;
  }
  static int y(size_t row) { return kTop + static_cast<int>(row) * kRow; }

  std::string mark(int quarter, int height) const {
    int at = kLabel + kTime * quarter / 4;
    return fmt::format("<path d=\"M{0} 14V{1}\"/><text class=\"time\" x=\"{0}\" y=\"10\">{2}</text>\n", at,
                       height, clock_text(act_.took * quarter / 4));
  }

  std::string edge(const Span& span, const std::string& needed) const {
    auto other = row_.find(needed);
    if (other == row_.end()) return "";
    const Span& first = act_.spans[other->second];
    bool is_critical = span.is_critical && first.is_critical;
    int from = y(other->second) + kBar / 2, to = y(row_.at(span.address)) + kBar / 2;
    return fmt::format("<path{} d=\"M{:.1f} {}V{}H{:.1f}\"/>\n", is_critical ? " class=\"critical\"" : "",
                       x(first.ended), from, to, x(span.began));
  }

  std::string bar(size_t row) const {
    const Span& span = act_.spans[row];
    double from = x(span.began), width = std::max(2.0, x(span.ended) - from);
    return fmt::format(
        "<g><title>{0} {1}: {2}</title><text x=\"{3}\" y=\"{4}\" text-anchor=\"end\">{10}</text>"
        "<rect{5} x=\"{6:.1f}\" y=\"{7}\" width=\"{8:.1f}\" height=\"{9}\" rx=\"2\"/></g>\n",
        engine::action_name(span.action), escaped(span.address), escaped(span.why), kLabel - 8,
        y(row) + kBar - 2, span.is_critical ? " class=\"critical\"" : "", from, y(row), width, kBar,
        escaped(label_of(span.address)));
  }

  const PlayedAct& act_;
  std::map<std::string, size_t> row_;
};

// The calls for one thing in an act, each once, with why.
std::string calls_of(const Life& life, const PlayedAct& act, const std::string& address) {
  std::map<std::string, std::string> calls;
  for (const Asked& each : life.asked) {
    if (each.act != act.act.name) continue;
    for (const Reason& reason : each.reasons)
      if (reason.address == address) calls[each.api + " " + each.operation] = reason.doing;
  }
  std::string text;
  for (const auto& [call, doing] : calls) text += fmt::format("{} {}<br>", escaped(call), escaped(doing));
  return text;
}

std::string steps_table(const Life& life, const PlayedAct& act) {
  std::string text =
      "<details><summary>each step, its calls and its reason</summary>\n<table><tr><th>Step<th>From<th>To"
      "<th>Calls<th>Why</tr>\n";
  for (const Span& each : act.spans)
    text +=
        fmt::format("<tr><td>{} {}<td>{}<td>{}<td>{}<td>{}</tr>\n", engine::action_name(each.action),
                    escaped(each.address), clock_text(each.began - act.began),
                    clock_text(each.ended - act.began), calls_of(life, act, each.address), escaped(each.why));
  return text + "</table></details>\n";
}

std::string act_section(const Life& life, const PlayedAct& act) {
  std::string text =
      fmt::format("<section>\n<h2>{}</h2>\n<p>{} &middot; {} calls, {} of virtual time</p>\n",
                  escaped(act.act.name), escaped(act.act.why), act.calls, clock_text(act.took));
  if (!act.spans.empty()) text += Drawing(act).svg() + steps_table(life, act);
  return text + "</section>\n";
}

}  // namespace

std::string timeline_page(const std::vector<std::pair<Derived, Proof>>& rehearsed) {
  std::string text = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Slipway: a rehearsal</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width\"><style>{}</style></head><body>\n",
      kStyle);
  for (const auto& [derived, proof] : rehearsed) {
    text += fmt::format(
        "<h1>{}</h1>\n<p><span class=\"key\"></span> the path that took longest: whatever is "
        "to be faster must be on it</p>\n",
        escaped(title_of(derived.subject)));
    for (const PlayedAct& each : proof.life.acts) text += act_section(proof.life, each);
    text += fmt::format("<h2>what it proves</h2>\n<pre>{}</pre>\n", escaped(rehearsal_text(derived, proof)));
  }
  return text + "</body></html>\n";
}

}  // namespace rehearsal
