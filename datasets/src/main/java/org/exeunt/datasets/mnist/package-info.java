/**
 * MNIST in its idx files, plain or compressed. Start at {@link org.exeunt.datasets.mnist.MnistSource}; {@code IdxFile}
 * reads a file.
 */
package org.exeunt.datasets.mnist;
