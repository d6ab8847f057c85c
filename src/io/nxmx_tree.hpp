// SPDX-License-Identifier: BSD-3-Clause
// The groups of an NXmx file around its images. Private to io; all functions throw kbragg::Error.
#ifndef KBRAGG_IO_NXMX_TREE_HPP
#define KBRAGG_IO_NXMX_TREE_HPP

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5.hpp"
#include "io/nxmx_writer.hpp"
#include "math/constants.hpp"

namespace kbragg::io {

/// Throws when parts of `metadata` or `options` contradict each other or no reader could take them.
/// `path` is for the message.
void validate(const std::string& path, const NxmxMetadata& metadata, const NxmxOptions& options);

/// Root attributes and /entry with everything but the images and what they have of their own, as
/// programs of the field expect it. `file_name` is what the root attribute says.
void write_nxmx_tree(const h5::Object& root, const std::string& file_name,
                     const NxmxMetadata& metadata, const NxmxOptions& options);

/// /entry/kbragg without the images: how they were made.
void write_process_group(const h5::Object& entry, const NxmxMetadata& metadata);

/// What images have of their own, in the order in which they lie in the file: `numbers` are those
/// of the scan or ensemble. The tables of /entry/kbragg/images, the angles of the spindle and the
/// wavelength of the beam, an array if images differ. The group of the tables must be there.
void write_images(const h5::Object& root, const NxmxMetadata& metadata,
                  const std::vector<std::int64_t>& numbers);

/// Columns a*, b*, c* in 1/Angstrom, frame of NeXus, to which R turns.
std::array<double, 9> a_matrix(const NxmxCrystal& crystal, const Mat3& R);
/// Edges in Angstrom, angles in degrees.
std::array<double, 6> cell_of(const NxmxCrystal& crystal);

/// The attributes that make a dataset a link in a chain of transformations.
void make_axis(const h5::Object& dataset, const char* type, const Vec3& vector,
               const std::string& depends_on);

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
