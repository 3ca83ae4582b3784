/**
 * NumPy arrays of a user. Start at {@link org.exeunt.datasets.arrays.ArraysSource}; {@code NpyHeader} and {@code
 * NpyArray} read a file, {@code ElementType} one of its elements.
 */
package org.exeunt.datasets.arrays;
