/**
 * CIFAR-10 in its binary form. {@link org.exeunt.datasets.cifar.Cifar10Plugin} is the way in, {@code Cifar10Source} says which files
 * are read, {@code RecordFile} reads one of them and refuses what is truncated or foreign.
 *
 * <p>Failures: DATA-10 no folder, DATA-11 no file, DATA-12 unreadable, DATA-13 empty, DATA-14 not whole records, DATA-15 label out of
 * range, DATA-16 unusable class names.
 */
package org.exeunt.datasets.cifar;
