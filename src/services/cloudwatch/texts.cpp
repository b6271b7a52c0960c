#include "services/cloudwatch/texts.h"

namespace account::cloudwatch {

std::string long_time(base::Time time) {
  std::string text = base::iso8601_ms(time);
  text.back() = '+';
  return text + "0000";
}

std::string cut(std::string text, size_t most) {
  if (text.size() <= most) return text;
  auto is_inside = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (most > 0 && is_inside(text[most])) --most;
  text.resize(most);
  return text;
}

}  // namespace account::cloudwatch
