package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link PathologicalPlugin}.
 *
 * @param classesPerClient how many classes each client holds
 * @param balanced whether clients that share a class hold as much of it
 * @param minExamples examples a client has at least if it holds all classes, where they do not
 * @param dealing how many clients, and what they are tested on
 */
public record PathologicalOptions(
        @Option(value = "Classes of one client", byDefault = "2", min = 1, unit = "classes") int classesPerClient,
        @Option(value = "Whether clients that share a class hold equal parts of it", byDefault = "true")
                boolean balanced,
        @Option(
                        value = "Unbalanced parts of a class have at least this, divided by the classes",
                        byDefault = "40",
                        min = 1,
                        unit = "examples")
                int minExamples,
        @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}
