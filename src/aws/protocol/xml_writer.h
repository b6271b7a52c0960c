// XML text, written from left to right.
#pragma once

#include <string>
#include <string_view>

namespace aws {

class XmlWriter {
 public:
  void declaration() { out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"; }
  void open(std::string_view name);
  // `attribute` may be empty; both texts are escaped.
  void open(std::string_view name, std::string_view attribute, std::string_view value);
  // One more attribute of the element that was just opened.
  void attribute(std::string_view name, std::string_view value);
  void close(std::string_view name);
  void text(std::string_view text);
  void element(std::string_view name, std::string_view text);  // <name>text</name>, or <name/>
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace aws
