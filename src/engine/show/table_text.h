// A table of texts in columns, each as wide as its widest cell.
#pragma once

#include <string>
#include <vector>

namespace engine {

class TableText {
 public:
  explicit TableText(std::vector<std::string> head) { rows_.push_back({std::move(head), ""}); }

  // As many cells as the head has, each one line (show/foreign_text.h).
  void add(std::vector<std::string> cells) { rows_.push_back({std::move(cells), ""}); }
  // Whole lines under the row that was added last; they are in no column.
  void add_below(const std::string& lines) { rows_.back().below += lines; }

  std::string text() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::string below;
  };
  std::vector<Row> rows_;
};

}  // namespace engine
