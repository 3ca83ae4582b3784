/**
 * Data sets and the ways to deal them out to clients.
 *
 * <p>Start at {@link org.exeunt.datasets.cifar.Cifar10Plugin} or {@link org.exeunt.datasets.shapes.ShapesPlugin} for data and at
 * {@link org.exeunt.datasets.partition.Dirichlet} for a partitioner. A new one is a plugin of its own, listed in
 * {@code META-INF/services}; nothing here knows of engines, strategies or the run.
 */
package org.exeunt.datasets;
