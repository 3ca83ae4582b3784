/**
 * Tables of a user as vectors. Start at {@link org.exeunt.datasets.csv.CsvSource}; {@code Encoder} converts the cells
 * of a row to numbers.
 */
package org.exeunt.datasets.csv;
