#include "services/logs/filter_json.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace account::logs {
namespace {

bool is_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '@' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string text_of(const json::Value& value) {
  return value.is_string() ? value.as_string() : json::dump(value);
}

// A number is compared with numbers, a text with texts; what is a list or an object fits nothing.
bool compares(Comparison comparison, const FilterValue& wanted, const json::Value& found) {
  if (found.is_number()) {
    if (wanted.number) return holds(comparison, found.as_double(), *wanted.number);
    return wanted.regex && holds(comparison, wanted, json::dump(found));
  }
  if (!found.is_string()) return false;
  if (wanted.number) return false;
  bool is_of_texts = comparison == Comparison::equal || comparison == Comparison::different;
  return is_of_texts && (comparison == Comparison::equal) == wanted.matches(found.as_string());
}

}  // namespace

std::vector<const json::Value*> Selector::find(const json::Value& event) const {
  std::vector<const json::Value*> found{&event};
  for (const Step& step : steps) {
    std::vector<const json::Value*> next;
    for (const json::Value* one : found) {
      if (step.is_any && one->is_object()) {
        for (const json::Member& member : one->as_object()) next.push_back(&member.value);
      } else if (step.is_any && one->is_array()) {
        for (const json::Value& entry : one->as_array()) next.push_back(&entry);
      } else if (!step.name.empty()) {
        if (const json::Value* member = one->find(step.name)) next.push_back(member);
      } else if (!step.is_any && one->is_array() && step.index < one->as_array().size()) {
        next.push_back(&one->as_array()[step.index]);
      }
    }
    found = std::move(next);
  }
  return found;
}

class JsonFilterReader {
 public:
  explicit JsonFilterReader(FilterReader& reader) : reader_(reader) {}

  base::Result<JsonFilter> read() {
    reader_.skip();
    JsonFilter filter;
    filter.top_ = TRY(any(0));
    if (!reader_.take("}")) return bad_pattern("a `}` is wanted");
    reader_.skip_blanks();
    if (!reader_.is_over()) return bad_pattern("something stands behind the `}`");
    return filter;
  }

 private:
  using Node = JsonFilter::Node;
  using Join = JsonFilter::Join;
  using Test = JsonFilter::Test;

  base::Result<Node> any(size_t depth) {
    Node node{Join::any};
    do {
      Node part = TRY(all(depth));
      node.parts.push_back(std::move(part));
    } while (reader_.take("||"));
    return node;
  }

  base::Result<Node> all(size_t depth) {
    Node node{Join::all};
    do {
      Node part = TRY(one(depth));
      node.parts.push_back(std::move(part));
    } while (reader_.take("&&"));
    return node;
  }

  base::Result<Node> one(size_t depth) {
    if (depth > FilterReader::kDeepest) return bad_pattern("brackets are too deep");
    if (!reader_.take("(")) return test();
    Node node = TRY(any(depth + 1));
    if (!reader_.take(")")) return bad_pattern("a `)` is wanted");
    return node;
  }

  base::Result<Node> test() {
    Node node;
    node.selector = TRY(selector());
    if (reader_.take_word("NOT")) {
      if (!reader_.take_word("EXISTS")) return bad_pattern("NOT EXISTS is wanted");
      node.test = Test::not_exists;
      return node;
    }
    if (reader_.take_word("IS")) {
      node.test = TRY(state());
      return node;
    }
    node.comparison = TRY(reader_.comparison());
    node.value = TRY(reader_.value(node.comparison, ")}&|"));
    return node;
  }

  base::Result<Test> state() {
    if (reader_.take_word("NULL")) return Test::is_null;
    if (reader_.take_word("TRUE")) return Test::is_true;
    if (reader_.take_word("FALSE")) return Test::is_false;
    return bad_pattern("IS NULL, IS TRUE or IS FALSE is wanted");
  }

  base::Result<Selector> selector() {
    if (!reader_.take("$")) return bad_pattern("a selector is wanted, which begins with `$`");
    Selector selector;
    selector.written = "$";
    while (reader_.peek() == '.' || reader_.peek() == '[') {
      bool is_member = reader_.peek() == '.';
      reader_.skip();
      Selector::Step step = TRY(is_member ? member_step() : entry_step());
      std::string part = step.is_any ? "*" : is_member ? step.name : std::to_string(step.index);
      if (!is_member && !step.name.empty()) part = fmt::format("'{}'", step.name);
      selector.written += is_member ? "." + part : fmt::format("[{}]", part);
      selector.steps.push_back(std::move(step));
    }
    return selector;
  }

  base::Result<Selector::Step> member_step() {
    if (reader_.take("*")) return Selector::Step{"", 0, true};
    Selector::Step step{reader_.take_while(is_of_name)};
    if (step.name.empty()) return bad_pattern("a selector's member has no name");
    return step;
  }

  base::Result<Selector::Step> entry_step() {
    Selector::Step step;
    if (reader_.take("*")) {
      step.is_any = true;
    } else if (reader_.take("'")) {
      step.name = reader_.take_while([](char c) { return c != '\''; });
      if (step.name.empty() || !reader_.take("'")) return bad_pattern("a selector's member has no name");
    } else {
      auto index = base::parse_int(reader_.take_while(is_digit));
      if (!index) return bad_pattern("a selector's `[` wants a number or `*`");
      step.index = static_cast<size_t>(*index);
    }
    if (!reader_.take("]")) return bad_pattern("a `]` is wanted");
    return step;
  }

  FilterReader& reader_;
};

base::Result<JsonFilter> JsonFilter::read(FilterReader& reader) {
  return JsonFilterReader(reader).read();
}

bool JsonFilter::holds(const Node& node, const json::Value& event) {
  auto part_holds = [&](const Node& part) { return holds(part, event); };
  if (node.join == Join::all) return std::all_of(node.parts.begin(), node.parts.end(), part_holds);
  if (node.join == Join::any) return std::any_of(node.parts.begin(), node.parts.end(), part_holds);
  auto found = node.selector.find(event);
  if (node.test == Test::not_exists) return found.empty();
  return std::any_of(found.begin(), found.end(), [&](const json::Value* one) {
    if (node.test == Test::is_null) return one->is_null();
    if (node.test == Test::is_true) return *one == json::Value(true);
    if (node.test == Test::is_false) return *one == json::Value(false);
    return compares(node.comparison, node.value, *one);
  });
}

bool JsonFilter::matches(std::string_view message) const {
  auto event = json::parse(message);
  return event && event->is_object() && holds(top_, *event);
}

void JsonFilter::gather(const Node& node, const json::Value& event,
                        std::map<std::string, std::string>& values) {
  for (const Node& part : node.parts) gather(part, event, values);
  if (node.join != Join::none) return;
  auto found = node.selector.find(event);
  if (!found.empty()) values[node.selector.written] = text_of(*found.front());
}

std::map<std::string, std::string> JsonFilter::values(std::string_view message) const {
  std::map<std::string, std::string> values;
  if (auto event = json::parse(message)) gather(top_, *event, values);
  return values;
}

}  // namespace account::logs
