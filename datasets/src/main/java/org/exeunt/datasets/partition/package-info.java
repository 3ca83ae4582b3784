/**
 * Who holds which example: by a Dirichlet draw for every class ({@link org.exeunt.datasets.partition.DirichletPlugin}), at random
 * ({@link org.exeunt.datasets.partition.IidPlugin}), or as saved in a file ({@link org.exeunt.datasets.partition.SavedPlugin}).
 *
 * <p>Failures: CONFIG-20 too few examples for the clients, CONFIG-21 no draw reached the minimum; of a saved partition DATA-20
 * unreadable, DATA-21 not JSON, DATA-22 wrong structure, DATA-23 unknown source file, DATA-24 index out of range, DATA-25 index dealt out
 * twice, DATA-26 nobody to train.
 */
package org.exeunt.datasets.partition;
