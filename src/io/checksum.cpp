// SPDX-License-Identifier: BSD-3-Clause
#include "io/checksum.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

std::string sha256_of_file(const std::string& path) {
  require_readable_file(path, "file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   &EVP_MD_CTX_free);
  KBRAGG_REQUIRE(context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1,
                 "The cryptographic library offers no SHA-256.");
  std::vector<unsigned char> buffer(1 << 18);
  std::size_t count = 0;
  while (file && (count = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0) {
    EVP_DigestUpdate(context.get(), buffer.data(), count);
  }
  KBRAGG_REQUIRE(file && !std::ferror(file.get()), "The file '" + path + "' cannot be read.");
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_DigestFinal_ex(context.get(), digest.data(), &length);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) {
    constexpr const char* digits = "0123456789abcdef";
    hex += digits[digest[i] >> 4];
    hex += digits[digest[i] & 15];
  }
  return hex;
}

}  // namespace kbragg::io
