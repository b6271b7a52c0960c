#include "cli/terminal/choice.h"

#include "base/text.h"

namespace cli {
namespace {

constexpr char kEscape = '\x1b';
constexpr char kInterrupt = '\x03';
constexpr char kEndOfFile = '\x04';
constexpr char kBackspace = '\x7f';

// The length of an escape sequence at the beginning of `bytes`; 0: it is not whole yet.
size_t sequence_length(std::string_view bytes) {
  if (bytes.size() < 2) return 0;
  if (bytes[1] != '[' && bytes[1] != 'O') return 1;
  for (size_t i = 2; i < bytes.size(); ++i) {
    if (bytes[i] >= 0x40 && bytes[i] <= 0x7e) return i + 1;
  }
  return 0;
}

Key key_of(std::string_view sequence) {
  if (sequence.size() == 1) return Key::cancel;
  if (sequence.back() == 'A') return Key::up;
  if (sequence.back() == 'B') return Key::down;
  return Key::other;
}

size_t character_length(char first) {
  auto byte = static_cast<unsigned char>(first);
  return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
}

void erase_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) text.pop_back();
  if (!text.empty()) text.pop_back();
}

}  // namespace

std::vector<Typed> take_keys(std::string& bytes, bool is_all) {
  std::vector<Typed> keys;
  while (!bytes.empty()) {
    char first = bytes[0];
    size_t length = 1;
    Typed typed;
    if (first == kEscape) {
      length = sequence_length(bytes);
      if (length == 0 && !is_all) break;
      if (length == 0) length = bytes.size();
      typed.key = key_of(std::string_view(bytes).substr(0, length));
    } else if (first == '\r' || first == '\n') {
      typed.key = Key::enter;
    } else if (first == kInterrupt || first == kEndOfFile) {
      typed.key = Key::cancel;
    } else if (first == kBackspace || first == '\b') {
      typed.key = Key::erase;
    } else {
      length = std::min(character_length(first), bytes.size());
      if (static_cast<unsigned char>(first) >= ' ') typed.text = bytes.substr(0, length);
    }
    bytes.erase(0, length);
    keys.push_back(std::move(typed));
  }
  return keys;
}

Choice::Choice(std::vector<std::string> names) : names_(std::move(names)) {
  refresh();
}

void Choice::press(const Typed& typed) {
  switch (typed.key) {
    case Key::up:
      if (!shown_.empty()) at_ = (at_ + shown_.size() - 1) % shown_.size();
      return;
    case Key::down:
      if (!shown_.empty()) at_ = (at_ + 1) % shown_.size();
      return;
    case Key::erase:
      erase_character(filter_);
      return refresh();
    case Key::other:
      filter_ += typed.text;
      return refresh();
    case Key::enter:
    case Key::cancel:
      return;
  }
}

void Choice::refresh() {
  shown_.clear();
  at_ = 0;
  std::string wanted = base::lower(filter_);
  for (const std::string& name : names_) {
    if (base::lower(name).find(wanted) != std::string::npos) shown_.push_back(name);
  }
}

}  // namespace cli
