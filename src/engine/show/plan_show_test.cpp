// Every form of a plan: golden texts of plans that a reader can extend, and texts that try to break out.
#include <gtest/gtest.h>

#include "base/testing/golden.h"
#include "base/text.h"
#include "base/visible.h"
#include "engine/plan_json.h"
#include "engine/show/foreign_text.h"
#include "engine/show/plan_markdown.h"
#include "engine/show/plan_rows.h"
#include "engine/show/plan_text.h"
#include "engine/show/value_text.h"

namespace engine {
namespace {

constexpr std::string_view kFolder = "src/engine/show/testdata/";

Step step(std::string id, Action action, json::Value before, json::Value after,
          std::vector<std::string> needs = {}) {
  Step step;
  step.id = id;
  step.address = id.substr(0, id.find('#'));
  step.kind = "thing";
  step.action = action;
  step.connection = {"prod", "eu-west-3", nullptr};
  step.before = std::move(before);
  step.after = std::move(after);
  step.why = "the cluster needs it";
  step.needs = std::move(needs);
  step.expected = std::chrono::seconds(90);
  return step;
}

// All that can happen to a thing.
Planned everything() {
  Planned planned;
  planned.plan = {"lineage", 12, {}};
  auto add = [&](Step each) -> Step& { return planned.plan.steps.emplace_back(std::move(each)); };
  add(step("network/vpc", Action::create, nullptr, json::Object{{"CidrBlock", "10.0.0.0/16"}}));
  add(step("network/subnet", Action::change, json::Object{{"Size", 7}, {"Zone", "a"}},
           json::Object{{"Size", 8}, {"Zone", "a"}, {"VpcId", after({"network/vpc", "VpcId"})}},
           {"network/vpc"}))
      .why = "`Size`, `VpcId` differs";
  add(step("gateway", Action::change, json::Object{{"Address", "x"}}, json::Object{{"Address", "y"}},
           {"network/vpc", "network/subnet"}))
      .impact = Impact::interrupts;
  Step& made = add(step("database#1", Action::replace,
                        json::Object{{"Engine", "mysql"}, {"Password", secret({"secrets/db", "0a"})}},
                        json::Object{{"Engine", "postgres"}, {"Password", secret({"secrets/db", "0b"})}},
                        {"network/subnet"}));
  made.forced_by = {"Engine"};
  made.part = {1, 2};
  made.why = "`Engine` cannot be changed in place";
  Step& gone = add(step("database#2", Action::replace, json::Object{{"Engine", "mysql"}}, nullptr,
                        {"network/vpc", "network/subnet", "gateway", "database#1"}));
  gone.part = {2, 2};
  gone.impact = Impact::restarts;
  add(step("role#1", Action::replace, json::Object{{"Path", "/a/"}}, nullptr)).part = {1, 2};
  Step& role = add(step("role#2", Action::replace, json::Object{{"Path", "/a/"}},
                        json::Object{{"Path", "/b/"}}, {"role#1"}));
  role.forced_by = {"Path"};
  role.part = {2, 2};
  add(step("bucket", Action::adopt, json::Object{{"Name", "logs"}}, json::Object{{"Name", "logs"}}));
  add(step("queue", Action::forget, json::Object{{"Name", "old"}}, nullptr)).why = "the file says so";
  add(step("old", Action::destroy, json::Object{{"Name", "old"}}, nullptr, {"network/subnet"})).impact =
      Impact::interrupts;
  planned.refusals = {{"database", "`database` is protected, and would be destroyed: it is old",
                       "if that is meant: --allow-destroy database"}};
  return planned;
}

TEST(PlanText, ShowsAllThatCanHappen) {
  golden::expect(fmt::format("{}everything.txt", kFolder), plan_text(everything()));
  golden::expect(fmt::format("{}everything.md", kFolder), plan_markdown(everything()));
  golden::expect(fmt::format("{}everything.json", kFolder), json::dump_pretty(plan_document(everything())));
}

TEST(PlanText, SaysWhenThereIsNothing) {
  EXPECT_EQ(plan_text({}), "nothing to do\n");
  EXPECT_EQ(plan_markdown({}), "### Slipway: nothing to do\n\n");
}

TEST(PlanDocument, CanBeReadBackAsThePlan) {
  std::string text = json::dump_pretty(plan_document(everything()));
  base::Diagnostics diagnostics("plan.json", text);
  EXPECT_EQ(parse_plan(text, diagnostics), everything().plan);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
}

// Texts that would be more than text if they could.
constexpr std::string_view kHostile[] = {
    "a|b",
    "a\\|b",
    "a\\",
    "`",
    "a`b``c```",
    "line\nbreak | x |\n| y |",
    "cr\rlf\r\n",
    "\x1b[31mred\x1b]8;;http://x\x07link\x1b[0m",
    "\xe2\x80\xae"
    "gnp.exe",
    "\xe2\x81\xa6x\xe2\x81\xa9",
    "<script>alert(1)</script>",
    "</code><img src=x onerror=y>",
    "<!-- ",
    "&#124;&lt;b&gt;",
    "**bold** _it_ ~~x~~ [link](http://evil) ![i](http://evil)",
    "@everyone #1 http://evil www.evil.com",
    "\xff\xfe not utf-8",
    "\xe2\x80\xa8line separator",
    "$$x$$ :tada:",
    " leading and trailing ",
    "```\nfence\n```",
};

Planned hostile(std::string_view text) {
  std::string bad(text);
  Step one = step("a", Action::change, json::Object{{bad, "old"}, {"x", json::Object{{bad, bad}}}},
                  json::Object{{bad, bad}, {"x", json::Array{bad}}}, {bad});
  one.why = bad;
  one.forced_by = {bad};
  Planned planned;
  planned.plan.steps = {step(bad, Action::create, nullptr, json::Object{{bad, bad}}), one};
  planned.plan.steps[0].address = bad;
  planned.refusals = {{bad, bad, bad}};
  return planned;
}

size_t lines_of(std::string_view text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(ForeignText, CannotBreakOutOfTheTable) {
  size_t usual = lines_of(plan_text(hostile("plain")));
  for (std::string_view text : kHostile) {
    std::string shown = plan_text(hostile(text));
    EXPECT_EQ(lines_of(shown), usual) << shown;
    std::string without_breaks = shown;
    std::erase(without_breaks, '\n');
    EXPECT_TRUE(base::is_visible_line(without_breaks)) << shown;
  }
}

// What is left of a line of Markdown when code and character references are taken out of it, as GitHub does.
std::string outside_code(std::string_view line) {
  std::string out;
  for (size_t at = 0; at < line.size();) {
    std::string_view rest = line.substr(at);
    size_t end = std::string_view::npos;
    if (rest.starts_with("`"))
      end = rest.find('`', 1);
    else if (rest.starts_with("&#"))
      end = rest.find(';');
    else if (rest.starts_with("<code>") || rest.starts_with("</code>"))
      end = rest.find('>');
    if (end == std::string_view::npos) {
      out += rest[0];
      end = 0;
    }
    at += end + 1;
  }
  return out;
}

TEST(ForeignText, CannotBreakOutOfTheMarkdown) {
  size_t usual = lines_of(plan_markdown(hostile("plain")));
  for (std::string_view text : kHostile) {
    std::string shown = plan_markdown(hostile(text));
    EXPECT_EQ(lines_of(shown), usual) << shown;
    for (std::string_view line : base::split(shown, '\n')) {
      EXPECT_TRUE(base::is_visible_line(line)) << line;
      // Bars are counted before anything else is looked at, code or not (section 4.10).
      if (line.starts_with("| ")) {
        EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 6) << line;
      }
      std::string markup = outside_code(line);
      EXPECT_EQ(markup.find("everyone"), std::string::npos) << "somebody is mentioned: " << line;
      for (std::string_view ours :
           {"**forces the replacement**", "**It is refused as it is:**", "<br>", "### "})
        for (size_t at; (at = markup.find(ours)) != std::string::npos;) markup.erase(at, ours.size());
      EXPECT_EQ(markup.find_first_of("`<>&*_[]()!@#$~\\"), std::string::npos) << line << "\n" << markup;
    }
  }
}

TEST(ForeignText, IsCutWithASign) {
  EXPECT_EQ(line_text("abcdef", 6), "abcdef");
  EXPECT_EQ(line_text("abcdefg", 6), "abcde…");
  EXPECT_EQ(line_text("日本語日本語", 6), "日本…");
  EXPECT_LE(columns(line_text(std::string(1 << 20, 'x'), 80)), 80U);
  EXPECT_EQ(code_markdown("", 10), "");
}

TEST(ForeignText, HasNoTokens) {
  std::string token = "k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8_QWN0aW9uPUdldENhbGxlcklkZW50aXR5";
  EXPECT_EQ(line_text("it said " + token, 200).find(token), std::string::npos);
}

struct ValueRow {
  json::Value before, after;
  std::string_view text;
};

TEST(ValueText, NamesWhatItStandsFor) {
  const ValueRow kRows[] = {
      {7, "x", R"(7 -> "x")"},
      {nullptr, json::Array{1, after({"a", "Id"})}, "(none) -> [1, (after a.Id)]"},
      {json::Object{{"$$x", true}}, nullptr, R"({"$x": true} -> (none))"},
      {secret({"s", "0a"}), secret({"s", "0b"}), "(secret s), which is another one now"},
      {secret({"s", "0a"}), secret({"t", "0a"}), "(secret s) -> (secret t)"},
      {"(secret s)", 1, R"~("(secret s)" -> 1)~"},
  };
  for (const ValueRow& row : kRows) EXPECT_EQ(change_text(row.before, row.after), row.text);
}

TEST(PlanMarkdown, HasRoomForSixtyThousandCharactersAndSaysWhatHasNone) {
  Planned planned;
  for (int i = 0; i < 5000; ++i)
    planned.plan.steps.push_back(step(fmt::format("thing/{}", i), Action::create, nullptr, json::Object{}));
  planned.plan.steps.push_back(step("last", Action::destroy, json::Object{}, nullptr));
  for (int i = 0; i < 5000; ++i)
    planned.refusals.push_back({"", fmt::format("thing {} is protected", i), "allow it"});
  std::string shown = plan_markdown(planned);
  EXPECT_LE(shown.size(), kMostMarkdown);
  EXPECT_GT(shown.size(), kMostMarkdown - 1000);
  EXPECT_NE(shown.find("`last`"), std::string::npos) << "what is destroyed comes first";
  size_t rows = 0, more = 0;
  for (std::string_view line : base::split(shown, '\n')) {
    if (line.starts_with("| `")) ++rows;
    if (line.starts_with("… and "))
      more = static_cast<size_t>(std::atoi(std::string(line.substr(8)).c_str()));
  }
  EXPECT_EQ(rows + more, 5001U);
}

TEST(PlanMarkdown, CountsARowThatIsTooLargeByItself) {
  Planned planned;
  json::Object before, after;
  for (int i = 0; i < 1000; ++i)
    after.set(fmt::format("{}|{}", std::string(80, '`'), i), std::string(500, '|'));
  for (int i = 0; i < 5; ++i)
    planned.plan.steps.push_back(step(fmt::format("thing/{}", i), Action::change, before, after));
  std::string shown = plan_markdown(planned);
  EXPECT_LE(shown.size(), kMostMarkdown);
  EXPECT_NE(shown.find("… and 980 more"), std::string::npos);
}

TEST(PlanRows, TellDurations) {
  for (auto [seconds, text] :
       {std::pair{0, "0 s"}, {119, "119 s"}, {120, "2 min"}, {3599, "1 h"}, {3900, "1 h 5 min"}})
    EXPECT_EQ(duration_text(std::chrono::seconds(seconds)), text);
  EXPECT_EQ(expected_duration(everything().plan), std::chrono::seconds(4 * 90));
}

}  // namespace
}  // namespace engine
