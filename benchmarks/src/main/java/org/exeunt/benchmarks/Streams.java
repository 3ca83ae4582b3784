package org.exeunt.benchmarks;

import org.exeunt.api.random.RandomStreams;

/** The random stream of all benchmarks, with a fixed seed. */
final class Streams {
    static final RandomStreams ROOT = new RandomStreams(1);

    private Streams() {}
}
