package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link ClusterSkewPlugin}.
 *
 * @param classesPerCluster how many classes the clients of a cluster hold; divides the number of classes
 * @param dealing how many clients, and what they are tested on
 */
public record ClusterSkewOptions(
        @Option(
                        value = "Classes of one cluster of clients; must divide the number of classes",
                        byDefault = "2",
                        min = 1,
                        unit = "classes")
                int classesPerCluster,
        @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}
