#include "aws/protocol/xml_writer.h"

#include <fmt/core.h>

#include <iterator>

namespace aws {
namespace {

// Carriage returns would be read as line feeds, and line breaks in attributes as spaces (XML 1.0, 2.11 and
// 3.3.3). Other control characters are no XML 1.0 at all; S3 writes them as references too, for keys that hold them.
void escape(std::string& out, std::string_view text, bool in_attribute) {
  for (char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"' && in_attribute) {
      out += "&quot;";
    } else if (static_cast<unsigned char>(c) < 0x20 && (in_attribute || (c != '\n' && c != '\t'))) {
      fmt::format_to(std::back_inserter(out), "&#x{:X};", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
}

}  // namespace

void XmlWriter::open(std::string_view name) {
  out_ += '<';
  out_ += name;
  out_ += '>';
}

void XmlWriter::open(std::string_view name, std::string_view attribute_name, std::string_view value) {
  open(name);
  if (!attribute_name.empty()) attribute(attribute_name, value);
}

void XmlWriter::attribute(std::string_view name, std::string_view value) {
  out_.back() = ' ';
  out_ += name;
  out_ += "=\"";
  escape(out_, value, true);
  out_ += "\">";
}

void XmlWriter::close(std::string_view name) {
  out_ += "</";
  out_ += name;
  out_ += '>';
}

void XmlWriter::text(std::string_view text) {
  escape(out_, text, false);
}

void XmlWriter::element(std::string_view name, std::string_view content) {
  open(name);
  if (content.empty()) {
    out_.back() = '/';
    out_ += '>';
    return;
  }
  text(content);
  close(name);
}

}  // namespace aws
