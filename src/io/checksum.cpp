// SPDX-License-Identifier: BSD-3-Clause
#include "io/checksum.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

class Sha256 {
 public:
  Sha256() : m_context(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    KBRAGG_REQUIRE(m_context && EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr) == 1,
                   "The cryptographic library offers no SHA-256.");
  }

  void add(const void* bytes, std::size_t size) { EVP_DigestUpdate(m_context.get(), bytes, size); }

  /// Adds `size` numbers of 64 bits, each as its little-endian bytes.
  template <class Number>
  void add_numbers(const Number* numbers, std::size_t size) {
    std::array<unsigned char, 8192> bytes;
    while (size > 0) {
      const std::size_t count = std::min(size, bytes.size() / 8);
      for (std::size_t i = 0; i < count; ++i) {
        const auto bits = std::bit_cast<std::uint64_t>(numbers[i]);
        for (std::size_t k = 0; k < 8; ++k)
          bytes[8 * i + k] = static_cast<unsigned char>(bits >> (8 * k));
      }
      add(bytes.data(), 8 * count);
      numbers += count;
      size -= count;
    }
  }

  std::string hexadecimal() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(m_context.get(), digest.data(), &length);
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) {
      constexpr const char* digits = "0123456789abcdef";
      hex += digits[digest[i] >> 4];
      hex += digits[digest[i] & 15];
    }
    return hex;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> m_context;
};

}  // namespace

std::string sha256_of_file(const std::string& path) {
  require_readable_file(path, "file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  Sha256 hash;
  std::vector<unsigned char> buffer(1 << 18);
  std::size_t count = 0;
  while (file && (count = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0)
    hash.add(buffer.data(), count);
  KBRAGG_REQUIRE(file && !std::ferror(file.get()), "The file '" + path + "' cannot be read.");
  return hash.hexadecimal();
}

std::string sha256_of_text(std::string_view text) {
  Sha256 hash;
  hash.add(text.data(), text.size());
  return hash.hexadecimal();
}

std::string sha256_of_table(const model::HklTable& table) {
  Sha256 hash;
  hash.add_numbers(table.low.data(), table.low.size());
  hash.add_numbers(table.high.data(), table.high.size());
  hash.add_numbers(table.values.data(), table.values.size());
  return hash.hexadecimal();
}

}  // namespace kbragg::io
