/**
 * Who holds which example. Most partitioners are a {@link org.exeunt.datasets.partition.PartitionScheme} of a pool of examples and a
 * {@link org.exeunt.datasets.partition.HoldOut} of what each client then holds; {@link org.exeunt.datasets.partition.Split} says what the pool
 * is. Begin with {@link org.exeunt.datasets.partition.Dirichlet}.
 *
 * <p>Failures: CONFIG-30 too few examples for the clients, CONFIG-31 no draw reached the minimum, CONFIG-32 the data set does not allow what is
 * asked; of a saved partition DATA-30 unreadable, DATA-31 not JSON, DATA-32 wrong structure, DATA-33 unknown source file, DATA-34 index out of
 * range, DATA-35 index dealt out twice, DATA-36 nobody to train, DATA-37 tests of two kinds.
 */
package org.exeunt.datasets.partition;
