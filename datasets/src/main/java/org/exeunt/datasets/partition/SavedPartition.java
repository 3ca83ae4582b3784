package org.exeunt.datasets.partition;

import java.util.List;
import org.exeunt.api.data.Partition.ClientShare;

/**
 * A partition as read from a file, not yet validated against a data set.
 *
 * @param source names of the files that the indices refer to
 * @param clients indices of each client
 * @param commonTest indices of the test examples of all clients; empty if clients have their own
 */
record SavedPartition(List<String> source, List<ClientShare> clients, int[] commonTest) {}
