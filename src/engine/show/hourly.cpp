#include "engine/show/hourly.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "engine/show/foreign_text.h"

namespace engine {
namespace {

constexpr size_t kWord = 80, kSentence = 240;
constexpr int64_t kOne = 1'000'000;
constexpr size_t kDecimals = 6;

std::string count_text(const HourlyLine& line) {
  return fmt::format("{} x {}", line.count, line.what);
}

std::string price_of(const HourlyLine& line) {
  return line.each ? price_text(*line.each * line.count) : "not known";
}

bool knows_all(const Hourly& hourly) {
  return std::all_of(hourly.lines.begin(), hourly.lines.end(),
                     [](const HourlyLine& line) { return line.count == 0 || line.each; });
}

// `0.045 each`, where it comes from, and what it depends on.
std::string remarks(const HourlyLine& line) {
  std::vector<std::string> parts;
  if (line.each && line.count > 1) parts.push_back(price_text(*line.each) + " each");
  if (!line.note.empty()) parts.push_back(line.note);
  if (!line.source.empty()) parts.push_back(fmt::format("{}, {}", line.source, line.date));
  return base::join(parts, "; ");
}

std::string sum_text(const Hourly& hourly) {
  return fmt::format("{} {} an hour{}", price_text(hourly_sum(hourly)), hourly.currency,
                     knows_all(hourly) ? "" : " and what is not known");
}

std::string text_of(const Hourly& hourly) {
  size_t wide = 0, price = 0;
  for (const HourlyLine& line : hourly.lines) {
    wide = std::max(wide, columns(line_text(count_text(line), kWord)));
    price = std::max(price, price_of(line).size());
  }
  std::string out = fmt::format("{} is billed by the hour, list prices of {} in {}:\n", hourly.state,
                                hourly.region, hourly.currency);
  for (const HourlyLine& line : hourly.lines) {
    std::string what = line_text(count_text(line), kWord);
    std::string row = fmt::format("  {}{}  {:<{}}  {}", what, std::string(wide - columns(what), ' '),
                                  price_of(line), price, line_text(remarks(line), kSentence));
    while (row.ends_with(' ')) row.pop_back();
    out += row + "\n";
  }
  out += fmt::format("together {}", sum_text(hourly));
  if (!hourly.besides.empty()) out += fmt::format("; {}", hourly.besides);
  return out + "\n";
}

std::string markdown_of(const Hourly& hourly) {
  std::string out = fmt::format(
      "\n**{} is billed by the hour**, list prices of {}:\n\n| What | {} an hour | |\n| --- | --- | --- |\n",
      words_markdown(hourly.state, kWord), words_markdown(hourly.region, kWord), hourly.currency);
  for (const HourlyLine& line : hourly.lines)
    out += fmt::format("| {} | {} | {} |\n", code_markdown(count_text(line), kWord), price_of(line),
                       words_markdown(remarks(line), kSentence));
  out += fmt::format("\nTogether {}", sum_text(hourly));
  if (!hourly.besides.empty()) out += "; " + words_markdown(hourly.besides, kSentence);
  return out + ".\n";
}

json::Value line_json(const HourlyLine& line) {
  json::Object out{{"count", line.count}, {"what", line.what}};
  out.append({"each", line.each ? json::Value(price_text(*line.each)) : json::Value()});
  out.append({"note", line.note});
  out.append({"source", line.source});
  out.append({"date", line.date});
  return out;
}

}  // namespace

std::optional<int64_t> parse_price(std::string_view text) {
  size_t point = std::min(text.find('.'), text.size());
  std::string fraction(text.substr(std::min(point + 1, text.size())));
  if (point == 0 || fraction.size() > kDecimals || (point < text.size() && fraction.empty())) return {};
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  auto whole = base::parse_int(text.substr(0, point));
  if (!whole || *whole < 0 || !std::all_of(fraction.begin(), fraction.end(), is_digit)) return {};
  fraction.resize(kDecimals, '0');
  return *whole * kOne + base::parse_int(fraction).value_or(0);
}

std::string price_text(int64_t millionths) {
  std::string text = fmt::format("{}.{:06}", millionths / kOne, millionths % kOne);
  while (text.ends_with('0') && text[text.size() - 3] != '.') text.pop_back();
  return text;
}

int64_t hourly_sum(const Hourly& hourly) {
  int64_t sum = 0;
  for (const HourlyLine& line : hourly.lines) sum += line.each.value_or(0) * line.count;
  return sum;
}

std::string hourly_text(const std::vector<Hourly>& all) {
  std::string out;
  for (const Hourly& each : all) out += text_of(each);
  return out;
}

std::string hourly_markdown(const std::vector<Hourly>& all) {
  std::string out;
  for (const Hourly& each : all) out += markdown_of(each);
  return out;
}

json::Value hourly_json(const std::vector<Hourly>& all) {
  json::Array out;
  for (const Hourly& each : all) {
    json::Array lines;
    for (const HourlyLine& line : each.lines) lines.push_back(line_json(line));
    out.push_back(json::Object{{"state", each.state},
                               {"region", each.region},
                               {"currency", each.currency},
                               {"lines", std::move(lines)},
                               {"sum", price_text(hourly_sum(each))},
                               {"isComplete", knows_all(each)},
                               {"besides", each.besides}});
  }
  return out;
}

}  // namespace engine
