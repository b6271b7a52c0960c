// A JSON text read in place: its values as one flat list, their texts as views. json::parse() makes Values of
// it (base/json.h); this is for whoever reads a document once and keeps little of it.
#pragma once

#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace json {

struct Node {
  enum class Type : uint8_t { null, boolean, integer, number, string, array, object };

  Type type = Type::null;
  uint32_t size = 1;      // in nodes: itself and all that it holds, which stands behind it
  std::string_view text;  // of a string what it says, of a number or boolean how it is written
  std::string_view name;  // of a member
  base::Span span = {}, name_span = {};

  // What it holds, in order; nothing if it is no array or object.
  class Iterator {
   public:
    explicit Iterator(const Node* at) : at_(at) {}
    const Node& operator*() const { return *at_; }
    Iterator& operator++() {
      at_ += at_->size;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Node* at_;
  };
  Iterator begin() const { return Iterator(this + 1); }
  Iterator end() const { return Iterator(this + size); }

  bool empty() const { return size == 1; }
  size_t count() const;
  const Node* find(std::string_view member) const;  // nullptr if absent

  bool is_bool() const { return type == Type::boolean; }
  bool is_number() const { return type == Type::integer || type == Type::number; }
  bool is_string() const { return type == Type::string; }
  bool is_array() const { return type == Type::array; }
  bool is_object() const { return type == Type::object; }
  std::string_view type_name() const;  // as that of Value
};

struct Nodes {
  std::vector<Node> list;                    // the root first; never empty
  std::forward_list<std::string> unescaped;  // strings that are written with escapes

  const Node& root() const { return list.front(); }
};

struct SyntaxError {
  std::string message;
  base::Span span;
};

// The same texts and limits as json::parse(). The views go into `text`.
tl::expected<Nodes, SyntaxError> read(std::string_view text, const Limits& limits = {});

}  // namespace json
