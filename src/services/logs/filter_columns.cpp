#include "services/logs/filter_columns.h"

#include <algorithm>
#include <cctype>

namespace account::logs {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

struct Field {
  size_t from;  // in the message, its brackets included
  std::string text;
};

// One that begins with a bracket or a quotation mark ends with its other one.
std::vector<Field> split(std::string_view message) {
  std::vector<Field> fields;
  for (size_t at = 0; at < message.size();) {
    if (is_blank(message[at])) {
      ++at;
      continue;
    }
    char closing = message[at] == '[' ? ']' : message[at] == '"' ? '"' : '\0';
    size_t end = closing ? message.find(closing, at + 1) : message.npos;
    if (end != message.npos) {
      fields.push_back({at, std::string(message.substr(at + 1, end - at - 1))});
      at = end + 1;
      continue;
    }
    size_t from = at;
    while (at < message.size() && !is_blank(message[at])) ++at;
    fields.push_back({from, std::string(message.substr(from, at - from))});
  }
  return fields;
}

}  // namespace

class ColumnReader {
 public:
  explicit ColumnReader(FilterReader& reader) : reader_(reader) {}

  base::Result<ColumnFilter> read() {
    reader_.skip();
    ColumnFilter filter;
    bool is_empty = reader_.take("]");
    while (!is_empty) {
      filter.columns_.push_back(TRY(column()));
      if (reader_.take("]")) break;
      if (!reader_.take(",")) return bad_pattern("a `,` or `]` is wanted");
    }
    reader_.skip_blanks();
    if (!reader_.is_over()) return bad_pattern("something stands behind the `]`");
    auto rests = std::count_if(filter.columns_.begin(), filter.columns_.end(),
                               [](const auto& column) { return column.is_rest; });
    if (rests > 1) return bad_pattern("`...` stands more than once");
    if (is_empty) filter.columns_.push_back({"", true});
    return filter;
  }

 private:
  using Column = ColumnFilter::Column;
  using Test = ColumnFilter::Test;

  base::Result<Column> column() {
    if (reader_.take("...")) return Column{"", true};
    reader_.skip_blanks();
    Column column;
    if (reader_.peek() == ',' || reader_.peek() == ']') return column;
    bool is_first = true;
    do {
      std::vector<Test> all;
      do {
        std::string name = TRY(named());
        if (is_first) column.name = name;
        if (name != column.name) return bad_pattern("a column speaks of two names");
        reader_.skip_blanks();
        bool is_alone = is_first && (reader_.peek() == ',' || reader_.peek() == ']');
        if (is_alone) return column;
        is_first = false;
        Comparison comparison = TRY(reader_.comparison());
        FilterValue value = TRY(reader_.value(comparison, ",]&|)"));
        all.push_back({comparison, std::move(value)});
        while (depth_ > 0 && reader_.take(")")) --depth_;
      } while (reader_.take("&&"));
      column.any_of_all.push_back(std::move(all));
    } while (reader_.take("||"));
    if (depth_ > 0) return bad_pattern("a `)` is wanted");
    return column;
  }

  // Brackets around a comparison change nothing: && binds stronger than ||.
  base::Result<std::string> named() {
    while (reader_.take("(")) ++depth_;
    if (depth_ > FilterReader::kDeepest) return bad_pattern("brackets are too deep");
    reader_.skip_blanks();
    std::string name = reader_.take_while(is_of_name);
    if (name.empty()) return bad_pattern("a column's name is wanted");
    return name;
  }

  FilterReader& reader_;
  size_t depth_ = 0;
};

base::Result<ColumnFilter> ColumnFilter::read(FilterReader& reader) {
  return ColumnReader(reader).read();
}

std::optional<ColumnFilter::Fields> ColumnFilter::fields_of(std::string_view message) const {
  std::vector<Field> fields = split(message);
  auto rest = std::find_if(columns_.begin(), columns_.end(), [](const Column& one) { return one.is_rest; });
  size_t fixed = columns_.size() - (rest == columns_.end() ? 0 : 1);
  if (fields.size() < fixed) return std::nullopt;
  if (rest == columns_.end() && fields.size() > fixed) {
    fields[fixed - 1].text = std::string(message.substr(fields[fixed - 1].from));
    fields.resize(fixed);
  }
  Fields found;
  for (const Column& column : columns_) {
    size_t count = column.is_rest ? fields.size() - fixed : 1;
    found.columns.insert(found.columns.end(), count, &column);
  }
  for (Field& field : fields) found.texts.push_back(std::move(field.text));
  for (size_t i = 0; i < found.texts.size(); ++i) {
    const auto& alternatives = found.columns[i]->any_of_all;
    bool fits = std::any_of(alternatives.begin(), alternatives.end(), [&](const std::vector<Test>& tests) {
      return std::all_of(tests.begin(), tests.end(), [&](const Test& test) {
        return holds(test.comparison, test.value, found.texts[i]);
      });
    });
    if (!fits && !alternatives.empty()) return std::nullopt;
  }
  return found;
}

std::map<std::string, std::string> ColumnFilter::values(std::string_view message) const {
  std::map<std::string, std::string> values;
  auto fields = fields_of(message);
  for (size_t i = 0; fields && i < fields->texts.size(); ++i) {
    const std::string& name = fields->columns[i]->name;
    values["$" + (name.empty() ? std::to_string(i + 1) : name)] = fields->texts[i];
  }
  return values;
}

}  // namespace account::logs
