#include "policy/lint/subject_form.h"

#include <algorithm>

#include "policy/match/relation.h"

namespace policy {
namespace {

constexpr std::string_view kOther = "-other";

// Calls `on_text` with what stands between the parts and `on_part` with the name of each `{...}` until one of
// them returns false.
template <typename OnText, typename OnPart>
void walk(std::string_view form, OnText on_text, OnPart on_part) {
  while (!form.empty()) {
    size_t begin = form.find('{'), end = form.find('}', begin);
    if (begin == std::string_view::npos) {
      on_text(form);
      return;
    }
    if (begin > 0 && !on_text(form.substr(0, begin))) return;
    if (!on_part(form.substr(begin + 1, end - begin - 1))) return;
    form.remove_prefix(end + 1);
  }
}

}  // namespace

bool SubjectForm::has(std::string_view part) const {
  return form_.find("{" + std::string(part) + "}") != std::string_view::npos;
}

Tokens SubjectForm::pattern(std::string_view owner) const {
  Tokens out;
  walk(
      form_,
      [&](std::string_view text) {
        out += tokenize(text, false);
        return true;
      },
      [&](std::string_view part) {
        if (part == "owner" && !owner.empty()) {
          out += tokenize(owner, false);
        } else {
          out += part.ends_with('*') ? Tokens{kAnyByte, kAnyRun} : Tokens{kWordByte, kWordRun};
        }
        return true;
      });
  return out;
}

std::optional<std::string> SubjectForm::text_of(std::string_view owner, TokensView wanted) const {
  std::string out;
  if (!common_text(pattern(owner), wanted, out)) return std::nullopt;
  return out;
}

std::vector<std::string> SubjectForm::parts_of(std::string_view part, TokensView wanted) const {
  std::vector<std::string> out;
  Tokens form = pattern("");
  auto add = [&](TokensView narrower, char filler) {
    std::string text;
    if (!common_text(form, narrower, text, filler)) return;
    auto found = part_of(part, text);
    if (found && std::find(out.begin(), out.end(), *found) == out.end()) out.push_back(*found);
  };
  add(wanted, 'x');
  add(wanted, 'y');  // differs where a `?`, or the form itself, leaves a byte open
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != kAnyRun) continue;
    Tokens narrower = Tokens(wanted.substr(0, i)) + tokenize(kOther, false) + Tokens(wanted.substr(i));
    add(narrower, 'x');
  }
  return out;
}

// Each part reaches to the byte that follows it in the form.
std::optional<std::string> SubjectForm::part_of(std::string_view part, std::string_view text) const {
  std::optional<std::string> out;
  size_t at = 0, begin = std::string_view::npos;
  std::string_view open;  // the part that begins at `begin`
  auto close = [&](size_t end) {
    if (open == part && begin != std::string_view::npos) out = std::string(text.substr(begin, end - begin));
  };
  walk(
      form_,
      [&](std::string_view literal) {
        size_t found = text.find(begin == std::string_view::npos ? literal : literal.substr(0, 1), at);
        if (found == std::string_view::npos) return false;
        close(found);
        at = found + literal.size();
        return !out && at <= text.size();
      },
      [&](std::string_view name) {
        begin = at;
        open = name;
        return true;
      });
  if (!out) close(text.size());
  return out;
}

}  // namespace policy
