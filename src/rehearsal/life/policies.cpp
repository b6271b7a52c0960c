#include "rehearsal/life/policies.h"

namespace rehearsal {

Policies everything() {
  return {{Phase::plan,
           R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})"}};
}

std::vector<std::string> texts_until(const Policies& policies, Phase phase) {
  std::vector<std::string> texts;
  for (const PolicyOf& each : policies)
    if (each.phase <= phase) texts.push_back(each.text);
  return texts;
}

}  // namespace rehearsal
