// YAML documents as located JSON values.
//
// The useful part of YAML 1.1 by libyaml's parser, with YAML 1.2's core schema for plain scalars: null,
// true/false, integers and floats; everything else is a string (so `no` and `1:30` are strings). Refused:
// several documents, duplicate keys, keys that are not scalars, tags, and anchors and aliases (they let a
// small file grow without bound); other encodings than UTF-8; and the characters U+0085, U+2028 and U+2029
// unless they are escaped, since YAML 1.1 ends a line at them, comments included, and YAML 1.2 and editors do not.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/diagnostics.h"
#include "base/json.h"

namespace yaml {

// A document that keeps how its numbers and booleans are written, for who means them as text: `1.10`, `0042`.
class Document {
 public:
  Document(json::Value root, std::unordered_map<uint32_t, std::string> written)
      : root_(std::move(root)), written_(std::move(written)) {}

  const json::Value& root() const { return root_; }

  // `scalar` is a string, number or boolean of `root`. Of a string what it says, else as it is written.
  std::string text_of(const json::Value& scalar) const;

 private:
  json::Value root_;
  std::unordered_map<uint32_t, std::string> written_;  // by the offset at which it begins
};

// nullopt if there was an error, which is then in `diagnostics`.
std::optional<Document> read(std::string_view text, base::Diagnostics& diagnostics,
                             const json::Limits& limits = {});

// The values alone; nullptr if there was an error.
std::unique_ptr<json::Value> parse(std::string_view text, base::Diagnostics& diagnostics,
                                   const json::Limits& limits = {});

}  // namespace yaml
