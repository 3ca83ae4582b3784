/**
 * CIFAR-10 and CIFAR-100 in their binary format. {@link org.exeunt.datasets.cifar.CifarSource.Cifar10Plugin} and {@link
 * org.exeunt.datasets.cifar.CifarSource.Cifar100Plugin} are the plugins, {@code CifarFormat} has the differences
 * between the two.
 */
package org.exeunt.datasets.cifar;
