/**
 * UCI HAR, windows of motion signals of 30 people. {@link org.exeunt.datasets.ucihar.UciHarPlugin} is the way in; {@code Part} reads the
 * training or the test part, {@code Table} one text file of numbers.
 */
package org.exeunt.datasets.ucihar;
