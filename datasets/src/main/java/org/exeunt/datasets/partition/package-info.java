/**
 * Who holds which example: by a Dirichlet draw for every class ({@link org.exeunt.datasets.partition.DirichletPlugin}), at random
 * ({@link org.exeunt.datasets.partition.IidPlugin}), or as saved in a file ({@link org.exeunt.datasets.partition.SavedPlugin}).
 *
 * <p>Failures: CONFIG-30 too few examples for the clients, CONFIG-31 no draw reached the minimum; of a saved partition DATA-30
 * unreadable, DATA-31 not JSON, DATA-32 wrong structure, DATA-33 unknown source file, DATA-34 index out of range, DATA-35 index dealt out
 * twice, DATA-36 nobody to train.
 */
package org.exeunt.datasets.partition;
