#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "services/dynamodb/expression/overlap.h"
#include "services/dynamodb/expression/reader.h"

namespace account::dynamodb {
namespace {

using Kind = Operand::Kind;

struct Section {
  Action::Kind kind;
  std::string_view name;
};
constexpr Section kSections[] = {{Action::Kind::set, "SET"},
                                 {Action::Kind::remove, "REMOVE"},
                                 {Action::Kind::add, "ADD"},
                                 {Action::Kind::erase, "DELETE"}};

constexpr std::string_view kOfConditions[] = {
    "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size"};

// As the messages about ADD and DELETE call types.
constexpr std::array<std::string_view, 10> kTypeWords = {
    "STRING", "NUMBER", "BINARY", "STRING_SET", "NUMBER_SET", "BINARY_SET", "MAP", "LIST", "BOOLEAN", "NULL"};

class UpdateReader {
 public:
  explicit UpdateReader(ExpressionReader& reader) : reader_(reader), tokens_(reader.tokens()) {}

  aws::Result<Update> read() {
    do {
      const Section* section = section_here();
      if (!section) return tokens_.unexpected();
      tokens_.take();
      begin(*section);
      TRY(actions(*section));
    } while (tokens_.peek().kind != Token::Kind::end);
    check_paths();
    return std::move(update_);
  }

 private:
  const Section* section_here() const {
    for (const Section& section : kSections)
      if (tokens_.is_at_word(section.name)) return &section;
    return nullptr;
  }

  void begin(const Section& section) {
    bool& is_there = seen_[static_cast<size_t>(section.kind)];
    if (is_there)
      reader_.note(
          Mistake::section,
          fmt::format("The \"{}\" section can only be used once in an update expression;", section.name));
    is_there = true;
  }

  aws::Result<void> actions(const Section& section) {
    do {
      Path path = TRY(reader_.path());
      Action action{section.kind, std::move(path)};
      TRY(reader_.count_operator());
      if (section.kind == Action::Kind::set) {
        TRY(tokens_.expect("="));
        Operand operand = TRY(sum());
        action.operand = std::move(operand);
      } else if (section.kind != Action::Kind::remove) {
        Operand operand = TRY(reader_.value());
        check_changed(section, operand.value.type);
        action.operand = std::move(operand);
      }
      update_.push_back(std::move(action));
    } while (tokens_.accept(","));
    return {};
  }

  void check_changed(const Section& section, Type type) {
    bool is_number_added = section.kind == Action::Kind::add && type == Type::N;
    if (is_set(type) || is_number_added) return;
    reader_.note(Mistake::type,
                 fmt::format("Incorrect operand type for operator or function; operator: {}, operand type: "
                             "{}, typeSet: ALLOWED_FOR_{}_OPERAND",
                             section.name, kTypeWords[static_cast<size_t>(type)], section.name));
  }

  aws::Result<Operand> sum() {
    Operand first = TRY(term());
    bool is_sum = tokens_.is_at("+");
    if (!is_sum && !tokens_.is_at("-")) return first;
    std::string_view name = tokens_.take().text;
    TRY(reader_.count_operator());
    Operand second = TRY(term());
    Operand whole{is_sum ? Kind::add : Kind::subtract};
    for (const Operand* operand : {&first, &second})
      if (operand->is_value() && operand->value.type != Type::N) reader_.note_type(name, operand->value.type);
    whole.arguments.push_back(std::move(first));
    whole.arguments.push_back(std::move(second));
    return whole;
  }

  aws::Result<Operand> term() {
    if (tokens_.is_at("(")) {
      if (tokens_.peek(1).text == "(")
        return invalid_expression(tokens_.parameter(), "The expression has redundant parentheses;");
      tokens_.take();
      TRY(reader_.enter());
      Operand inner = TRY(sum());
      reader_.leave();
      TRY(tokens_.expect(")"));
      return inner;
    }
    if (tokens_.peek().kind == Token::Kind::value_placeholder) return reader_.value();
    if (tokens_.peek().kind == Token::Kind::name && tokens_.peek(1).text == "(") return function();
    Operand path{Kind::path};
    path.path = TRY(reader_.path());
    return path;
  }

  aws::Result<Operand> function() {
    std::string_view name = tokens_.take().text;
    TRY(reader_.count_operator());
    TRY(tokens_.expect("("));
    Operand call{name == "list_append" ? Kind::list_append : Kind::if_not_exists};
    TRY(reader_.enter());
    do {
      Operand argument = TRY(sum());
      call.arguments.push_back(std::move(argument));
    } while (tokens_.accept(","));
    reader_.leave();
    TRY(tokens_.expect(")"));
    check_function(name, call.arguments);
    return call;
  }

  void check_function(std::string_view name, const std::vector<Operand>& arguments) {
    if (std::find(std::begin(kOfConditions), std::end(kOfConditions), name) != std::end(kOfConditions)) {
      return reader_.note(
          Mistake::usage,
          fmt::format("The function is not allowed in an update expression; function: {}", name));
    }
    bool is_append = name == "list_append";
    if (!is_append && name != "if_not_exists")
      return reader_.note(Mistake::function, fmt::format("Invalid function name; function: {}", name));
    if (arguments.size() != 2) return reader_.note_count(name, arguments.size());
    if (!is_append && !arguments[0].is_path()) {
      return reader_.note(
          Mistake::type,
          fmt::format("Operator or function requires a document path; operator or function: {}", name));
    }
    for (const Operand& argument : arguments)
      if (is_append && argument.is_value() && argument.value.type != Type::L)
        reader_.note_type(name, argument.value.type);
  }

  void check_paths() {
    PathSet changed;
    for (const Action& action : update_)
      if (auto clash = changed.add(action.path)) return reader_.note(Mistake::overlap, std::move(*clash));
  }

  ExpressionReader& reader_;
  Tokens& tokens_;
  Update update_;
  std::array<bool, 4> seen_ = {};
};

}  // namespace

aws::Result<Update> parse_update(std::string_view text, Placeholders& placeholders) {
  Tokens tokens = TRY(Tokens::read("UpdateExpression", text));
  ExpressionReader reader(std::move(tokens), placeholders);
  Update update = TRY(UpdateReader(reader).read());
  TRY(reader.finish());
  return update;
}

aws::Result<std::vector<Path>> parse_projection(std::string_view text, Placeholders& placeholders) {
  Tokens tokens = TRY(Tokens::read("ProjectionExpression", text));
  ExpressionReader reader(std::move(tokens), placeholders);
  std::vector<Path> paths;
  PathSet taken;
  do {
    Path path = TRY(reader.path());
    if (auto clash = taken.add(path)) reader.note(Mistake::overlap, std::move(*clash));
    paths.push_back(std::move(path));
  } while (reader.tokens().accept(","));
  TRY(reader.finish());
  return paths;
}

}  // namespace account::dynamodb
