/**
 * Partitioners, which assign examples to clients. Most consist of a {@link
 * org.exeunt.datasets.partition.PartitionScheme}, which assigns a pool of examples, and a {@link
 * org.exeunt.datasets.partition.HoldOut}, which splits the examples of each client; {@link
 * org.exeunt.datasets.partition.Split} selects the pool. Start at {@link org.exeunt.datasets.partition.Dirichlet}.
 *
 * <p>Error codes: CONFIG-30 too few examples for the clients, CONFIG-31 no draw reached the minimum, CONFIG-32 the data
 * set does not allow the configured partition; for saved partitions DATA-30 unreadable, DATA-31 malformed, DATA-41 other
 * data.
 */
package org.exeunt.datasets.partition;
