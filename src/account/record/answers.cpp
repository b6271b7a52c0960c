#include "account/record/answers.h"

#include <fmt/core.h>

#include "account/record/identities.h"

namespace account {
namespace {

constexpr std::string_view kAnswer = "server.answer";             // ID: {"Input", "Output", "About", "Until"}
constexpr std::string_view kAnswerAbout = "server.answer_about";  // KIND, ID of the record, ID of the answer
constexpr char kSeparator = '\n';                                 // is in no id

}  // namespace

std::string record_key(std::string_view kind, std::string_view id) {
  return fmt::format("{}{}{}{}", kind, kSeparator, id, kSeparator);
}

void keep_answer(State& state, const std::string& id, const Answer& answer) {
  json::Array about(answer.about.begin(), answer.about.end());
  state.put(kAnswer, id,
            json::Object{{"Input", answer.input},
                         {"Output", answer.output},
                         {"About", std::move(about)},
                         {"Until", base::to_ms(answer.until)}});
  for (const std::string& key : answer.about) state.put(kAnswerAbout, key + id, json::Object{});
}

std::optional<Answer> find_answer(const State& state, const std::string& id) {
  auto record = state.get(kAnswer, id);
  if (!record) return std::nullopt;
  return Answer{std::string(record->string_or("Input", "")), *record->find("Output"), texts(*record, "About"),
                base::from_ms(record->int_or("Until", 0))};
}

void forget_answer(State& state, const std::string& id) {
  std::optional<Answer> answer = find_answer(state, id);
  if (!answer) return;
  for (const std::string& key : answer->about) state.erase(kAnswerAbout, key + id);
  state.erase(kAnswer, id);
}

void forget_answers_about(State& state, const std::string& record_key) {
  for (const std::string& id : state.ids(kAnswerAbout, {.prefix = record_key}))
    forget_answer(state, id.substr(record_key.size()));
}

}  // namespace account
