#include "services/testing/scenario_files.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "tests/source_dir.h"

namespace account::testing {

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::vector<Case> read_cases() {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(SLIPWAY_SOURCE_DIR "/src/services"))
    if (file.path().parent_path().filename() == "scenarios") files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (const auto& file : files) {
    std::string text = *base::read_file(file.string());
    base::Diagnostics diagnostics(file.filename().string(), text);
    auto document = yaml::parse(text, diagnostics);
    if (!document) throw std::runtime_error(diagnostics.render());
    for (const auto& scenario : document->as_object())
      cases.push_back({file.stem().string() + "_" + scenario.name, scenario.value});
  }
  return cases;
}

}  // namespace account::testing
