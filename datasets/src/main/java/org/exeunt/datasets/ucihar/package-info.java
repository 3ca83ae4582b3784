/**
 * UCI HAR, windows of motion signals of 30 people. Start at {@link org.exeunt.datasets.ucihar.UciHarSource}; {@code
 * Table} reads one text file of numbers.
 */
package org.exeunt.datasets.ucihar;
