#include "account/call/input_reads.h"

#include <algorithm>

namespace account {
namespace {

thread_local InputReads* listening = nullptr;

auto is_of(aws::Operation operation) {
  return [operation](const auto& one) { return one.first == operation; };
}

}  // namespace

void InputReads::note(aws::Operation operation, std::string_view member) {
  auto found = std::find_if(read_.begin(), read_.end(), is_of(operation));
  if (found == read_.end()) found = read_.insert(found, {operation, {}});
  if (!found->second.contains(member)) found->second.emplace(member);
}

bool InputReads::has(aws::Operation operation, std::string_view member) const {
  auto found = std::find_if(read_.begin(), read_.end(), is_of(operation));
  return found != read_.end() && found->second.contains(member);
}

InputListener::InputListener(InputReads& reads) : before_(std::exchange(listening, &reads)) {}

InputListener::~InputListener() {
  listening = before_;
}

InputReads* InputListener::of_thread() {
  return listening;
}

}  // namespace account
