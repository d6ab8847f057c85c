// SPDX-License-Identifier: BSD-3-Clause
// Deals the images of a run out to those who compute them.
#ifndef KBRAGG_APP_IMAGE_DEALER_HPP
#define KBRAGG_APP_IMAGE_DEALER_HPP

#include <cstdint>
#include <optional>

#include "app/load.hpp"

namespace kbragg::app {

/// Every image is dealt once, to whoever asks first.
class ImageDealer {
 public:
  virtual ~ImageDealer() = default;
  /// Number of the next image; none when all have been dealt.
  virtual std::optional<std::int64_t> next() = 0;
  /// How many have been dealt to everybody, as far as is known here.
  virtual std::int64_t dealt() const = 0;
};

/// All images of a range in their order.
class RangeDealer final : public ImageDealer {
 public:
  explicit RangeDealer(const ImageRange& images) : m_images(images), m_next(images.first) {}
  std::optional<std::int64_t> next() override {
    return m_images.holds(m_next) ? std::optional(m_next++) : std::nullopt;
  }
  std::int64_t dealt() const override { return m_next - m_images.first; }

 private:
  ImageRange m_images;
  std::int64_t m_next;
};

}  // namespace kbragg::app

#endif
