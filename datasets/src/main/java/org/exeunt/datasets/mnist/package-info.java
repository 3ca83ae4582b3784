/** MNIST in its idx files, packed or not. {@link org.exeunt.datasets.mnist.MnistPlugin} is the way in, {@code IdxFile} reads a file. */
package org.exeunt.datasets.mnist;
