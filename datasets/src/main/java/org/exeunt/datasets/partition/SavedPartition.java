package org.exeunt.datasets.partition;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.Partition.ClientShare;

/**
 * A partition as read from a file, not yet validated against a data set.
 *
 * @param source files that the indices refer to
 * @param clients indices of each client
 * @param commonTest indices of the test examples of all clients; empty if clients have their own
 */
record SavedPartition(List<Source> source, List<ClientShare> clients, int[] commonTest) {
    /**
     * A file of the data set.
     *
     * @param sha256 its checksum when the partition was saved; empty if unknown
     */
    record Source(String name, Optional<String> sha256) {}
}
