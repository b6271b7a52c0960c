#include "identity/xml.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace identity {
namespace {

using base::ErrorKind;
using base::Result;
using base::Status;

constexpr std::string_view kXmlUri = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kXmlnsUri = "http://www.w3.org/2000/xmlns/";

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Names beyond ASCII are taken as they are: they are compared, never shown.
bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool begins_name(char c) {
  return is_name_char(c) && c != '-' && c != '.' && !(c >= '0' && c <= '9');
}

// XML 1.0 section 2.2.
bool is_xml_char(uint32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

std::string utf8(uint32_t c) {
  std::string out;
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
  if (c >= 0x10000) {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 63));
  } else {
    out += static_cast<char>(0xE0 | c >> 12);
  }
  out += static_cast<char>(0x80 | (c >> 6 & 63));
  out += static_cast<char>(0x80 | (c & 63));
  return out;
}

class XmlReader {
 public:
  XmlReader(std::string_view text, const XmlLimits& limits) : text_(text), limits_(limits) {}

  Result<XmlElement> document() {
    if (text_.size() > limits_.max_bytes) return wrong("the document is too large");
    if (!base::is_utf8(text_) || text_.starts_with("\xEF\xBB\xBF"))
      return wrong("the document is not UTF-8 without a byte order mark");
    TRY(declaration());
    TRY(between());
    XmlElement root = TRY(element({{"xml", std::string(kXmlUri)}}, 1));
    TRY(between());
    if (!done()) return wrong("there is something behind the root element");
    return root;
  }

 private:
  using Namespaces = std::map<std::string, std::string, std::less<>>;
  struct RawAttribute {
    std::string prefix, local, value;
  };

  tl::unexpected<base::Error> wrong(std::string_view what) const {
    return base::fail(ErrorKind::invalid, "not the XML that is taken here: {} (byte {})", what, at_);
  }
  bool done() const { return at_ >= text_.size(); }
  bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  bool take(std::string_view what) {
    if (!sees(what)) return false;
    at_ += what.size();
    return true;
  }
  void skip_space() {
    while (!done() && is_space(text_[at_])) ++at_;
  }

  Status declaration() {
    if (!sees("<?xml") || at_ + 5 >= text_.size() || !is_space(text_[at_ + 5])) return {};
    size_t end = text_.find("?>", at_);
    if (end == std::string_view::npos) return wrong("the declaration has no end");
    std::string said = base::lower(text_.substr(at_, end - at_));
    if (said.find("encoding") != std::string::npos && said.find("utf-8") == std::string::npos)
      return wrong("the encoding is not UTF-8");
    at_ = end + 2;
    return {};
  }

  // Outside of the root element.
  Status between() {
    while (true) {
      skip_space();
      if (!sees("<!--")) return {};
      TRY(comment());
    }
  }

  Status comment() {
    size_t end = text_.find("--", at_ + 4);
    if (end == std::string_view::npos || !text_.substr(end).starts_with("-->"))
      return wrong("a comment has no end");
    at_ = end + 3;
    return {};
  }

  Result<std::string> ncname() {
    size_t begin = at_;
    if (done() || !begins_name(text_[at_])) return wrong("a name is missing");
    while (!done() && is_name_char(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  // PREFIX:LOCAL or LOCAL.
  Result<XmlName> name() {
    XmlName out;
    out.local = TRY(ncname());
    if (!take(":")) return out;
    out.prefix = std::move(out.local);
    out.local = TRY(ncname());
    return out;
  }

  // What a `&` stands for.
  Result<std::string> reference() {
    size_t end = text_.find(';', at_);
    if (end == std::string_view::npos || end - at_ > 12) return wrong("a reference has no end");
    std::string_view said = text_.substr(at_ + 1, end - at_ - 1);
    for (auto [entity, character] :
         {std::pair("lt", "<"), {"gt", ">"}, {"amp", "&"}, {"apos", "'"}, {"quot", "\""}}) {
      if (said != entity) continue;
      at_ = end + 1;
      return std::string(character);
    }
    if (!said.starts_with('#')) return wrong("an entity that is not one of the five of XML");
    bool is_hex = said.starts_with("#x");
    uint32_t number = 0;
    std::string_view digits = said.substr(is_hex ? 2 : 1);
    if (digits.empty()) return wrong("a reference without a number");
    for (char c : digits) {
      std::string_view kDigits = "0123456789abcdef";
      size_t digit = kDigits.find(base::lower(std::string_view(&c, 1)));
      if (digit >= (is_hex ? 16U : 10U) || number > 0x10FFFF) return wrong("a reference without a number");
      number = number * (is_hex ? 16 : 10) + static_cast<uint32_t>(digit);
    }
    if (!is_xml_char(number)) return wrong("a reference to no character of XML");
    at_ = end + 1;
    return utf8(number);
  }

  // One character as it stands, line ends made one (section 2.11).
  Status literal(std::string& into) {
    char c = text_[at_++];
    if (c == '\r') {
      if (!done() && text_[at_] == '\n') ++at_;
      c = '\n';
    }
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') return wrong("a control character");
    into += c;
    return {};
  }

  Result<std::string> attribute_value() {
    if (done() || (text_[at_] != '"' && text_[at_] != '\'')) return wrong("a value without quotes");
    char quote = text_[at_++];
    std::string value;
    while (!done() && text_[at_] != quote) {
      if (text_[at_] == '<') return wrong("`<` in a value");
      if (text_[at_] == '&') {
        value += TRY(reference());
        continue;
      }
      TRY(literal(value));
      if (value.back() == '\t' || value.back() == '\n') value.back() = ' ';  // section 3.3.3
    }
    if (done()) return wrong("a value has no end");
    ++at_;
    return value;
  }

  Status declare(const RawAttribute& declared, Namespaces& namespaces) {
    const std::string& prefix = declared.prefix.empty() ? declared.prefix : declared.local;
    bool is_reserved =
        prefix == "xml" || prefix == "xmlns" || declared.value == kXmlUri || declared.value == kXmlnsUri;
    if (is_reserved || (!prefix.empty() && declared.value.empty()))
      return wrong("a namespace that nobody may declare");
    namespaces[prefix] = declared.value;
    return {};
  }

  // The attributes of a start tag; namespaces that it declares go into `namespaces`.
  Result<std::vector<RawAttribute>> attributes(Namespaces& namespaces) {
    std::vector<RawAttribute> list;
    std::vector<std::string> seen;
    while (true) {
      size_t before = at_;
      skip_space();
      if (done() || text_[at_] == '>' || text_[at_] == '/') return list;
      if (before == at_) return wrong("attributes without a space between them");
      if (seen.size() >= limits_.max_attributes || namespaces.size() > limits_.max_namespaces)
        return wrong("too many attributes");
      XmlName named = TRY(name());
      RawAttribute one{named.prefix, named.local, ""};
      skip_space();
      if (!take("=")) return wrong("an attribute without a value");
      skip_space();
      one.value = TRY(attribute_value());
      std::string full = one.prefix + ":" + one.local;
      if (std::find(seen.begin(), seen.end(), full) != seen.end()) return wrong("an attribute stands twice");
      seen.push_back(std::move(full));
      bool declares = one.prefix == "xmlns" || (one.prefix.empty() && one.local == "xmlns");
      if (declares) {
        TRY(declare(one, namespaces));
      } else {
        list.push_back(std::move(one));
      }
    }
  }

  Result<std::string> uri_of(const std::string& prefix, const Namespaces& namespaces) {
    auto found = namespaces.find(prefix);
    if (found != namespaces.end()) return found->second;
    if (prefix.empty()) return std::string();
    return wrong("a prefix that is not declared");
  }

  Status resolve(std::vector<RawAttribute> raw, XmlElement& into) {
    for (RawAttribute& one : raw) {
      XmlName named{one.prefix, one.local, ""};
      if (!one.prefix.empty())
        named.uri = TRY(uri_of(one.prefix, into.namespaces));  // the default is not theirs
      bool is_there =
          std::any_of(into.attributes.begin(), into.attributes.end(), [&](const XmlAttribute& other) {
            return other.name.uri == named.uri && other.name.local == named.local;
          });
      if (is_there) return wrong("an attribute stands twice");
      into.attributes.push_back({std::move(named), std::move(one.value)});
    }
    return {};
  }

  Result<XmlElement> element(Namespaces namespaces, size_t depth) {
    if (depth > limits_.max_depth || ++elements_ > limits_.max_elements) return wrong("too many elements");
    if (!take("<")) return wrong("an element is missing");
    XmlElement out;
    out.name = TRY(name());
    auto raw = TRY(attributes(namespaces));
    out.namespaces = std::move(namespaces);
    out.name.uri = TRY(uri_of(out.name.prefix, out.namespaces));
    TRY(resolve(std::move(raw), out));
    if (take("/>")) return out;
    if (!take(">")) return wrong("a start tag has no end");
    TRY(content(out, depth));
    XmlName closed = TRY(name());
    if (closed.prefix != out.name.prefix || closed.local != out.name.local)
      return wrong("an end tag of another name");
    skip_space();
    if (!take(">")) return wrong("an end tag has no end");
    return out;
  }

  // Up to and with `</`.
  Status content(XmlElement& into, size_t depth) {
    std::string text;
    auto end_text = [&] {
      if (!text.empty()) into.children.push_back({nullptr, std::move(text)});
      text.clear();
    };
    while (!done()) {
      if (take("</")) {
        end_text();
        return {};
      }
      if (sees("<!--")) {
        TRY(comment());
      } else if (take("<![CDATA[")) {
        TRY(character_data(text));
      } else if (text_[at_] == '<') {
        end_text();
        XmlElement child = TRY(element(into.namespaces, depth + 1));
        into.children.push_back({std::make_unique<XmlElement>(std::move(child)), ""});
      } else if (text_[at_] == '&') {
        text += TRY(reference());
      } else {
        TRY(literal(text));
      }
    }
    return wrong("an element has no end");
  }

  Status character_data(std::string& into) {
    while (!done() && !sees("]]>")) TRY(literal(into));
    if (!take("]]>")) return wrong("character data without an end");
    return {};
  }

  std::string_view text_;
  XmlLimits limits_;
  size_t at_ = 0;
  size_t elements_ = 0;
};

}  // namespace

std::string XmlElement::attribute(std::string_view local) const {
  for (const XmlAttribute& one : attributes)
    if (one.name.uri.empty() && one.name.local == local) return one.value;
  return "";
}

std::vector<const XmlElement*> XmlElement::all(std::string_view uri, std::string_view local) const {
  std::vector<const XmlElement*> found;
  for (const XmlNode& child : children)
    if (child.element && child.element->is(uri, local)) found.push_back(child.element.get());
  return found;
}

const XmlElement* XmlElement::one(std::string_view uri, std::string_view local) const {
  std::vector<const XmlElement*> found = all(uri, local);
  return found.size() == 1 ? found[0] : nullptr;
}

std::string XmlElement::text() const {
  std::string whole;
  for (const XmlNode& child : children) {
    if (child.element) return "";
    whole += child.text;
  }
  return std::string(base::trim(whole));
}

base::Result<XmlElement> parse_xml(std::string_view text, const XmlLimits& limits) {
  return XmlReader(text, limits).document();
}

}  // namespace identity
