#include "services/cloudwatch/statistic.h"

#include <algorithm>
#include <charconv>

namespace account::cloudwatch {
namespace {

constexpr double kWhole = 100;

std::optional<double> read_number(std::string_view text) {
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool is_whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return is_whole ? std::optional(number) : std::nullopt;
}

std::optional<double> read_percent(std::string_view text) {
  auto number = read_number(text);
  return number && *number >= 0 && *number <= kWhole ? number : std::nullopt;
}

// The least value of which so many percent of all are no greater.
double percentile(const Datapoint& point, double percent) {
  double wanted = point.count * percent / kWhole, passed = 0;
  for (auto [value, times] : point.values) {
    passed += times;
    if (passed >= wanted && times > 0) return value;
  }
  return point.greatest;
}

std::optional<Bounds> parse_bounds(std::string_view text) {
  size_t colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  std::string_view parts[] = {text.substr(0, colon), text.substr(colon + 1)};
  Bounds bounds;
  bounds.is_percent = text.ends_with('%') || parts[0].ends_with('%');
  for (int i = 0; i < 2; ++i) {
    std::string_view part = parts[i];
    if (part.empty()) continue;
    if (part.ends_with('%') != bounds.is_percent) return std::nullopt;
    if (bounds.is_percent) part.remove_suffix(1);
    auto number = bounds.is_percent ? read_percent(part) : read_number(part);
    if (!number) return std::nullopt;
    (i == 0 ? bounds.low : bounds.high) = number;
  }
  bool is_empty = !bounds.low && !bounds.high;
  bool is_upside_down = bounds.low && bounds.high && *bounds.low >= *bounds.high;
  return is_empty || is_upside_down ? std::nullopt : std::optional(bounds);
}

}  // namespace

// p90, tm90: a percentile, or all up to it.
std::optional<Statistic> Statistic::parse_short(std::string_view text) {
  constexpr std::pair<std::string_view, Kind> kPrefixes[] = {{"tm", Kind::trimmed_mean},
                                                             {"wm", Kind::winsorized_mean},
                                                             {"tc", Kind::trimmed_count},
                                                             {"ts", Kind::trimmed_sum},
                                                             {"p", Kind::percentile}};
  for (auto [prefix, kind] : kPrefixes) {
    if (!text.starts_with(prefix)) continue;
    auto percent = read_percent(text.substr(prefix.size()));
    if (!percent) return std::nullopt;
    Statistic statistic;
    statistic.kind_ = kind;
    statistic.bounds_.high = percent;
    return statistic;
  }
  return std::nullopt;
}

std::optional<Statistic> Statistic::parse(std::string_view text) {
  constexpr std::pair<std::string_view, Kind> kPlain[] = {{"SampleCount", Kind::count},
                                                          {"Average", Kind::average},
                                                          {"Sum", Kind::sum},
                                                          {"Minimum", Kind::least},
                                                          {"Maximum", Kind::greatest}};
  constexpr std::pair<std::string_view, Kind> kTrimmed[] = {{"TM(", Kind::trimmed_mean},
                                                            {"WM(", Kind::winsorized_mean},
                                                            {"TC(", Kind::trimmed_count},
                                                            {"TS(", Kind::trimmed_sum},
                                                            {"PR(", Kind::rank}};
  Statistic statistic;
  for (auto [name, kind] : kPlain) {
    statistic.kind_ = kind;
    if (name == text) return statistic;
  }
  if (text == "IQM") return parse("TM(25%:75%)");
  for (auto [name, kind] : kTrimmed) {
    if (!text.starts_with(name) || !text.ends_with(')')) continue;
    auto bounds = parse_bounds(text.substr(name.size(), text.size() - name.size() - 1));
    if (!bounds || (kind == Kind::rank && bounds->is_percent)) return std::nullopt;
    statistic.kind_ = kind;
    statistic.bounds_ = *bounds;
    return statistic;
  }
  return parse_short(text);
}

// Percents trim a share of the values, the outermost ones by halves and thirds where it falls so; numbers trim what is
// not above the lower and not up to the upper one.
double Statistic::of_trimmed(const Datapoint& point) const {
  double low = bounds_.low.value_or(0) * point.count / kWhole;
  double high = bounds_.high.value_or(kWhole) * point.count / kWhole;
  double passed = 0, count = 0, sum = 0;
  std::optional<double> least, greatest;
  for (auto [value, times] : point.values) {
    double taken = std::max(0.0, std::min(passed + times, high) - std::max(passed, low));
    passed += times;
    if (!bounds_.is_percent) {
      bool is_in = (!bounds_.low || value > *bounds_.low) && (!bounds_.high || value <= *bounds_.high);
      taken = is_in ? times : 0;
    }
    if (taken <= 0) continue;
    count += taken;
    sum += value * taken;
    if (!least) least = value;
    greatest = value;
  }
  if (kind_ == Kind::trimmed_count) return count;
  if (kind_ == Kind::trimmed_sum) return sum;
  if (kind_ == Kind::rank) return count / point.count * kWhole;
  if (kind_ == Kind::trimmed_mean || !least) return count > 0 ? sum / count : 0;
  // Winsorized: what was trimmed counts as the nearest value that was not.
  double below = 0;
  for (auto [value, times] : point.values)
    if (value < *least) below += times;
  if (bounds_.is_percent) below = low;
  return (sum + below * *least + (point.count - count - below) * *greatest) / point.count;
}

// Source: User Guide, "Percentile-based CloudWatch alarms and low data samples".
double Statistic::wanted_count() const {
  constexpr double kOnEitherSide = 10;
  if (kind_ != Kind::percentile) return 0;
  double nearer = std::min(*bounds_.high, kWhole - *bounds_.high);
  return nearer <= 0 ? 0 : kOnEitherSide * kWhole / nearer;
}

std::optional<double> Statistic::of(const Datapoint& point) const {
  if (kind_ == Kind::count) return point.count;
  if (kind_ == Kind::sum) return point.sum;
  if (kind_ == Kind::least) return point.least;
  if (kind_ == Kind::greatest) return point.greatest;
  if (point.count <= 0) return std::nullopt;
  if (kind_ == Kind::average) return point.sum / point.count;
  if (!point.has_values) return std::nullopt;
  if (kind_ == Kind::percentile) return percentile(point, *bounds_.high);
  return of_trimmed(point);
}

}  // namespace account::cloudwatch
