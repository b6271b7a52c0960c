// QR codes (ISO/IEC 18004), as authenticator apps scan a device's secret.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace account::iam {

// Rows of modules, true is dark, without the quiet zone: byte mode, level L, mask 0, in the smallest version of 1
// to 15 that holds the text. Empty: it is too long.
using QrModules = std::vector<std::vector<bool>>;
QrModules qr_modules(std::string_view text);

// The same as a PNG picture with four pixels a module and the quiet zone around. Empty: it is too long.
std::string qr_code_png(std::string_view text);

}  // namespace account::iam
