// The structure that docs/architecture.md promises, checked against the sources: who may include whom
// (src/modules.txt), modules and the floors within them, which module a third-party library belongs to, and
// that no file grows beyond what one idea needs.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "tests/source_dir.h"

namespace {

namespace fs = std::filesystem;

const fs::path kSource = fs::path(SLIPWAY_SOURCE_DIR) / "src";
constexpr size_t kMaxLines = 600;

struct Rules {
  std::map<std::string, std::set<std::string>> may_include;  // module -> modules
  std::map<std::string, std::set<std::string>> tests_may;    // the same, of its tests besides
  std::map<std::string, std::set<std::string>> third_party;  // header prefix -> modules
  std::map<std::string, std::vector<std::string>> floors;    // module -> folders or files, from the bottom up
};

Rules read_rules() {
  Rules rules;
  std::ifstream file(kSource / "modules.txt");
  std::string line;
  while (std::getline(file, line)) {
    size_t colon = line.find(':');
    if (line.empty() || line[0] == '#' || colon == std::string::npos) continue;
    std::istringstream words(line.substr(colon + 1));
    std::vector<std::string> names{std::istream_iterator<std::string>(words), {}};
    std::set<std::string> modules(names.begin(), names.end());
    constexpr std::string_view kOfTests = " tests";
    if (line.substr(0, colon).ends_with(kOfTests)) {
      rules.tests_may[line.substr(0, colon - kOfTests.size())] = modules;
    } else if (line[colon - 1] == '/' && line[0] != '@') {
      rules.floors[line.substr(0, colon - 1)] = names;
    } else if (line[0] == '@') {
      rules.third_party[line.substr(1, colon - 1)] = modules;
    } else {
      rules.may_include[line.substr(0, colon)] = modules;
    }
  }
  return rules;
}

struct Include {
  std::string file;    // below src/
  std::string module;  // of that file
  std::string header;
};

std::vector<fs::path> sources() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kSource)) {
    auto extension = entry.path().extension();
    if (extension == ".h" || extension == ".cpp") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Asked before a std::regex is, which takes a thousand times longer.
bool has_one_of(const std::string& line, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return line.find(word) != line.npos; });
}

std::vector<Include> includes() {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  std::vector<Include> result;
  for (const fs::path& path : sources()) {
    fs::path relative = fs::relative(path, kSource);
    std::ifstream file(path);
    std::string line;
    std::smatch match;
    while (std::getline(file, line)) {
      if (line.find("include") == std::string::npos) continue;  // sooner than the expression
      if (has_one_of(line, {"include"}) && std::regex_search(line, match, kInclude)) {
        result.push_back({relative.string(), relative.begin()->string(), match[1]});
      }
    }
  }
  return result;
}

bool is_test(const fs::path& file) {
  return file.stem().string().ends_with("_test") ||
         std::find(file.begin(), file.end(), "testing") != file.end();
}

TEST(Architecture, EveryFolderOfSrcIsAModuleOfTheTable) {
  Rules rules = read_rules();
  for (const auto& entry : fs::directory_iterator(kSource)) {
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(rules.may_include.contains(entry.path().filename())) << entry.path();
  }
}

TEST(Architecture, ModulesIncludeOnlyWhatTheTableAllows) {
  Rules rules = read_rules();
  for (const Include& include : includes()) {
    std::string target = include.header.substr(0, include.header.find('/'));
    if (target == include.module || !rules.may_include.contains(target)) continue;
    bool as_test = is_test(include.file) && rules.tests_may[include.module].contains(target);
    EXPECT_TRUE(as_test || rules.may_include[include.module].contains(target))
        << include.file << " includes " << include.header;
  }
}

TEST(Architecture, TheTableHasNoCircles) {
  Rules rules = read_rules();
  std::set<std::string> done;
  for (size_t round = 0; round < rules.may_include.size(); ++round) {
    for (const auto& [module, targets] : rules.may_include) {
      if (std::includes(done.begin(), done.end(), targets.begin(), targets.end())) done.insert(module);
    }
  }
  EXPECT_EQ(done.size(), rules.may_include.size());
}

// Else a module and its tests could not be built one after the other.
TEST(Architecture, TestsUseNoModuleThatLiesAboveTheirOwn) {
  Rules rules = read_rules();
  for (const auto& [module, targets] : rules.tests_may) {
    for (const std::string& target : targets)
      EXPECT_FALSE(rules.may_include[target].contains(module)) << module << "'s tests use " << target;
  }
}

// The floor of a file of a module: 0 for its root, else counted from 1. None: in a folder that its row does not name.
std::optional<size_t> floor_of(const std::vector<std::string>& floors, const fs::path& file) {
  fs::path below = file.lexically_relative(*file.begin());
  std::string name = below.begin()->stem();
  auto found = std::find(floors.begin(), floors.end(), name);
  if (found != floors.end()) return found - floors.begin() + 1;
  if (below.has_parent_path()) return std::nullopt;
  return 0;
}

TEST(Architecture, IncludesRunDownwardsWithinAModule) {
  Rules rules = read_rules();
  for (const Include& include : includes()) {
    auto row = rules.floors.find(include.module);
    if (row == rules.floors.end() || !include.header.starts_with(include.module + "/") ||
        is_test(include.file))
      continue;
    EXPECT_FALSE(is_test(include.header))
        << include.file << " includes " << include.header << ", which is for tests";
    auto from = floor_of(row->second, include.file);
    auto to = floor_of(row->second, include.header);
    ASSERT_TRUE(from && to) << include.file << ", " << include.header
                            << ": a folder without a floor in modules.txt";
    EXPECT_GE(*from, *to) << include.file << " includes " << include.header << ", which lies above it";
  }
}

TEST(Architecture, EveryModuleWithFoldersHasFloors) {
  Rules rules = read_rules();
  for (const fs::path& path : sources()) {
    fs::path file = fs::relative(path, kSource);
    if (is_test(file) || !file.parent_path().has_parent_path()) continue;
    EXPECT_TRUE(rules.floors.contains(*file.begin()))
        << file << ": write a row `" << file.begin()->string() << "/:`";
  }
}

TEST(Architecture, EachThirdPartyLibraryIsSeenByItsModuleOnly) {
  Rules rules = read_rules();
  for (const Include& include : includes()) {
    if (include.file.ends_with("_test.cpp")) continue;
    for (const auto& [prefix, modules] : rules.third_party) {
      if (!include.header.starts_with(prefix)) continue;
      EXPECT_TRUE(modules.contains(include.module)) << include.file << " includes " << include.header;
    }
  }
}

TEST(Architecture, NoFileHoldsMoreThanOneIdeaNeeds) {
  for (const fs::path& path : sources()) {
    std::ifstream file(path);
    auto lines = std::count(std::istreambuf_iterator<char>(file), {}, '\n');
    EXPECT_LE(static_cast<size_t>(lines), kMaxLines) << path;
  }
}

// So that what others wrote is made visible on its way (base/visible.h).
TEST(Architecture, OnePlaceWritesToTheTerminal) {
  static const std::regex kWrites(
      R"(\b(std::cout|std::cerr|std::clog|stdout|stderr)\b|\b(f?printf|f?puts|perror)\s*\(|fmt::print)");
  static const std::regex kName(R"re("(stdout|stderr)")re");  // of a stream in Kubernetes' API
  const std::set<std::string> places = {
      "cli/terminal/terminal.cpp", "cli/terminal/visible_output.cpp", "base/log.cpp",
      "runtime/process/process.cpp",  // of `shell`: that there is no such program, as podman says it
  };
  for (const fs::path& path : sources()) {
    std::string relative = fs::relative(path, kSource).string();
    if (places.contains(relative) || relative.ends_with("_test.cpp") ||
        relative.find("/testing/") != relative.npos)
      continue;
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
      if (!has_one_of(line, {"std::c", "stdout", "stderr", "print", "puts", "perror"})) continue;
      std::string code = std::regex_replace(line.substr(0, line.find("//")), kName, "");
      EXPECT_FALSE(std::regex_search(code, kWrites)) << relative << ": " << line;
    }
  }
}

// A TRY that returns from within a braced list leaks what the list already holds: neither compiler ends it there.
TEST(Architecture, NoTryStandsInABracedList) {
  static const std::regex kInList(R"re(\w\{[^{}]*TRY\(|[=(,{] ?\{[^{}]*TRY\(|^\s*\{[^{}]*TRY\()re");
  for (const fs::path& path : sources()) {
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
      if (!has_one_of(line, {"TRY("})) continue;
      EXPECT_FALSE(std::regex_search(line, kInList)) << path << ": give the value a name first: " << line;
    }
  }
}

TEST(Architecture, NothingIsLeftForLater) {
  static const std::regex kMark(R"(\b(TODO|FIXME|XXX|HACK)\b|DISABLED_)");
  for (const fs::path& path : sources()) {
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
      if (!has_one_of(line, {"TODO", "FIXME", "XXX", "HACK", "DISABLED_"})) continue;
      EXPECT_FALSE(std::regex_search(line, kMark)) << path << ": " << line;
    }
  }
}

}  // namespace
