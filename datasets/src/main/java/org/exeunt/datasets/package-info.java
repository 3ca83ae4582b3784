/**
 * Data sets and partitioners, which assign examples to clients.
 *
 * <p>Start at {@link org.exeunt.datasets.cifar.CifarSource.Cifar10Plugin} or {@link
 * org.exeunt.datasets.shapes.ShapesSource} for data and at {@link org.exeunt.datasets.partition.Dirichlet} for a
 * partitioner. A new one is a plugin, listed in {@code META-INF/services}. This module does not depend on engines,
 * strategies or the runtime.
 */
package org.exeunt.datasets;
