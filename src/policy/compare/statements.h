// How two statements stand to each other as they are written.
#pragma once

#include "policy/document.h"

namespace policy {

// Whether `wide` applies wherever `narrow` does, for an action that both are for: its resources and
// principals take in the other's, and it has no condition that the other has not, word for word. Never wrongly true.
bool takes_in(const WrittenStatement& wide, const WrittenStatement& narrow);

}  // namespace policy
