/**
 * CIFAR-10 and CIFAR-100 in their binary form. {@link org.exeunt.datasets.cifar.Cifar10Plugin} and
 * {@link org.exeunt.datasets.cifar.Cifar100Plugin} are the ways in, {@code CifarForm} says what the two differ in, {@code RecordFile} reads a
 * file and refuses what is truncated or foreign.
 */
package org.exeunt.datasets.cifar;
