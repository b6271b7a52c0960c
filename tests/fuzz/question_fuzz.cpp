// One line of `slipway policy simulate`. Whatever it is, it must be answered: by a decision or an error, as
// one JSON object on one line.
#include <cstdint>
#include <cstdlib>

#include "base/json.h"
#include "policy/ask/simulate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view line(reinterpret_cast<const char*>(data), size);
  policy::Simulator simulator;
  std::string answer = simulator.answer(line);
  auto parsed = json::parse(answer);
  if (!parsed || answer.find('\n') != std::string::npos) std::abort();
  bool is_decision = parsed->find("decision") != nullptr;
  if (is_decision == (parsed->find("error") != nullptr)) std::abort();
  if (simulator.answer(line) != answer) std::abort();  // from the cache
  return 0;
}
