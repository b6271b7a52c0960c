#include "engine/show/table_text.h"

#include <algorithm>
#include <utility>

#include "engine/show/foreign_text.h"

namespace engine {

std::string TableText::text() const {
  std::vector<size_t> widths(rows_.front().cells.size(), 0);
  for (const Row& row : rows_)
    for (size_t at = 0; at < widths.size(); ++at) widths[at] = std::max(widths[at], columns(row.cells[at]));
  std::string out;
  for (const Row& row : rows_) {
    size_t behind = 0;  // spaces that only more text makes necessary
    for (size_t at = 0; at < widths.size(); ++at) {
      if (!row.cells[at].empty()) out.append(std::exchange(behind, 0), ' ');
      out += row.cells[at];
      behind += widths[at] - columns(row.cells[at]) + 2;
    }
    out += "\n" + row.below;
  }
  return out;
}

}  // namespace engine
