package org.exeunt.datasets.partition;

import java.util.List;
import org.exeunt.api.data.Partition.ClientShare;

/**
 * A partition as a file says it, not yet held against a data set.
 *
 * @param source names of the files whose records the indices count through
 * @param clients indices by client
 * @param commonTest indices of what all clients are tested on; empty if each has its own
 */
record SavedPartition(List<String> source, List<ClientShare> clients, int[] commonTest) {}
