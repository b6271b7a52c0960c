#include "services/logs/filter_pattern.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace account::logs {
namespace {

bool is_of_term(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_no_blank(char c) {
  return c != ' ' && (c < '\t' || c > '\r');
}

}  // namespace

bool FilterPattern::Terms::matches(std::string_view message) const {
  auto is_in = [&](const std::string& term) { return message.find(term) != message.npos; };
  if (std::any_of(unwanted.begin(), unwanted.end(), is_in)) return false;
  if (!wanted.empty()) return std::all_of(wanted.begin(), wanted.end(), is_in);
  bool is_of_options = unwanted.empty() && !optional.empty();
  return !is_of_options || std::any_of(optional.begin(), optional.end(), is_in);
}

base::Result<FilterPattern::Terms> FilterPattern::read_terms(FilterReader& reader) {
  Terms terms;
  for (reader.skip_blanks(); !reader.is_over(); reader.skip_blanks()) {
    std::vector<std::string>& list = reader.peek() == '-'   ? terms.unwanted
                                     : reader.peek() == '?' ? terms.optional
                                                            : terms.wanted;
    if (&list != &terms.wanted) reader.skip();
    std::string term;
    if (reader.peek() == '"') {
      term = TRY(reader.quoted());
    } else {
      term = reader.take_while(is_no_blank);
      if (!std::all_of(term.begin(), term.end(), is_of_term))
        return bad_pattern(fmt::format("Invalid character(s) in term '{}'", term));
    }
    if (term.empty()) return bad_pattern("a term is empty");
    list.push_back(std::move(term));
  }
  return terms;
}

base::Result<FilterPattern> FilterPattern::parse(std::string_view text) {
  text = base::trim(text);
  FilterPattern pattern;
  FilterReader reader(text);
  if (text.starts_with('{')) {
    pattern.form_ = TRY(JsonFilter::read(reader));
  } else if (text.starts_with('[')) {
    pattern.form_ = TRY(ColumnFilter::read(reader));
  } else if (text.size() > 2 && text.starts_with('%') && text.ends_with('%')) {
    pattern.form_ = TRY(FilterRegex::parse(text.substr(1, text.size() - 2)));
  } else {
    pattern.form_ = TRY(read_terms(reader));
  }
  return pattern;
}

bool FilterPattern::matches(std::string_view message) const {
  return std::visit([&](const auto& form) { return form.matches(message); }, form_);
}

std::map<std::string, std::string> FilterPattern::values(std::string_view message) const {
  if (auto* columns = std::get_if<ColumnFilter>(&form_)) return columns->values(message);
  if (auto* json = std::get_if<JsonFilter>(&form_)) return json->values(message);
  return {};
}

}  // namespace account::logs
