// SPDX-License-Identifier: BSD-3-Clause
// The groups of an NXmx file around its images. Private to io; all functions throw kbragg::Error.
#ifndef KBRAGG_IO_NXMX_TREE_HPP
#define KBRAGG_IO_NXMX_TREE_HPP

#include <string>

#include "io/hdf5.hpp"
#include "io/nxmx_writer.hpp"
#include "math/constants.hpp"

namespace kbragg::io {

/// Throws when parts of `metadata` or `options` contradict each other or no reader could take them.
/// `path` is for the message.
void validate(const std::string& path, const NxmxMetadata& metadata, const NxmxOptions& options);

/// Root attributes and /entry with everything but the image datasets, as programs of the field
/// expect it. `file_name` is what the root attribute says.
void write_nxmx_tree(const h5::Object& root, const std::string& file_name,
                     const NxmxMetadata& metadata, const NxmxOptions& options);

/// /entry/kbragg without the expected photons: how the images were made.
void write_process_group(const h5::Object& entry, const NxmxMetadata& metadata);

/// A dataset in `group` for every value of `list`.
void write_values(const h5::Object& group, const MetadataList& list);

/// Chunk of an (images, slow, fast) dataset with pixels of `bytes` bytes: a band of whole rows of
/// up to 1 MiB, the size that the caches of readers hold, so that threads share the compression of
/// an image. The bands of an image are as equal as they can be.
h5::Dims image_chunk(const ImageShape& shape, std::size_t bytes);

using constants::highest_count;

/// value * factor, rounded to 15 significant digits: 0.9768e-10 m is stored as 0.9768 angstrom, not
/// as 0.97679999999999989.
double in_unit(double value, double factor);

}  // namespace kbragg::io

#endif
